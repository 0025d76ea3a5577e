import type { QuarantinedRow } from '@causeway/hub/contract'
import { Anchor, Badge, Breadcrumbs, Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCircleCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  mappingOutputQuery,
  quarantineQuery,
  useDismissQuarantined,
  useRetryQuarantined,
} from '../../data/mappings.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { PageSkeleton } from '../../parts/page-skeleton.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import lists from '../../parts/list.module.css'

/** Rows of a mapping that cannot be written, why, and another try. */
export function QuarantinePage() {
  const { outputId } = useParams({ from: '/signed-in/quarantine/$outputId' })
  const output = useQuery(mappingOutputQuery(outputId))
  const rows = useInfiniteQuery(quarantineQuery(outputId))
  const retry = useRetryQuarantined(outputId)
  if (output.isPending || rows.isPending) return <PageSkeleton />
  const problem = output.data === undefined ? output.error : rows.error
  if (output.data === undefined || rows.data === undefined)
    return (
      <ProblemNotice
        error={problem}
        title="The rows could not be loaded"
        onRetry={() => void Promise.all([output.refetch(), rows.refetch()])}
      />
    )
  const { mapping, destination, target, quarantined } = output.data
  const items = rows.data.pages.flatMap((page) => page.items)
  const retryAll = () =>
    retry.mutate(undefined, {
      onSuccess: ({ count }) => notifications.show({ message: `${countOf(count, 'row')} tried again.` }),
    })
  return (
    <Stack gap="md">
      <Breadcrumbs separatorMargin={6}>
        <Anchor component={Link} to={`/mappings/${mapping}`} size="sm">
          {mapping}
        </Anchor>
        <Text size="sm" c="dimmed">
          {destination.name} · {target}
        </Text>
      </Breadcrumbs>
      <PageHeader
        title="Rows held back"
        description={
          quarantined === 0 ? 'Every row is written' : `${countOf(quarantined, 'row')} of ${mapping}`
        }
        actions={
          <Button
            onClick={retryAll}
            loading={retry.isPending}
            disabled={items.length === 0}
            data-testid="retry-all"
          >
            Try all again
          </Button>
        }
      />
      {retry.isError && <ProblemNotice error={retry.error} />}
      <Panel flush data-testid="quarantine">
        {items.length === 0 ? (
          <EmptyState icon={<IconCircleCheck />} title="Nothing is held back">
            Records that cannot be mapped, and rows that the destination does not take, wait here.
          </EmptyState>
        ) : (
          <ul className={lists.plain}>
            {items.map((row) => (
              <Row key={`${row.locationId}/${row.sourceId}`} row={row} onRetry={() => retry.mutate([row])} />
            ))}
          </ul>
        )}
      </Panel>
      {rows.hasNextPage && (
        <Group justify="center">
          <Button
            variant="default"
            loading={rows.isFetchingNextPage}
            onClick={() => void rows.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
    </Stack>
  )
}

function Row({ row, onRetry }: { row: QuarantinedRow; onRetry: () => void }) {
  const dismiss = useDismissQuarantined(row.outputId)
  const reason =
    row.reason === 'mapping'
      ? { word: 'cannot be mapped', colour: 'yellow' }
      : { word: 'refused by the destination', colour: 'red' }
  return (
    <li
      style={{ padding: '12px 18px', borderBlockEnd: '1px solid var(--line-soft)' }}
      data-testid="quarantined-row"
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0, flex: 1 }}>
          <Group gap={8}>
            <Text fw={600} size="sm" ff="monospace" className="break-words">
              {row.sourceId}
            </Text>
            <Badge size="sm" color={reason.colour} tt="none">
              {reason.word}
            </Badge>
          </Group>
          <Text size="sm" mt={4} className="break-words">
            {row.message}
          </Text>
          <Text size="xs" c="dimmed" mt={3} component="div">
            tried {countOf(row.attempts, 'time')}, last <RelativeTime at={row.lastAt} />
          </Text>
        </div>
        <Group gap={6}>
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            loading={dismiss.isPending}
            onClick={() => dismiss.mutate(row)}
          >
            Let go
          </Button>
        </Group>
      </Group>
      {row.record !== null && (
        <details style={{ marginBlockStart: 8 }}>
          <summary>
            <Text span size="xs">
              What was to be written
            </Text>
          </summary>
          <JsonView value={row.record} label="What was to be written" />
        </details>
      )}
      {dismiss.isError && <ProblemNotice error={dismiss.error} />}
    </li>
  )
}
