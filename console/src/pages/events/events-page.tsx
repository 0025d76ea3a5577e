import type { HubEvent } from '@causeway/hub/contract'
import { Button, Skeleton, Stack } from '@mantine/core'
import { IconActivity, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { triggersQuery } from '../../data/catalog.ts'
import { useStreamState } from '../../data/live-events.tsx'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import type { EventsSearch } from '../../search.ts'
import { EventDrawer } from './event-drawer.tsx'
import { EventFilters, type EventsSearchChanges } from './event-filters.tsx'
import { EventRow } from './event-row.tsx'
import classes from './events.module.css'
import { ReadersPanel } from './readers-panel.tsx'
import { useEventList } from './use-event-list.ts'

/** Everything that happened, as it happens. */
export function EventsPage() {
  const search = useSearch({ from: '/signed-in/events' })
  const navigate = useNavigate({ from: '/events' })
  const { data: locations = [] } = useQuery(locationsQuery)
  const change = (changes: EventsSearchChanges) =>
    void navigate({
      search: (before: EventsSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace: true,
      resetScroll: false,
    })
  return (
    <Stack gap="md">
      <PageHeader
        title="Events"
        description="Everything that happened, in order; your app can follow the same log"
      />
      <EventFilters search={search} locations={locations} onChange={change} />
      <ReadersPanel />
      <EventList
        key={JSON.stringify(search)}
        search={search}
        locationNames={new Map(locations.map(({ id, name }) => [id, name]))}
        onNarrow={change}
      />
    </Stack>
  )
}

type EventListProps = {
  search: EventsSearch
  locationNames: Map<string, string>
  onNarrow: (changes: EventsSearchChanges) => void
}

function EventList({ search, locationNames, onNarrow }: EventListProps) {
  const { types, location, kind, subject } = search
  const list = useEventList({
    ...(types !== undefined && { types }),
    ...(location !== undefined && { locationId: location }),
    ...(kind !== undefined && { subjectKind: kind }),
    ...(subject !== undefined && { subjectId: subject }),
  })
  const { data: triggers } = useQuery(triggersQuery)
  const titles = useMemo(() => new Map(triggers?.map(({ id, title }) => [id, title])), [triggers])
  const isNarrowed = Object.keys(search).length > 0
  const [chosen, setChosen] = useState<HubEvent>()
  const state = useStreamState()
  const { stored } = list
  return (
    <Panel
      flush
      title={
        <span className={classes.live} data-state={list.isPaused ? 'paused' : state}>
          {list.isPaused ? 'Paused' : { live: 'Live', connecting: 'Connecting…', offline: 'Offline' }[state]}
        </span>
      }
      actions={
        list.isPaused ? (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            onClick={list.resume}
            data-testid="resume"
          >
            {list.waitingCount === 0 ? 'Go on' : `Show ${countOf(list.waitingCount, 'new event')}`}
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPause size={14} />}
            onClick={list.pause}
            data-testid="pause"
          >
            Pause
          </Button>
        )
      }
      data-testid="event-list"
    >
      {stored.isError && <ProblemNotice error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.isPending && (
        <Stack p="md" role="status" aria-label="Loading events">
          {[1, 2, 3, 4, 5, 6].map((row) => (
            <Skeleton key={row} h={38} />
          ))}
        </Stack>
      )}
      {stored.isSuccess && list.events.length === 0 && (
        <EmptyState
          icon={<IconActivity />}
          title={isNarrowed ? 'No event matches' : 'Nothing has happened yet'}
        >
          {isNarrowed
            ? search.subject === undefined
              ? 'What happens from now on and matches appears here at once.'
              : 'Nothing happened to what has this id, or it is a name: names are found with the search at the top.'
            : 'New posts, changed tags and fresh statistics appear here the moment the hub sees them.'}
        </EmptyState>
      )}
      <ul className={classes.list}>
        {list.events.map((event) => (
          <EventRow
            key={event.id}
            event={event}
            isNew={list.liveIds.has(event.id)}
            title={titles.get(event.type)}
            locationName={locationNames.get(event.locationId)}
            onOpen={() => setChosen(event)}
          />
        ))}
      </ul>
      {stored.hasNextPage && (
        <div style={{ textAlign: 'center', padding: 14 }}>
          <Button
            variant="default"
            loading={stored.isFetchingNextPage}
            onClick={() => void stored.fetchNextPage()}
          >
            Load earlier events
          </Button>
        </div>
      )}
      <EventDrawer
        event={chosen}
        title={titles.get(chosen?.type ?? '')}
        onNarrow={onNarrow}
        locationName={locationNames.get(chosen?.locationId ?? '')}
        onClose={() => setChosen(undefined)}
      />
    </Panel>
  )
}
