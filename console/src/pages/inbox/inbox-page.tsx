import { Button, Skeleton, Stack, Tabs } from '@mantine/core'
import { IconFilterOff, IconInbox } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { triggersQuery } from '../../data/catalog.ts'
import { inboxCountsQuery, inboxQuery } from '../../data/inbox.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { SearchedTo } from '../../parts/searched-to.tsx'
import type { InboxSearch } from '../../search.ts'
import { CompletenessPanel } from './completeness-panel.tsx'
import { DeliveryDrawer } from './delivery-drawer.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { countInboxFilters, inboxFiltersOf } from './describe-delivery.ts'
import { InboxCounts, Refused } from './inbox-counts.tsx'
import { InboxFilters, type InboxSearchChanges } from './inbox-filters.tsx'
import { ReplayMatching } from './replay-matching.tsx'
import { SetUpWebhooks } from './set-up-webhooks.tsx'
import { WebhookKeys } from './webhook-keys.tsx'

type Change = (changes: InboxSearchChanges, replace?: boolean) => void

/** What the CRM told this hub by webhook, what proved it, and what came of it. */
export function InboxPage() {
  const search = useSearch({ from: '/signed-in/inbox' })
  const navigate = useNavigate({ from: '/inbox' })
  const filters = inboxFiltersOf(search)
  const isNarrowed = countInboxFilters(search) > 0
  const change: Change = (changes, replace = true) =>
    void navigate({
      search: (before: InboxSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace,
      resetScroll: false,
    })
  const tab = search.tab ?? 'webhooks'
  return (
    <Stack gap="md">
      <PageHeader
        title="Inbox"
        description="Webhooks of the CRM: each signed, stored before it is answered, and processed once"
        actions={tab === 'webhooks' && isNarrowed && <ReplayMatching filters={filters} />}
      />
      <Tabs
        value={tab}
        onChange={(chosen) =>
          change({ tab: chosen === 'keys' || chosen === 'completeness' ? chosen : undefined }, false)
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="webhooks">Webhooks</Tabs.Tab>
          <Tabs.Tab value="completeness" data-testid="tab-completeness">
            Completeness
          </Tabs.Tab>
          <Tabs.Tab value="keys" data-testid="tab-keys">
            Keys
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="webhooks">
          <Webhooks search={search} onChange={change} onClear={() => void navigate({ search: {} })} />
        </Tabs.Panel>
        <Tabs.Panel value="completeness">
          <CompletenessPanel />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <WebhookKeys />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

type WebhooksProps = { search: InboxSearch; onChange: Change; onClear: () => void }

function Webhooks({ search, onChange, onClear }: WebhooksProps) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const { data: triggers } = useQuery(triggersQuery)
  const counts = useQuery(inboxCountsQuery)
  const isNarrowed = countInboxFilters(search) > 0
  const deliveries = useInfiniteQuery({
    ...inboxQuery(inboxFiltersOf(search)),
    // Fresh while the newest are looked at; somebody reading far down is not disturbed.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? 3000 : false),
  })
  const names = useMemo(() => new Map(locations.map(({ id, name }) => [id, name])), [locations])
  const titles = useMemo(() => new Map(triggers?.map(({ id, title }) => [id, title])), [triggers])
  const shown = deliveries.data?.pages.flatMap((page) => page.items) ?? []
  const searchedTo = deliveries.data?.pages.at(-1)?.searchedTo ?? null
  const isEmpty = deliveries.data !== undefined && shown.length === 0
  return (
    <Stack gap="md">
      {counts.data !== undefined && (
        <>
          <Refused refused={counts.data.refused} />
          {!(isEmpty && !isNarrowed) && (
            <InboxCounts
              counts={counts.data}
              chosen={search.state}
              onChoose={(state) => onChange({ state })}
            />
          )}
        </>
      )}
      {!(isEmpty && !isNarrowed) && (
        <InboxFilters search={search} locations={locations} onChange={onChange} onClear={onClear} />
      )}
      {deliveries.isError && deliveries.data === undefined && (
        <ProblemNotice
          error={deliveries.error}
          title="The webhooks could not be loaded"
          onRetry={() => void deliveries.refetch()}
        />
      )}
      {deliveries.isPending && <ListSkeleton />}
      {isEmpty && (isNarrowed ? <NothingMatches onClear={onClear} /> : <SetUpWebhooks />)}
      {isEmpty && searchedTo !== null && (
        <SearchedTo
          at={searchedTo}
          isSearching={deliveries.isFetchingNextPage}
          onGoOn={() => void deliveries.fetchNextPage()}
        />
      )}
      {shown.length > 0 && (
        <DeliveryList
          deliveries={shown}
          locationNames={names}
          titles={titles}
          isStale={deliveries.isPlaceholderData}
          hasMore={deliveries.hasNextPage}
          isLoadingMore={deliveries.isFetchingNextPage}
          searchedTo={searchedTo}
          onMore={() => void deliveries.fetchNextPage()}
          onOpen={(delivery) => onChange({ delivery }, false)}
        />
      )}
      <DeliveryDrawer
        deliveryId={search.delivery}
        locationNames={names}
        titles={titles}
        onClose={() => onChange({ delivery: undefined }, false)}
      />
    </Stack>
  )
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconInbox />}
        title="No webhook matches"
        action={
          <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
            Clear the filters
          </Button>
        }
      >
        Fewer words or filters find more.
      </EmptyState>
    </Panel>
  )
}

const ListSkeleton = () => (
  <Panel>
    <Stack gap="lg" role="status" aria-label="Loading webhooks">
      {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
        <Skeleton key={row} h={32} />
      ))}
    </Stack>
  </Panel>
)
