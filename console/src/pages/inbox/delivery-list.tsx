import type { InboxDelivery } from '@causeway/hub/contract'
import { Badge, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { countOf, formatClock, formatInstantWithSeconds } from '../../parts/format.ts'
import { SearchedTo } from '../../parts/searched-to.tsx'
import { eventName, states, verdicts } from './describe-delivery.ts'
import classes from './inbox.module.css'

type DeliveryListProps = {
  deliveries: InboxDelivery[]
  locationNames: Map<string, string>
  /** What the catalog calls an event, by the trigger's id. */
  titles: Map<string, string>
  isStale: boolean
  hasMore: boolean
  isLoadingMore: boolean
  /** Until when a search has looked, if there are older ones: whoever searches says whether to look on. */
  searchedTo: string | null
  onMore: () => void
  onOpen: (deliveryId: string) => void
}

/** Any number of webhooks: only the rows in view exist, and older ones are asked for near the end. */
export function DeliveryList(props: DeliveryListProps) {
  const { deliveries, locationNames, titles, isStale, hasMore, isLoadingMore, searchedTo, onMore, onOpen } =
    props
  const list = useRef<HTMLUListElement>(null)
  const virtualizer = useWindowVirtualizer({
    count: deliveries.length,
    estimateSize: () => 57,
    overscan: 10,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => deliveries[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const goesOn = hasMore && searchedTo === null
  useEffect(() => {
    if (goesOn && !isLoadingMore && lastShown >= deliveries.length - 20) onMore()
  }, [goesOn, isLoadingMore, lastShown, deliveries.length, onMore])
  return (
    <>
      <ul
        ref={list}
        className={classes.rows}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Webhooks"
        data-stale={isStale || undefined}
        data-testid="delivery-list"
      >
        {items.map((item) => {
          const delivery = deliveries[item.index]
          return (
            delivery !== undefined && (
              <li
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                aria-setsize={hasMore ? -1 : deliveries.length}
                aria-posinset={item.index + 1}
                className={classes.item}
                style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
              >
                <DeliveryRow
                  delivery={delivery}
                  title={titles.get(delivery.triggerId ?? '')}
                  place={
                    locationNames.get(delivery.locationId ?? '') ?? delivery.locationId ?? delivery.companyId
                  }
                  onOpen={() => onOpen(delivery.id)}
                />
              </li>
            )
          )
        })}
      </ul>
      {searchedTo === null ? (
        <Text size="xs" c="dimmed" ta="center" aria-live="polite">
          {isLoadingMore
            ? 'Loading earlier webhooks…'
            : hasMore
              ? ''
              : `${countOf(deliveries.length, 'webhook')} shown`}
        </Text>
      ) : (
        <SearchedTo at={searchedTo} isSearching={isLoadingMore} onGoOn={onMore} />
      )}
    </>
  )
}

type DeliveryRowProps = {
  delivery: InboxDelivery
  title: string | undefined
  place: string | null
  onOpen: () => void
}

function DeliveryRow({ delivery, title, place, onOpen }: DeliveryRowProps) {
  const { state, outcome, error, duplicates, receivedAt } = delivery
  const { label, colour } = states[state]
  const told = error === null ? outcome.join(' · ') : error.message
  return (
    <UnstyledButton
      className={classes.row ?? ''}
      onClick={onOpen}
      data-testid="delivery-row"
      data-state={state}
    >
      <VerdictMark delivery={delivery} />
      <span className={classes.what}>
        <Text component="span" display="block" size="sm" truncate>
          <b>{title ?? eventName(delivery)}</b>{' '}
          {title !== undefined && <span className={classes.event}>{eventName(delivery)}</span>}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {place !== null && <bdi>{place}</bdi>}
          {place !== null && told !== '' && ' · '}
          <bdi>{told}</bdi>
        </Text>
      </span>
      <span className={classes.again}>{duplicates > 0 && `came ${duplicates + 1} times`}</span>
      <Badge size="sm" color={colour} className={classes.state ?? ''}>
        {label}
      </Badge>
      <span className={classes.time} title={formatInstantWithSeconds(receivedAt)}>
        <time dateTime={receivedAt}>{whenWords(receivedAt)}</time>
      </span>
    </UnstyledButton>
  )
}

function VerdictMark({ delivery }: { delivery: InboxDelivery }) {
  const { label, colour } = verdicts[delivery.verdict]
  const Mark = delivery.verdict === 'unchecked' ? IconShieldOff : IconShieldCheck
  return (
    <Tooltip label={label}>
      <Mark
        size={20}
        stroke={1.7}
        color={`var(--mantine-color-${colour}-6)`}
        role="img"
        aria-label={label}
        style={{ flexShrink: 0 }}
      />
    </Tooltip>
  )
}

/** The time of day for today's deliveries, the day too for older ones. */
function whenWords(at: string): string {
  return new Date(at).toDateString() === new Date().toDateString()
    ? formatClock(at)
    : formatInstantWithSeconds(at)
}
