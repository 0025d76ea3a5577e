import { Button, Skeleton, Stack } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconApi, IconFilterOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { catalogQuery } from '../../data/catalog.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../parts/use-words.ts'
import type { CatalogSearch } from '../../search.ts'
import { useCurrentLocation } from '../../shell/current-location.ts'
import { CatalogFilters } from './catalog-filters.tsx'
import classes from './catalog.module.css'
import { EntryList, type EntryListHandle } from './entry-list.tsx'
import { ModuleList } from './module-list.tsx'
import { countModules, narrowEntries } from './narrow-entries.ts'

/** Everything the CRM can do and tell, found as one types. */
export function CatalogPage() {
  const search = useSearch({ from: '/signed-in/catalog' })
  const navigate = useNavigate({ from: '/catalog' })
  const location = useCurrentLocation()
  const change = (changes: { [Name in keyof CatalogSearch]?: CatalogSearch[Name] | undefined }) =>
    void navigate({
      search: (before: CatalogSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace: true,
      resetScroll: false,
    })
  const [words, setWords] = useWords(search.q ?? '', (q) => change({ q }))
  // Words still on their way to the address go there together with a filter.
  const narrow = (changes: Parameters<typeof change>[0]) => change({ q: words.trim(), ...changes })
  const { isPending: isUnknownWhere } = useQuery(locationsQuery)
  const catalog = useQuery({ ...catalogQuery(words.trim(), location?.id), enabled: !isUnknownWhere })
  const entries = useMemo(() => narrowEntries(catalog.data ?? [], search), [catalog.data, search])
  const modules = useMemo(() => countModules(catalog.data ?? [], search), [catalog.data, search])
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<EntryListHandle>(null)
  useHotkeys([['/', () => input.current?.focus()]])

  return (
    <Stack gap="md">
      <PageHeader
        title="Catalog"
        description={
          catalog.data === undefined
            ? 'Everything the CRM can do, and everything it tells'
            : describeFound(entries.length, words.trim() !== '' || Object.keys(search).length > 0)
        }
      />
      <div className={classes.page}>
        <ModuleList modules={modules} chosen={search.module} onChoose={(module) => narrow({ module })} />
        <div className={classes.found}>
          <CatalogFilters
            input={input}
            words={words}
            onWords={setWords}
            search={search}
            locationName={location?.name}
            onChange={narrow}
            onArrowDown={() => list.current?.focusFirst()}
          />
          {catalog.isError && catalog.data === undefined && (
            <ProblemNotice
              error={catalog.error}
              title="The catalog could not be loaded"
              onRetry={() => void catalog.refetch()}
            />
          )}
          {catalog.isPending && <ListSkeleton />}
          {catalog.data !== undefined &&
            (entries.length === 0 ? (
              <NothingFound
                words={words.trim()}
                onClear={() => {
                  setWords('')
                  void navigate({ search: {} })
                }}
              />
            ) : (
              <EntryList
                ref={list}
                entries={entries}
                search={search}
                isStale={catalog.isPlaceholderData}
                onLeaveUpwards={() => input.current?.focus()}
              />
            ))}
        </div>
      </div>
    </Stack>
  )
}

const describeFound = (count: number, isNarrowed: boolean) =>
  isNarrowed
    ? `${countOf(count, 'entry', 'entries')} found`
    : `${countOf(count, 'entry', 'entries')}: everything the CRM can do, and everything it tells`

function NothingFound({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconApi />}
        title={words === '' ? 'Nothing passes these filters' : `Nothing found for “${words}”`}
        action={
          <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
            Show everything
          </Button>
        }
      >
        Other words, fewer filters, or a part of the path find more.
      </EmptyState>
    </Panel>
  )
}

const ListSkeleton = () => (
  <Panel>
    <Stack gap="lg" role="status" aria-label="Loading the catalog">
      {[1, 2, 3, 4, 5, 6, 7, 8, 9].map((row) => (
        <Skeleton key={row} h={34} />
      ))}
    </Stack>
  </Panel>
)
