import { Button, Menu, Skeleton, Stack } from '@mantine/core'
import { IconChevronDown, IconDownload, IconFilterOff, IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { callsExportUrl, callsQuery } from '../../data/calls.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import type { CallsSearch } from '../../search.ts'
import { CallDrawer } from './call-drawer.tsx'
import { CallFilters, type CallsSearchChanges } from './call-filters.tsx'
import { CallList } from './call-list.tsx'
import { callFiltersOf, countCallFilters } from './describe-call.ts'

/** Who asked the CRM for what, with what result. */
export function CallsPage() {
  const search = useSearch({ from: '/signed-in/calls' })
  const navigate = useNavigate({ from: '/calls' })
  const { data: locations = [] } = useQuery(locationsQuery)
  const filters = callFiltersOf(search)
  const calls = useInfiniteQuery({
    ...callsQuery(filters),
    // Fresh while the newest are looked at; somebody reading far down is not disturbed.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? 4000 : false),
  })
  const change = (changes: CallsSearchChanges, replace = true) =>
    void navigate({
      search: (before: CallsSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace,
      resetScroll: false,
    })
  const clear = () => void navigate({ search: {} })
  const names = useMemo(() => new Map(locations.map(({ id, name }) => [id, name])), [locations])
  const shown = calls.data?.pages.flatMap((page) => page.items) ?? []
  const total = calls.data?.pages[0]?.total
  const isNarrowed = countCallFilters(search) > 0
  return (
    <Stack gap="md">
      <PageHeader
        title="Calls"
        description={
          total === undefined
            ? 'Who asked the CRM for what, and what came of it'
            : `${countOf(total, 'call')}${isNarrowed ? ' match' : ''}`
        }
        actions={<ExportMenu hrefFor={(format) => callsExportUrl(filters, format)} />}
      />
      <CallFilters search={search} locations={locations} onChange={change} onClear={clear} />
      {calls.isError && calls.data === undefined && (
        <ProblemNotice
          error={calls.error}
          title="The calls could not be loaded"
          onRetry={() => void calls.refetch()}
        />
      )}
      {calls.isPending && <ListSkeleton />}
      {calls.data !== undefined && shown.length === 0 && <NoCalls isNarrowed={isNarrowed} onClear={clear} />}
      {shown.length > 0 && (
        <CallList
          calls={shown}
          locationNames={names}
          isStale={calls.isPlaceholderData}
          hasMore={calls.hasNextPage}
          isLoadingMore={calls.isFetchingNextPage}
          onMore={() => void calls.fetchNextPage()}
          onOpen={(call) => change({ call }, false)}
        />
      )}
      <CallDrawer
        callId={search.call}
        locationNames={names}
        onClose={() => change({ call: undefined }, false)}
      />
    </Stack>
  )
}

function ExportMenu({ hrefFor }: { hrefFor: (format: 'csv' | 'ndjson') => string }) {
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          rightSection={<IconChevronDown size={14} />}
          data-testid="export-calls"
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={hrefFor('csv')} download="calls.csv">
          As a table (CSV)
        </Menu.Item>
        <Menu.Item component="a" href={hrefFor('ndjson')} download="calls.ndjson">
          As JSON, a line for each call
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function NoCalls({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconListDetails />}
        title={isNarrowed ? 'No call matches' : 'Nothing has been called yet'}
        action={
          isNarrowed ? (
            <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
              Clear the filters
            </Button>
          ) : (
            <Button component={Link} to="/catalog">
              Find something to call
            </Button>
          )
        }
      >
        {isNarrowed
          ? 'Fewer words or filters find more.'
          : 'Every call through this hub is written down here: by your apps, people and agents.'}
      </EmptyState>
    </Panel>
  )
}

const ListSkeleton = () => (
  <Panel>
    <Stack gap="lg" role="status" aria-label="Loading calls">
      {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
        <Skeleton key={row} h={32} />
      ))}
    </Stack>
  </Panel>
)
