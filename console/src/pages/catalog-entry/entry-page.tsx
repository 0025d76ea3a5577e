import { Anchor, Breadcrumbs, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconApi } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { CatalogEntry } from '@causeway/hub/contract'
import { catalogEntryQuery } from '../../data/catalog.ts'
import { locationsQuery } from '../../data/locations.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import type { CatalogSearch } from '../../search.ts'
import { useCurrentLocation } from '../../shell/current-location.ts'
import { EntryWarnings } from './entry-facts.tsx'
import { OperationView } from './operation-view.tsx'
import { TriggerView } from './trigger-view.tsx'

/** One entry of the catalog in full. */
export function EntryPage() {
  const { entryId } = useParams({ from: '/signed-in/catalog/$entryId' })
  const search = useSearch({ from: '/signed-in/catalog/$entryId' })
  const location = useCurrentLocation()
  const { isPending: isUnknownWhere } = useQuery(locationsQuery)
  const entry = useQuery({ ...catalogEntryQuery(entryId, location?.id), enabled: !isUnknownWhere })
  if (entry.isPending) return <EntrySkeleton />
  if (entry.isError && entry.error instanceof HubProblem && entry.error.status === 404) {
    return <UnknownEntry entryId={entryId} suggestions={suggestionsOf(entry.error)} />
  }
  if (entry.data === undefined) {
    return (
      <ProblemNotice
        error={entry.error}
        title="This entry could not be loaded"
        onRetry={() => void entry.refetch()}
      />
    )
  }
  // While another entry is on the way, the one before it must not be taken for it.
  if (entry.isPlaceholderData && entry.data.id !== entryId) return <EntrySkeleton />
  return <Entry entry={entry.data} search={search} location={location} />
}

type EntryProps = {
  entry: CatalogEntry
  search: CatalogSearch
  location: { id: string; name: string } | undefined
}

function Entry({ entry, search, location }: EntryProps) {
  return (
    <Stack gap="md">
      <Breadcrumbs>
        <Anchor
          component={Link}
          to="/catalog"
          search={search as never}
          size="sm"
          data-testid="back-to-catalog"
        >
          Catalog
        </Anchor>
        <Anchor component={Link} to="/catalog" search={{ module: entry.module } as never} size="sm">
          {entry.moduleTitle}
        </Anchor>
      </Breadcrumbs>
      <PageHeader
        title={<span data-testid="entry-title">{entry.title}</span>}
        documentTitle={entry.title}
        description={entry.summary}
      />
      <EntryWarnings entry={entry} locationName={location?.name} />
      {entry.kind === 'operation' ? (
        <OperationView entry={entry} location={location} />
      ) : (
        <TriggerView entry={entry} />
      )}
      {entry.related.length > 0 && (
        <Group gap={8}>
          <Text size="sm" c="dimmed">
            People look next at
          </Text>
          {entry.related.map(({ id, title }) => (
            <Button
              key={id}
              component={Link}
              to={`/catalog/${id}`}
              size="compact-sm"
              variant="default"
              fw={500}
            >
              {title}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  )
}

function UnknownEntry({ entryId, suggestions }: { entryId: string; suggestions: string[] }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconApi />}
        title={`The catalog has no “${entryId}”`}
        action={
          <Stack gap={6} align="center">
            {suggestions.map((id) => (
              <Anchor key={id} component={Link} to={`/catalog/${id}`} size="sm" ff="monospace">
                {id}
              </Anchor>
            ))}
            <Button component={Link} to="/catalog" mt="xs">
              Search the catalog
            </Button>
          </Stack>
        }
      >
        {suggestions.length > 0 ? 'Perhaps one of these was meant:' : 'The address may be mistyped.'}
      </EmptyState>
    </Panel>
  )
}

/** The nearest ids, as the hub's problem names them. */
function suggestionsOf({ details }: HubProblem): string[] {
  const given = details?.['suggestions']
  return Array.isArray(given) ? given.flatMap((one: unknown) => (typeof one === 'string' ? [one] : [])) : []
}

const EntrySkeleton = () => (
  <Stack role="status" aria-label="Loading the entry">
    <Skeleton h={26} w="40%" />
    <Skeleton h={14} w="60%" />
    <Skeleton h={380} radius="lg" />
  </Stack>
)
