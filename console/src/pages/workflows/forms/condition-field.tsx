import { ActionIcon, Autocomplete, Button, Group, SegmentedControl, Select, Text } from '@mantine/core'
import { IconCode, IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { accountsQuery, tagsQuery } from '../../../data/records.ts'
import { useBuilder } from '../builder/builder-context.ts'
import {
  comparisonWords,
  type ConditionRow,
  needsValue,
  readCondition,
  readValue,
  writeCondition,
  writeValue,
} from '../draft/condition.ts'
import { ExpressionField } from './expression-field.tsx'
import classes from './forms.module.css'
import { JsonField } from './json-field.tsx'

type ConditionFieldProps = {
  label: string
  description?: string
  value: unknown
  onChange: (value: unknown) => void
  stepId?: string | undefined
  error?: string | undefined
  /** What the button says that adds a row. */
  addLabel?: string
}

/** What must hold: comparisons joined by "and" or "or". */
export function ConditionField(props: ConditionFieldProps) {
  const { label, description, value, onChange, stepId, error, addLabel = 'Add a comparison' } = props
  const group = readCondition(value)
  if (group === undefined) {
    return (
      <JsonField
        label={label}
        description="This condition has groups in groups: it is written as JSON."
        value={value}
        onChange={onChange}
        error={error}
      />
    )
  }
  const { mode, rows } = group
  const write = (changed: ConditionRow[], joined = mode) =>
    onChange(writeCondition({ mode: joined, rows: changed }))
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      {description !== undefined && (
        <Text size="xs" c="dimmed" mt={-8}>
          {description}
        </Text>
      )}
      {rows.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="How the comparisons are joined"
          value={mode}
          onChange={(next) => write(rows, next === 'any' ? 'any' : 'all')}
          data={[
            { value: 'all', label: 'All must hold' },
            { value: 'any', label: 'One is enough' },
          ]}
        />
      )}
      {rows.map((row, place) => (
        // Rows have no names: their place is all there is.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={classes.row} data-testid="condition-row">
          {'expression' in row ? (
            <ExpressionField
              label="Holds when this is true"
              value={row.expression}
              isPath
              onChange={(expression) => write(rows.with(place, { expression }))}
              stepId={stepId}
            />
          ) : (
            <Comparison row={row} stepId={stepId} onChange={(changed) => write(rows.with(place, changed))} />
          )}
          <ActionIcon
            className={classes.remove ?? ''}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label="Remove this comparison"
            onClick={() => write(rows.toSpliced(place, 1))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      <Group gap={4}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => write([...rows, { field: '', is: 'equals', value: '' }])}
          data-testid="add-comparison"
        >
          {addLabel}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconCode size={14} />}
          onClick={() => write([...rows, { expression: '' }])}
        >
          Expression
        </Button>
      </Group>
    </fieldset>
  )
}

type Compared = Exclude<ConditionRow, { expression: string }>
type ComparisonProps = { row: Compared; stepId: string | undefined; onChange: (row: Compared) => void }

function Comparison({ row, stepId, onChange }: ComparisonProps) {
  const named = useNamedValues(row.field)
  const shown = writeValue(row.value)
  return (
    <>
      <ExpressionField
        label={undefined}
        ariaLabel="Field"
        placeholder="Field, such as event.data.status"
        value={row.field}
        onChange={(field) => onChange({ ...row, field })}
        stepId={stepId}
        isPath
        testId="condition-field"
      />
      <Select
        aria-label="Comparison"
        size="sm"
        allowDeselect={false}
        data={Object.entries(comparisonWords).map(([value, label]) => ({ value, label }))}
        value={row.is}
        onChange={(is) => is !== null && onChange({ ...row, is, value: readValue(is, shown) })}
        data-testid="condition-is"
      />
      {needsValue(row.is) &&
        (named.length > 0 ? (
          <Autocomplete
            aria-label="Value"
            placeholder="Choose, or write an id"
            data={named.map(({ name }) => name)}
            value={named.find(({ id }) => id === shown)?.name ?? shown}
            onChange={(typed) =>
              onChange({
                ...row,
                value: readValue(row.is, named.find(({ name }) => name === typed)?.id ?? typed),
              })
            }
            description={named.some(({ id }) => id === shown) ? shown : undefined}
            limit={50}
            data-testid="condition-value"
          />
        ) : (
          <ExpressionField
            label={undefined}
            ariaLabel="Value"
            placeholder={row.is === 'in' || row.is === 'not_in' ? 'Values, with commas between' : 'Value'}
            value={shown}
            onChange={(typed) => onChange({ ...row, value: readValue(row.is, typed) })}
            stepId={stepId}
            testId="condition-value"
          />
        ))}
    </>
  )
}

/** Where a field holds ids of things with names, the things: people know no ids. */
function useNamedValues(field: string): { id: string; name: string }[] {
  const { locationId = '' } = useBuilder()
  const isTags = /\btagIds?(\[\d+\])?$/.test(field)
  const isAccounts = /\baccountIds?(\[\d+\])?$/.test(field)
  const tags = useQuery({ ...tagsQuery(locationId), enabled: isTags && locationId !== '' })
  const accounts = useQuery({ ...accountsQuery(locationId), enabled: isAccounts && locationId !== '' })
  const found = isTags ? (tags.data ?? []) : isAccounts ? (accounts.data ?? []) : []
  return distinct(found.map(({ id, name }) => ({ id, name: name === '' ? id : name })))
}

/** Two of the same name are told apart by their ids. */
function distinct(things: { id: string; name: string }[]) {
  const counts = Map.groupBy(things, ({ name }) => name)
  return things.map(({ id, name }) => ({
    id,
    name: (counts.get(name)?.length ?? 0) > 1 ? `${name} (${id})` : name,
  }))
}
