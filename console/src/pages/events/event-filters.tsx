import { Button, MultiSelect, Select } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { triggersQuery } from '../../data/catalog.ts'
import { WordsFilter } from '../../parts/words-filter.tsx'
import type { EventsSearch } from '../../search.ts'
import { listTypeOptions, narrowOptions, type TypeGroup } from './event-types.ts'
import classes from './events.module.css'

export type EventsSearchChanges = { [Name in keyof EventsSearch]?: EventsSearch[Name] | undefined }

type EventFiltersProps = {
  search: EventsSearch
  locations: { id: string; name: string }[]
  onChange: (changes: EventsSearchChanges) => void
}

/** Everything the log can be narrowed by; each choice is in the address. */
export function EventFilters({ search, locations, onChange }: EventFiltersProps) {
  const { types, location, kind, subject } = search
  const { data: triggers = [] } = useQuery(triggersQuery)
  const chosen = useMemo(() => types?.split(',') ?? [], [types])
  const options = useMemo(() => listTypeOptions(triggers, chosen), [triggers, chosen])
  const isNarrowed = [types, location, kind, subject].some((value) => value !== undefined)
  return (
    <div
      className={classes.filters}
      data-narrowed={isNarrowed || undefined}
      role="search"
      aria-label="Filter events"
    >
      <MultiSelect
        aria-label="Kinds of events"
        placeholder={types === undefined ? 'All kinds: type to search' : ''}
        data={options}
        value={chosen}
        onChange={(kinds) => onChange({ types: kinds.length === 0 ? undefined : kinds.join(',') })}
        searchable
        clearable
        filter={({ options: given, search: typed }) => narrowOptions(given as TypeGroup[], typed)}
        nothingFoundMessage="The catalog has no such event"
        maxDropdownHeight={340}
        data-testid="event-kinds"
      />
      <Select
        aria-label="Location"
        placeholder="All locations"
        clearable
        searchable
        data={locations.map(({ id, name }) => ({ value: id, label: name }))}
        value={location ?? null}
        onChange={(id) => onChange({ location: id ?? undefined })}
      />
      <WordsFilter
        words={subject}
        onChange={(id) => onChange({ subject: id, ...(id === undefined && { kind: undefined }) })}
        label="Id of what it is about"
        placeholder="Id of a post, tag, contact…"
        testId="event-subject"
      />
      {isNarrowed && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFilterOff size={16} />}
          onClick={() =>
            onChange({ types: undefined, location: undefined, kind: undefined, subject: undefined })
          }
        >
          Clear
        </Button>
      )}
    </div>
  )
}
