import { Button, Select } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { triggersQuery } from '../../data/catalog.ts'
import { WordsFilter } from '../../parts/words-filter.tsx'
import { callPeriods, inboxStates, inboxVerdicts, type InboxSearch } from '../../search.ts'
import { periods } from '../calls/describe-call.ts'
import { countInboxFilters, states, verdicts } from './describe-delivery.ts'
import classes from './inbox.module.css'

export type InboxSearchChanges = { [Name in keyof InboxSearch]?: InboxSearch[Name] | undefined }
type InboxFiltersProps = {
  search: InboxSearch
  locations: { id: string; name: string }[]
  onChange: (changes: InboxSearchChanges) => void
  onClear: () => void
}

/** Everything the inbox can be narrowed by; each choice is in the address. */
export function InboxFilters({ search, locations, onChange, onClear }: InboxFiltersProps) {
  const { data: triggers = [] } = useQuery(triggersQuery)
  const isNarrowed = countInboxFilters(search) > 0
  const types = useMemo(
    () =>
      [
        ...Map.groupBy(
          triggers.filter(({ source }) => source === 'webhook'),
          ({ moduleTitle }) => moduleTitle,
        ),
      ].map(([group, items]) => ({
        group,
        items: items.map(({ id, title }) => ({ value: id, label: title })),
      })),
    [triggers],
  )
  return (
    <div
      className={classes.filters}
      data-narrowed={isNarrowed || undefined}
      role="search"
      aria-label="Filter webhooks"
    >
      <WordsFilter
        words={search.q}
        onChange={(q) => onChange({ q })}
        label="Words in the webhook"
        placeholder="Event, id, or anything in the body…"
        className={classes.words}
        testId="filter-inbox"
      />
      <Select
        aria-label="Event"
        placeholder="Any event"
        clearable
        searchable
        data={types}
        value={search.type ?? null}
        onChange={(type) => onChange({ type: type ?? undefined })}
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
        aria-label="State"
        placeholder="Any state"
        clearable
        data={inboxStates.map((value) => ({ value, label: states[value].label }))}
        value={search.state ?? null}
        onChange={(state) => onChange({ state: state ?? undefined })}
        data-testid="filter-state"
      />
      <Select
        aria-label="Signature"
        placeholder="Any signature"
        clearable
        data={inboxVerdicts.map((value) => ({ value, label: verdicts[value].label }))}
        value={search.verdict ?? null}
        onChange={(verdict) => onChange({ verdict: verdict ?? undefined })}
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        clearable
        data={callPeriods.map((value) => ({ value, label: periods[value].label }))}
        value={search.since ?? null}
        onChange={(since) => onChange({ since: since ?? undefined })}
      />
      {isNarrowed && (
        <Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}
