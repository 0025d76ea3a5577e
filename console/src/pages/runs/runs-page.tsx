import { Button, Select, Skeleton, Stack } from '@mantine/core'
import { IconFilterOff, IconTimeline } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { locationsQuery } from '../../data/locations.ts'
import { runsQuery, useLiveRuns } from '../../data/runs.ts'
import { workflowsQuery } from '../../data/workflows.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { SearchedTo } from '../../parts/searched-to.tsx'
import { WordsFilter } from '../../parts/words-filter.tsx'
import { runPeriodNames, runStateNames, type RunsSearch } from '../../search.ts'
import { DeadRuns } from './dead-runs.tsx'
import { runFiltersOf, runPeriods, runStates } from './describe-run.ts'
import { RunList } from './run-list.tsx'
import classes from './runs.module.css'

type Changes = { [Name in keyof RunsSearch]?: RunsSearch[Name] | undefined }

/** What the workflows did and are doing, as it happens. */
export function RunsPage() {
  const search = useSearch({ from: '/signed-in/runs' })
  const navigate = useNavigate({ from: '/runs' })
  const { data: workflows = [] } = useQuery(workflowsQuery)
  const runs = useInfiniteQuery(runsQuery(runFiltersOf(search)))
  useLiveRuns(search.workflow)
  const change = (changes: Changes) =>
    void navigate({
      search: (before: RunsSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(
            ([, value]) => value !== undefined && value !== '',
          ),
        ),
      replace: true,
      resetScroll: false,
    })
  const clear = () => void navigate({ search: {} })
  const shown = runs.data?.pages.flatMap((page) => page.items) ?? []
  const searchedTo = runs.data?.pages.at(-1)?.searchedTo ?? null
  const of = workflows.find(({ id }) => id === search.workflow)
  const isNarrowed = Object.keys(search).length > 0
  return (
    <Stack gap="md">
      <PageHeader
        title="Runs"
        description={of === undefined ? 'What the workflows did and are doing' : `Of ${of.name}`}
        actions={
          of !== undefined && (
            <Button component={Link} to={`/workflows/${of.id}`} variant="default">
              Open the workflow
            </Button>
          )
        }
      />
      <Filters search={search} workflows={workflows} onChange={change} onClear={clear} />
      <DeadRuns workflowId={search.workflow} />
      {runs.isError && runs.data === undefined && (
        <ProblemNotice
          error={runs.error}
          title="The runs could not be loaded"
          onRetry={() => void runs.refetch()}
        />
      )}
      {runs.isPending && <ListSkeleton />}
      {runs.data !== undefined && shown.length === 0 && <NoRuns isNarrowed={isNarrowed} onClear={clear} />}
      {shown.length > 0 && <RunList runs={shown} isStale={runs.isPlaceholderData} />}
      {searchedTo !== null && (
        <SearchedTo
          at={searchedTo}
          isSearching={runs.isFetchingNextPage}
          onGoOn={() => void runs.fetchNextPage()}
        />
      )}
      {runs.hasNextPage && searchedTo === null && (
        <Button
          variant="default"
          loading={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Earlier runs
        </Button>
      )}
    </Stack>
  )
}

type FiltersProps = {
  search: RunsSearch
  workflows: { id: string; name: string }[]
  onChange: (changes: Changes) => void
  onClear: () => void
}

function Filters({ search, workflows, onChange, onClear }: FiltersProps) {
  const { data: locations = [] } = useQuery(locationsQuery)
  return (
    <div className={classes.filters} role="search" aria-label="Filter runs">
      <WordsFilter
        words={search.q}
        onChange={(q) => onChange({ q })}
        label="Words in the run"
        placeholder="Words in events, errors…"
        className={classes.words}
        testId="filter-runs"
      />
      <Select
        aria-label="Workflow"
        placeholder="Any workflow"
        clearable
        searchable
        data={workflows.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.workflow ?? null}
        onChange={(workflow) => onChange({ workflow: workflow ?? undefined })}
        data-testid="filter-workflow"
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        clearable
        data={runStateNames.map((value) => ({
          value,
          label: value === 'active' ? 'Not over yet' : runStates[value].label,
        }))}
        value={search.state ?? null}
        onChange={(state) => onChange({ state: state ?? undefined })}
        data-testid="filter-state"
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        clearable
        data={runPeriodNames.map((value) => ({ value, label: runPeriods[value].label }))}
        value={search.since ?? null}
        onChange={(since) => onChange({ since: since ?? undefined })}
      />
      <Select
        aria-label="Location"
        placeholder="Any location"
        clearable
        searchable
        data={locations.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.location ?? null}
        onChange={(location) => onChange({ location: location ?? undefined })}
      />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}

function NoRuns({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconTimeline />}
        title={isNarrowed ? 'No run matches' : 'No workflow has run yet'}
        action={
          isNarrowed ? (
            <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
              Clear the filters
            </Button>
          ) : (
            <Button component={Link} to="/workflows">
              Switch one on
            </Button>
          )
        }
      >
        {isNarrowed
          ? 'Fewer words or filters find more.'
          : 'Each time a workflow starts, what it does is written down here, step by step.'}
      </EmptyState>
    </Panel>
  )
}

const ListSkeleton = () => (
  <Panel>
    <Stack gap="lg" role="status" aria-label="Loading runs">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} h={34} />
      ))}
    </Stack>
  </Panel>
)
