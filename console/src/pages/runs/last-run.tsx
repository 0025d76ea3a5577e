import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunSummary } from '@causeway/hub/contract'
import { callHub } from '../../data/call-hub.ts'
import type { Page } from '../../data/pages.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { RunBadge } from './run-badge.tsx'
import classes from './runs.module.css'

/** How the newest run of a workflow went, and a way to it. */
export function LastRun({ workflowId, at }: { workflowId: string; at: string }) {
  const { data } = useQuery({
    queryKey: ['runs', 'list', 'last', workflowId],
    queryFn: ({ signal }) =>
      callHub<Page<RunSummary>>('/v1/runs', { query: { workflowId, limit: 1 }, signal }),
  })
  const run = data?.items[0]
  if (run === undefined) {
    return (
      <Text size="xs" c="dimmed">
        <RelativeTime at={at} />
      </Text>
    )
  }
  return (
    <Link to="/runs/$runId" params={{ runId: run.id }} className={classes.lastRun} data-testid="last-run">
      <Group gap={8} wrap="nowrap">
        <RunBadge state={run.state} />
        <Text component="span" size="xs" c="dimmed" truncate>
          <RelativeTime at={run.createdAt} />
        </Text>
      </Group>
    </Link>
  )
}
