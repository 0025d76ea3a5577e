import type { RunSummary } from '@causeway/hub/contract'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { isFinal } from '../../data/runs.ts'
import { locationsQuery } from '../../data/locations.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { useNow } from '../../parts/use-now.ts'
import { causeWords, tookWords } from './describe-run.ts'
import { RunBadge } from './run-badge.tsx'
import classes from './runs.module.css'

/** Runs, newest first, each a way to its timeline. */
export function RunList({ runs, isStale }: { runs: RunSummary[]; isStale: boolean }) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const names = new Map(locations.map(({ id, name }) => [id, name]))
  return (
    <ul className={classes.rows} aria-label="Runs" data-stale={isStale || undefined} data-testid="run-list">
      {runs.map((run) => (
        <li key={run.id} className={classes.item}>
          <RunRow
            run={run}
            locationName={run.locationId === null ? undefined : (names.get(run.locationId) ?? run.locationId)}
          />
        </li>
      ))}
    </ul>
  )
}

function RunRow({ run, locationName }: { run: RunSummary; locationName: string | undefined }) {
  return (
    <Link
      to="/runs/$runId"
      params={{ runId: run.id }}
      className={classes.row}
      data-testid="run-row"
      data-state={run.state}
    >
      <RunBadge state={run.state} />
      <span className={classes.what}>
        <Text component="span" display="block" size="sm" fw={600} truncate dir="auto">
          {run.workflowName}
        </Text>
        <Text
          component="span"
          display="block"
          size="xs"
          c={run.problem === null ? 'dimmed' : 'var(--mantine-color-error)'}
          truncate
          dir="auto"
        >
          {run.problem === null
            ? [causeWords(run), locationName].filter((part) => part !== undefined).join(' · ')
            : run.problem.message}
        </Text>
      </span>
      <span className={classes.took}>
        <Took run={run} />
      </span>
      <span className={classes.time}>
        <RelativeTime at={run.createdAt} />
      </span>
    </Link>
  )
}

function Took({ run }: { run: RunSummary }) {
  const now = useNow(isFinal(run) ? 60_000 : 1000)
  if (isFinal(run)) return run.durationMs === null ? null : tookWords(run.durationMs)
  if (run.state === 'waiting' && run.dueAt !== null) {
    return (
      <>
        goes on <RelativeTime at={run.dueAt} />
      </>
    )
  }
  return tookWords(Math.max(0, now - Date.parse(run.startedAt ?? run.createdAt)))
}
