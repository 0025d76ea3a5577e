import { Button, Select } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { WordsFilter } from '../../parts/words-filter.tsx'
import { callOutcomes, callPeriods, callSources, callSurfaces, type CallsSearch } from '../../search.ts'
import classes from './calls.module.css'
import { countCallFilters, outcomes, periods, sources, surfaces } from './describe-call.ts'

export type CallsSearchChanges = { [Name in keyof CallsSearch]?: CallsSearch[Name] | undefined }
type CallFiltersProps = {
  search: CallsSearch
  locations: { id: string; name: string }[]
  onChange: (changes: CallsSearchChanges) => void
  onClear: () => void
}

/** Everything the log can be narrowed by; each choice is in the address. */
export function CallFilters({ search, locations, onChange, onClear }: CallFiltersProps) {
  return (
    <div className={classes.filters} role="search" aria-label="Filter calls">
      <WordsFilter
        words={search.q}
        onChange={(q) => onChange({ q })}
        label="Words in the call"
        placeholder="Operation, caller, code…"
        className={classes.words}
        testId="filter-calls"
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        clearable
        data={callPeriods.map((value) => ({ value, label: periods[value].label }))}
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
      <Select
        aria-label="Outcome"
        placeholder="Any outcome"
        clearable
        data={callOutcomes.map((value) => ({ value, label: outcomes[value].label }))}
        value={search.outcome ?? null}
        onChange={(outcome) => onChange({ outcome: outcome ?? undefined })}
        data-testid="filter-outcome"
      />
      <Select
        aria-label="Answered by"
        placeholder="Answered by"
        clearable
        data={callSources.map((value) => ({ value, label: sources[value] }))}
        value={search.source ?? null}
        onChange={(source) => onChange({ source: source ?? undefined })}
      />
      <Select
        aria-label="Came in by"
        placeholder="Came in by"
        clearable
        data={callSurfaces.map((value) => ({ value, label: surfaces[value] }))}
        value={search.surface ?? null}
        onChange={(surface) => onChange({ surface: surface ?? undefined })}
      />
      <Select
        aria-label="Reads or writes"
        placeholder="Reads, writes"
        clearable
        data={[
          { value: 'read', label: 'Reads' },
          { value: 'write', label: 'Writes' },
        ]}
        value={search.access ?? null}
        onChange={(access) => onChange({ access: access ?? undefined })}
      />
      {countCallFilters(search) > 0 && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}
