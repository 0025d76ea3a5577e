import { MultiSelect, type OptionsFilter } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { workflowSchemaQuery } from '../../../data/workflows.ts'
import { fieldLabel } from '../../../parts/describe-value.ts'

type EventsFieldProps = {
  label: string
  value: unknown
  onChange: (value: unknown) => void
  error?: string | undefined
}

/** Types of events, found by words in any order; a type nobody listed stays. */
export function EventsField({ label, value, onChange, error }: EventsFieldProps) {
  const { data: schema } = useQuery(workflowSchemaQuery)
  const chosen = Array.isArray(value) ? value.map(String) : []
  const groups = Map.groupBy(schema?.events ?? [], ({ module }) => module)
  const known = new Set(schema?.events.map(({ type }) => type))
  const others = chosen.filter((type) => !known.has(type))
  return (
    <MultiSelect
      label={label}
      withAsterisk
      searchable
      nothingFoundMessage="No such event"
      placeholder={chosen.length === 0 ? 'Search: post published, contact created…' : undefined}
      data={[
        ...[...groups].map(([module, events]) => ({
          group: moduleNames[module] ?? fieldLabel(module),
          items: events.map(({ type, title }) => ({ value: type, label: title })),
        })),
        ...(others.length === 0
          ? []
          : [{ group: 'Others', items: others.map((type) => ({ value: type, label: type })) }]),
      ]}
      filter={byWords}
      limit={120}
      value={chosen}
      onChange={(events) => onChange(events)}
      error={error}
      maxDropdownHeight={320}
      data-testid="events-field"
    />
  )
}

const moduleNames: Record<string, string> = { social: 'Social Planner', hub: 'This hub' }

/** Every word is somewhere in the title, the type or the name of the group. */
const byWords: OptionsFilter = ({ options, search }) => {
  const words = search
    .toLowerCase()
    .split(/[\s._]+/)
    .filter((word) => word !== '')
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const kept = options.map((option) =>
    'group' in option
      ? {
          ...option,
          items: option.items.filter(({ label, value }) =>
            fits(`${label} ${value} ${typeof option.group === 'string' ? option.group : ''}`),
          ),
        }
      : option,
  )
  return kept.filter((option) =>
    'group' in option ? option.items.length > 0 : fits(`${option.label} ${option.value}`),
  )
}
