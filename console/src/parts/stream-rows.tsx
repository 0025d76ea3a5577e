import type { Stream } from '@causeway/hub/contract'
import { Progress, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlayerPause } from '@tabler/icons-react'
import { formatNumber, formatRelative } from './format.ts'
import { percentDone } from './stream-progress.ts'
import classes from './stream-rows.module.css'
import { inOrder, StreamIcon, streamLabels } from './streams.tsx'
import { useNow } from './use-now.ts'

/** The streams of a location, each with its live progress and, where it failed, what to do. */
export function StreamRows({ streams }: { streams: Stream[] }) {
  return (
    <ul className={classes.rows}>
      {inOrder(streams).map((stream) => (
        <StreamRow key={stream.stream} stream={stream} />
      ))}
    </ul>
  )
}

function StreamRow({ stream }: { stream: Stream }) {
  const now = useNow(5000)
  const percent = percentDone(stream)
  const isRunning = stream.state === 'running'
  return (
    <li className={classes.row} data-testid={`stream-${stream.stream}`} data-state={stream.state}>
      <div className={classes.line}>
        <StreamIcon stream={stream.stream} />
        <Text component="span" fw={550} size="sm">
          {streamLabels[stream.stream]}
        </Text>
        <Text component="span" size="xs" c="dimmed" ml="auto" className="numbers">
          {wordsFor(stream, now)}
        </Text>
        <StateMark stream={stream} />
      </div>
      {isRunning && (
        <Progress
          value={percent ?? 100}
          animated={percent === undefined}
          striped={percent === undefined}
          size={5}
          mt={7}
          transitionDuration={400}
          aria-label={`${streamLabels[stream.stream]}: progress`}
        />
      )}
      {stream.error !== null && (
        <Text size="xs" mt={6} c="var(--mantine-color-error)" className="break-words">
          {stream.error.message} {stream.error.hint}
        </Text>
      )}
    </li>
  )
}

function wordsFor(stream: Stream, now: number): string {
  const stored = formatNumber(stream.recordsStored)
  if (stream.state === 'running') {
    return stream.total === null
      ? `${formatNumber(stream.done)}…`
      : `${formatNumber(stream.done)} of ${formatNumber(stream.total)}`
  }
  if (stream.firstSyncedAt === null) return stream.recordsStored === 0 ? 'waiting' : `${stored} so far`
  return stream.lastFinishedAt === null ? stored : `${stored} · ${formatRelative(stream.lastFinishedAt, now)}`
}

function StateMark({ stream }: { stream: Stream }) {
  if (stream.state === 'running') return <span className={classes.pulse} role="img" aria-label="Running" />
  const [label, Mark, colour] =
    stream.state === 'failed'
      ? (['Failed', IconAlertTriangle, 'var(--bad)'] as const)
      : stream.state === 'paused'
        ? (['Paused', IconPlayerPause, 'var(--mantine-color-dimmed)'] as const)
        : stream.firstSyncedAt !== null
          ? (['Up to date', IconCircleCheck, 'var(--good)'] as const)
          : (['Waiting', IconClock, 'var(--mantine-color-dimmed)'] as const)
  return (
    <Tooltip label={label}>
      <Mark size={16} color={colour} role="img" aria-label={label} style={{ flexShrink: 0 }} />
    </Tooltip>
  )
}
