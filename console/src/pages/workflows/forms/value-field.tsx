import { ActionIcon, Button, Group, SegmentedControl, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { ExpressionField } from './expression-field.tsx'
import classes from './forms.module.css'
import { JsonField } from './json-field.tsx'

type ValueFieldProps = {
  label: string
  description?: string | undefined
  value: unknown
  onChange: (value: unknown) => void
  stepId: string
  error?: string | undefined
  /** Always names and values: headers, fields of a record. */
  isPairs?: boolean
  isRequired?: boolean
}

type Mode = 'fields' | 'text' | 'json'

/** Any value: field by field, as one text with expressions, or as JSON. */
export function ValueField(props: ValueFieldProps) {
  const { label, description, value, onChange, stepId, error, isPairs = false, isRequired = false } = props
  const [chosen, setChosen] = useState<Mode>()
  const mode = isPairs ? 'fields' : (chosen ?? modeOf(value))
  return (
    <fieldset className={classes.group}>
      <Group justify="space-between" gap={8} wrap="nowrap">
        <legend className={classes.legend} style={{ margin: 0, float: 'left' }}>
          {label}
          {isRequired && <span style={{ color: 'var(--mantine-color-error)' }}> *</span>}
        </legend>
        {!isPairs && (
          <SegmentedControl
            size="xs"
            aria-label={`How to write ${label}`}
            value={mode}
            onChange={(next) => setChosen(next as Mode)}
            data={[
              ...(canBeFields(value) ? [{ value: 'fields', label: 'Fields' }] : []),
              ...(typeof value === 'object' && value !== null ? [] : [{ value: 'text', label: 'Text' }]),
              { value: 'json', label: 'JSON' },
            ]}
          />
        )}
      </Group>
      {mode === 'fields' && (
        <Pairs label={label} value={asPairs(value)} onChange={onChange} stepId={stepId} error={error} />
      )}
      {mode === 'text' && (
        <ExpressionField
          label={undefined}
          ariaLabel={label}
          description={description}
          value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
          onChange={(text) => onChange(text === '' ? undefined : text)}
          stepId={stepId}
          error={error}
          isMultiline
        />
      )}
      {mode === 'json' && (
        <JsonField
          label={<span style={{ fontWeight: 400 }}>JSON of {label.toLowerCase()}</span>}
          description={description}
          value={value}
          onChange={onChange}
          error={error}
        />
      )}
    </fieldset>
  )
}

type PairsProps = {
  label: string
  value: Record<string, unknown>
  onChange: (value: unknown) => void
  stepId: string
  error: string | undefined
}

function Pairs({ label, value, onChange, stepId, error }: PairsProps) {
  const entries = Object.entries(value)
  const write = (changed: [string, unknown][]) =>
    onChange(changed.length === 0 ? undefined : Object.fromEntries(changed))
  const add = () => {
    let number = entries.length + 1
    while (`field_${number}` in value) number += 1
    write([...entries, [`field_${number}`, '']])
  }
  return (
    <div className={classes.rows}>
      {entries.map(([name, inner], place) => (
        // A name that is typed anew stays in its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={classes.row}>
          <NameInput
            name={name}
            taken={entries.map(([other]) => other).filter((other) => other !== name)}
            onChange={(to) => write(entries.map((entry, index) => (index === place ? [to, inner] : entry)))}
          />
          <ExpressionField
            label={undefined}
            ariaLabel={`Value of ${name}`}
            placeholder="A value, or {{ an expression }}"
            value={typeof inner === 'string' ? inner : JSON.stringify(inner)}
            onChange={(text) =>
              write(
                entries.map((entry, index) => (index === place ? [name, likeBefore(inner, text)] : entry)),
              )
            }
            stepId={stepId}
          />
          <ActionIcon
            className={classes.remove ?? ''}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Remove ${name}`}
            onClick={() => write(entries.toSpliced(place, 1))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && (
        <span style={{ color: 'var(--mantine-color-error)', fontSize: '0.75rem' }}>{error}</span>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={add}
        style={{ justifySelf: 'start' }}
      >
        Add to {label.toLowerCase()}
      </Button>
    </div>
  )
}

type NameInputProps = { name: string; taken: string[]; onChange: (name: string) => void }

/** A name that is taken by another field would swallow it: it is told, and not yet taken over. */
function NameInput({ name, taken, onChange }: NameInputProps) {
  const [typed, setTyped] = useState(name)
  const [known, setKnown] = useState(name)
  if (known !== name) {
    setKnown(name)
    setTyped(name)
  }
  const isTaken = taken.includes(typed)
  return (
    <TextInput
      aria-label="Name of the field"
      size="xs"
      value={typed}
      error={isTaken ? 'There is a field of this name.' : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        if (next === '' || taken.includes(next)) return
        setKnown(next)
        onChange(next)
      }}
      classNames={{ input: classes.mono ?? '' }}
    />
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const asPairs = (value: unknown) => (isRecord(value) ? value : {})
const isFlat = (value: unknown) => typeof value !== 'object' || value === null
const canBeFields = (value: unknown) =>
  value === undefined || value === '' || (isRecord(value) && Object.values(value).every(isFlat))

function modeOf(value: unknown): Mode {
  if (canBeFields(value)) return 'fields'
  return typeof value === 'string' ? 'text' : 'json'
}

/** A number stays a number while what is typed is one. */
function likeBefore(before: unknown, text: string): unknown {
  if (typeof before === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (typeof before === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}
