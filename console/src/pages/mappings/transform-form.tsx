import type { MappingTransform } from '@causeway/hub/contract'
import { ActionIcon, Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { Code } from './code-field.tsx'
import classes from './mappings.module.css'
import { readTable, transformName, writeTable } from './transforms.ts'

type TransformFormProps = {
  transform: MappingTransform
  onChange: (transform: MappingTransform) => void
  onRemove: () => void
  /** Moves the step before the one above; undefined for the first. */
  onEarlier: (() => void) | undefined
}

/** One step of a value, and what it needs to know. */
export function TransformForm({ transform, onChange, onRemove, onEarlier }: TransformFormProps) {
  const name = transformName(transform.use)
  return (
    <div className={classes.transform} data-testid="transform">
      <Group justify="space-between" mb={8}>
        <Text fw={600} size="sm">
          {name}
        </Text>
        <Group gap={2}>
          {onEarlier !== undefined && (
            <ActionIcon variant="subtle" color="gray" onClick={onEarlier} aria-label={`Do “${name}” earlier`}>
              <IconArrowUp size={16} />
            </ActionIcon>
          )}
          <ActionIcon variant="subtle" color="red" onClick={onRemove} aria-label={`Remove “${name}”`}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <Stack gap="xs">
        <Settings transform={transform} onChange={onChange} />
      </Stack>
    </div>
  )
}

type SettingsProps = Pick<TransformFormProps, 'transform' | 'onChange'>

function Settings({ transform, onChange }: SettingsProps) {
  if (transform.use === 'join' || transform.use === 'split')
    return (
      <>
        <TextInput
          label={transform.use === 'join' ? 'Put between' : 'Split at'}
          value={transform.separator}
          onChange={(event) => onChange({ ...transform, separator: event.currentTarget.value })}
        />
        {transform.use === 'split' && (
          <NumberInput
            label="Take part"
            description="1 for the first, -1 for the last; empty for all as a list"
            value={transform.take ?? ''}
            onChange={(take) => {
              const { take: _former, ...rest } = transform
              onChange(typeof take === 'number' ? { ...rest, take } : rest)
            }}
          />
        )}
      </>
    )
  if (transform.use === 'date') return <DateSettings transform={transform} onChange={onChange} />
  if (transform.use === 'number')
    return (
      <Select
        label="Decimals are written with"
        data={[
          { value: '.', label: 'a point: 1,234.5' },
          { value: ',', label: 'a comma: 1.234,5' },
        ]}
        value={transform.decimal ?? '.'}
        allowDeselect={false}
        onChange={(decimal) => onChange({ ...transform, decimal: decimal === ',' ? ',' : '.' })}
      />
    )
  if (transform.use === 'lookup') return <TableSettings transform={transform} onChange={onChange} />
  if (transform.use === 'case')
    return (
      <Select
        label="Make it"
        data={[
          { value: 'lower', label: 'lower case' },
          { value: 'upper', label: 'UPPER CASE' },
          { value: 'title', label: 'Title Case' },
          { value: 'trim', label: 'without spaces around it' },
        ]}
        value={transform.to}
        allowDeselect={false}
        onChange={(to) => onChange({ ...transform, to: to as typeof transform.to })}
      />
    )
  if (transform.use === 'replace')
    return (
      <>
        <TextInput
          label="Find"
          value={transform.find}
          onChange={(event) => onChange({ ...transform, find: event.currentTarget.value })}
        />
        <TextInput
          label="Put instead"
          value={transform.with}
          onChange={(event) => onChange({ ...transform, with: event.currentTarget.value })}
        />
      </>
    )
  if (transform.use === 'template')
    return (
      <Code
        label="Template"
        description="Over value and record: {{ value | upcase }} of {{ record.id }}"
        value={transform.template}
        onChange={(template) => onChange({ ...transform, template })}
      />
    )
  return (
    <Code
      label="Expression"
      description="JSONata over value and record: $uppercase(value)"
      value={transform.expression}
      onChange={(expression) => onChange({ ...transform, expression })}
    />
  )
}

type DateTransform = Extract<MappingTransform, { use: 'date' }>
const dateTexts = [
  {
    name: 'from',
    label: 'It is written as',
    placeholder: 'iso',
    description: 'iso, unix, unix_ms, or dd.MM.yyyy HH:mm',
  },
  { name: 'zone', label: 'In the time zone', placeholder: 'UTC', description: 'Where it names none' },
  {
    name: 'to',
    label: 'Write it as',
    placeholder: 'iso',
    description: 'iso, date, unix, unix_ms, or yyyy-MM-dd',
  },
  { name: 'toZone', label: 'In the time zone', placeholder: 'UTC', description: 'Such as Europe/Berlin' },
] as const

function DateSettings({
  transform,
  onChange,
}: {
  transform: DateTransform
  onChange: (next: DateTransform) => void
}) {
  return dateTexts.map(({ name, ...words }) => (
    <TextInput
      key={name}
      {...words}
      value={transform[name] ?? ''}
      onChange={(event) => {
        const { [name]: _former, ...rest } = transform
        const text = event.currentTarget.value
        onChange(text === '' ? rest : { ...rest, [name]: text })
      }}
    />
  ))
}

type LookupTransform = Extract<MappingTransform, { use: 'lookup' }>

function TableSettings({
  transform,
  onChange,
}: {
  transform: LookupTransform
  onChange: (next: LookupTransform) => void
}) {
  // The lines as they are typed: half a line is no entry yet and must not vanish.
  const [text, setText] = useState(writeTable(transform.table))
  return (
    <>
      <Textarea
        label="Table"
        description="One line each: value = what it becomes"
        value={text}
        autosize
        minRows={3}
        maxRows={14}
        onChange={(event) => {
          setText(event.currentTarget.value)
          onChange({ ...transform, table: readTable(event.currentTarget.value) })
        }}
      />
      <Select
        label="What is not in it"
        data={[
          { value: 'keep', label: 'stays as it is' },
          { value: 'empty', label: 'becomes empty' },
          { value: 'error', label: 'is an error' },
        ]}
        value={transform.otherwise ?? 'empty'}
        allowDeselect={false}
        onChange={(otherwise) =>
          onChange({ ...transform, otherwise: otherwise as LookupTransform['otherwise'] })
        }
      />
    </>
  )
}
