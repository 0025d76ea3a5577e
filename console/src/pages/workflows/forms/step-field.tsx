import { Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { destinationNamesQuery, workflowsQuery } from '../../../data/workflows.ts'
import type { DraftStep } from '../draft/draft.types.ts'
import { CasesField } from './cases-field.tsx'
import { EventsField } from './events-field.tsx'
import { ConditionField } from './condition-field.tsx'
import { ExpressionField } from './expression-field.tsx'
import type { StepField as Field } from './step-fields.ts'
import { timeZones } from './time-zones.ts'
import { ValueField } from './value-field.tsx'

type StepFieldProps = {
  field: Field
  step: DraftStep
  error: string | undefined
  onChange: (value: unknown) => void
}

/** One field of a step, asked for as its kind wants. */
export function StepField({ field, step, error, onChange }: StepFieldProps) {
  const { name, label, description, placeholder, isRequired = false } = field
  const value = step[name]
  const text =
    typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
  const taken = (typed: string) => onChange(typed === '' ? undefined : typed)
  const expression = {
    label,
    ...(description === undefined ? {} : { description }),
    ...(placeholder === undefined ? {} : { placeholder }),
    value: text,
    onChange: taken,
    stepId: step.id,
    error,
    isRequired,
    testId: `field-${name}`,
  }
  switch (field.kind) {
    case 'expression':
      return <ExpressionField {...expression} />
    case 'text':
      return <ExpressionField {...expression} isMultiline />
    case 'duration':
      return (
        <TextInput
          label={label}
          description={description ?? 'A number and s, m, h, d or w'}
          placeholder={placeholder}
          value={text}
          onChange={(event) => taken(event.currentTarget.value.trim())}
          error={error}
        />
      )
    case 'number':
      return (
        <TextInput
          label={label}
          inputMode="numeric"
          placeholder={field.fallback === undefined ? undefined : JSON.stringify(field.fallback)}
          value={text}
          onChange={(event) => {
            const digits = event.currentTarget.value.replaceAll(/\D/g, '')
            onChange(digits === '' ? undefined : Number(digits))
          }}
          error={error}
        />
      )
    case 'select':
      return (
        <Select
          label={label}
          description={description}
          withAsterisk={isRequired}
          allowDeselect={false}
          data={field.options ?? []}
          value={text === '' ? ((field.fallback as string | undefined) ?? null) : text}
          onChange={(chosen) => onChange(chosen ?? undefined)}
          error={error}
          data-testid={`field-${name}`}
        />
      )
    case 'switch':
      return (
        <Switch
          label={label}
          description={description}
          checked={value === undefined ? field.fallback === true : value === true}
          onChange={(event) => {
            const { checked } = event.currentTarget
            onChange(checked === (field.fallback === true) ? undefined : checked)
          }}
          error={error}
        />
      )
    case 'texts':
      return (
        <TagsInput
          label={label}
          description={description}
          placeholder="Write one and press Enter"
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(list) => onChange(list.length === 0 ? undefined : list)}
          acceptValueOnBlur
          error={error}
        />
      )
    case 'value':
    case 'pairs':
      return (
        <ValueField
          label={label}
          description={description}
          value={value}
          onChange={onChange}
          stepId={step.id}
          error={error}
          isPairs={field.kind === 'pairs'}
          isRequired={isRequired}
        />
      )
    case 'condition':
      return (
        <ConditionField
          label={label}
          {...(description === undefined ? {} : { description })}
          value={value}
          onChange={onChange}
          stepId={step.id}
          error={error}
        />
      )
    case 'cases':
      return <CasesField value={value} onChange={onChange} stepId={step.id} />
    case 'events':
      return <EventsField label={label} value={value} onChange={onChange} error={error} />
    case 'timezone':
      return (
        <Select
          label={label}
          searchable
          data={timeZones()}
          limit={80}
          value={text === '' ? 'UTC' : text}
          onChange={(zone) => onChange(zone ?? undefined)}
          error={error}
        />
      )
    case 'workflow':
      return <WorkflowField field={field} value={text} onChange={taken} error={error} />
    case 'destination':
      return <DestinationField value={text} onChange={taken} label={label} error={error} />
    default:
      return field.kind satisfies never
  }
}

type ChoiceFieldProps = { value: string; onChange: (value: string) => void; error: string | undefined }

function WorkflowField({ field, value, onChange, error }: ChoiceFieldProps & { field: Field }) {
  const { data = [] } = useQuery(workflowsQuery)
  return (
    <Select
      label={field.label}
      withAsterisk
      searchable
      placeholder="Choose a workflow"
      nothingFoundMessage="There is none of this name"
      data={data.map(({ key, name }) => ({ value: key, label: name }))}
      value={value === '' ? null : value}
      onChange={(key) => onChange(key ?? '')}
      error={error}
    />
  )
}

/** The hub's own records, or a destination by its name. */
function DestinationField({ value, onChange, label, error }: ChoiceFieldProps & { label: string }) {
  const { data: destinations = [] } = useQuery(destinationNamesQuery)
  const chosen = value === '' ? 'records' : value
  const isKnown = chosen === 'records' || destinations.includes(chosen)
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={[
        { value: 'records', label: 'The hub’s own records' },
        ...destinations.filter((name) => name !== 'records').map((name) => ({ value: name, label: name })),
        ...(isKnown ? [] : [{ value: chosen, label: `${chosen} (not there)` }]),
      ]}
      description={
        destinations.length === 0
          ? 'Tables, endpoints and files are added among the destinations.'
          : undefined
      }
      value={chosen}
      onChange={(name) => onChange(name ?? 'records')}
      error={error}
      data-testid="field-destination"
    />
  )
}
