import type { Delivery, DeliveryState } from '@causeway/hub/contract'
import { Badge, Button, SegmentedControl, Skeleton, Text, UnstyledButton } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { sentQuery } from '../../data/endpoints.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { describeEvent } from '../events/describe-event.ts'
import { deliveryStates, outcomeOf } from './describe-endpoint.ts'
import classes from './endpoints.module.css'
import lists from '../../parts/list.module.css'

type DeliveryListProps = {
  endpointId: string
  state: DeliveryState | undefined
  onState: (state: DeliveryState | undefined) => void
  onOpen: (deliveryId: string) => void
}

/** What was sent to an endpoint, newest first. */
export function DeliveryList({ endpointId, state, onState, onOpen }: DeliveryListProps) {
  const sent = useInfiniteQuery(sentQuery(endpointId, state))
  const { data: locations = [] } = useQuery(locationsQuery)
  const names = new Map(locations.map(({ id, name }) => [id, name]))
  const deliveries = sent.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Panel
      flush
      title="Deliveries"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="State of the deliveries"
          value={state ?? ''}
          onChange={(value) => onState(value === '' ? undefined : value)}
          data={[
            { value: '', label: 'All' },
            { value: 'waiting', label: 'Waiting' },
            { value: 'delivered', label: 'Delivered' },
            { value: 'given_up', label: 'Given up' },
          ]}
        />
      }
    >
      {sent.isPending && <Skeleton h={200} m="md" role="status" aria-label="Loading deliveries" />}
      {sent.isError && sent.data === undefined && (
        <ProblemNotice error={sent.error} onRetry={() => void sent.refetch()} />
      )}
      {sent.data !== undefined && deliveries.length === 0 && (
        <EmptyState icon={<IconSend />} title="No delivery here">
          {state === undefined
            ? 'As soon as something happens that this endpoint wants, it is sent and shown here. A test event shows at once whether it arrives.'
            : 'None is in this state.'}
        </EmptyState>
      )}
      <ul className={lists.plain}>
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <SentRow
              delivery={delivery}
              place={names.get(delivery.locationId)}
              onOpen={() => onOpen(delivery.id)}
            />
          </li>
        ))}
      </ul>
      {sent.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={sent.isFetchingNextPage}
          onClick={() => void sent.fetchNextPage()}
        >
          Earlier deliveries
        </Button>
      )}
    </Panel>
  )
}

type SentRowProps = { delivery: Delivery; place: string | undefined; onOpen: () => void }

function SentRow({ delivery, place, onOpen }: SentRowProps) {
  const state = deliveryStates[delivery.state]
  return (
    <UnstyledButton
      className={classes.sent ?? ''}
      onClick={onOpen}
      data-testid="sent-row"
      data-state={delivery.state}
    >
      <span style={{ minWidth: 0 }}>
        <Text component="span" display="block" size="sm" fw={600} truncate>
          {delivery.kind === 'test' ? 'A test' : describeEvent({ type: delivery.eventType })}{' '}
          <Text component="span" size="xs" c="dimmed" fw={400} ff="monospace">
            {delivery.eventType}
          </Text>
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {place !== undefined && <bdi>{place} · </bdi>}
          {outcomeOf(delivery)}
        </Text>
      </span>
      <Badge size="sm" color={state.colour}>
        {state.label}
      </Badge>
      <span className={classes.time}>
        <RelativeTime at={delivery.createdAt} />
      </span>
    </UnstyledButton>
  )
}
