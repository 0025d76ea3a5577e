import type { CallRecord } from '@causeway/hub/contract'
import { Badge, Text, UnstyledButton } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { countOf, formatClock, formatInstantWithSeconds, formatNumber } from '../../parts/format.ts'
import { MethodBadge } from '../../parts/method-badge.tsx'
import classes from './calls.module.css'
import { callerName, outcomes, sources } from './describe-call.ts'

type CallListProps = {
  calls: CallRecord[]
  locationNames: Map<string, string>
  isStale: boolean
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
  onOpen: (callId: string) => void
}

/** Any number of calls: only the rows in view exist, and older ones are asked for near the end. */
export function CallList(props: CallListProps) {
  const { calls, locationNames, isStale, hasMore, isLoadingMore, onMore, onOpen } = props
  const list = useRef<HTMLUListElement>(null)
  const virtualizer = useWindowVirtualizer({
    count: calls.length,
    estimateSize: () => 57,
    overscan: 10,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => calls[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= calls.length - 20) onMore()
  }, [hasMore, isLoadingMore, lastShown, calls.length, onMore])
  return (
    <>
      <ul
        ref={list}
        className={classes.rows}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Calls"
        data-stale={isStale || undefined}
        data-testid="call-list"
      >
        {items.map((item) => {
          const call = calls[item.index]
          return (
            call !== undefined && (
              <li
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                aria-setsize={hasMore ? -1 : calls.length}
                aria-posinset={item.index + 1}
                className={classes.item}
                style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
              >
                <CallRow
                  call={call}
                  locationName={call.locationId === null ? undefined : locationNames.get(call.locationId)}
                  onOpen={() => onOpen(call.id)}
                />
              </li>
            )
          )
        })}
      </ul>
      <Text size="xs" c="dimmed" ta="center" aria-live="polite">
        {isLoadingMore ? 'Loading earlier calls…' : hasMore ? '' : `${countOf(calls.length, 'call')} shown`}
      </Text>
    </>
  )
}

type CallRowProps = { call: CallRecord; locationName: string | undefined; onOpen: () => void }

function CallRow({ call, locationName, onOpen }: CallRowProps) {
  const outcome = outcomes[call.outcome]
  return (
    <UnstyledButton
      className={classes.row ?? ''}
      onClick={onOpen}
      data-testid="call-row"
      data-outcome={call.outcome}
    >
      <MethodBadge method={call.method} />
      <span className={classes.what}>
        <Text component="span" display="block" size="sm" fw={600} truncate>
          {call.title}
          {call.count > 1 && (
            <Text component="span" size="xs" c="dimmed" fw={400}>
              {' '}
              × {formatNumber(call.count)}
            </Text>
          )}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {callerName(call)}
          {locationName !== undefined && ` · ${locationName}`}
          {call.code !== null && ` · ${call.code}`}
        </Text>
      </span>
      <span className={classes.source}>{call.source === null ? '' : sources[call.source]}</span>
      <span className={classes.duration}>{formatNumber(call.durationMs)} ms</span>
      <Badge size="sm" color={outcome.colour} className={classes.outcome ?? ''}>
        {outcome.label}
        {call.status !== null && ` ${call.status}`}
      </Badge>
      <span className={classes.time} title={formatInstantWithSeconds(call.at)}>
        <time dateTime={call.at}>{whenWords(call.at)}</time>
      </span>
    </UnstyledButton>
  )
}

/** The time of day for today's calls, the day too for older ones. */
function whenWords(at: string): string {
  return new Date(at).toDateString() === new Date().toDateString()
    ? formatClock(at)
    : formatInstantWithSeconds(at)
}
