import type { MappingDefinition, MappingField, MappingIssue, MappingSample } from '@causeway/hub/contract'
import { ActionIcon, Button, Checkbox, Group, Select, Text, TextInput, Tooltip } from '@mantine/core'
import { IconAdjustments, IconPlus, IconTrash } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { Panel } from '../../parts/panel.tsx'
import { fieldTypes } from './field-types.ts'
import classes from './mappings.module.css'
import { pathMime } from './source-panel.tsx'
import { describeFrom } from './sources.ts'
import lists from '../../parts/list.module.css'

type FieldListProps = {
  definition: MappingDefinition
  paths: MappingSample['paths']
  issues: MappingIssue[]
  onChange: (change: Partial<MappingDefinition>) => void
  onField: (place: number, field: MappingField) => void
  onAdd: (path: string) => void
  onEdit: (place: number) => void
}

/** The fields of the records to be made. Values are dropped onto them or picked from a list. */
export function FieldList({ definition, paths, issues, onChange, onField, onAdd, onEdit }: FieldListProps) {
  const { fields, key } = definition
  const drop = useDrop(onAdd)
  const general = issues.filter(({ path }) => !path.startsWith('fields.'))
  const remove = (place: number) =>
    onChange({
      fields: fields.toSpliced(place, 1),
      key: key.filter((name) => name !== fields[place]?.name),
    })
  return (
    <Panel title="Fields" description="What your records have" flush data-testid="mapping-fields">
      {general.map(({ path, message }) => (
        <Text key={path + message} size="sm" c="red" px={18} pb={8} role="alert">
          {message}
        </Text>
      ))}
      <ul className={lists.plain}>
        {fields.map((field, place) => (
          <FieldRow
            // Fields have no identity but their place: a name changes while it is typed.
            key={place}
            field={field}
            isKey={key.includes(field.name)}
            paths={paths}
            issues={issues.filter(({ path }) => path.startsWith(`fields.${place}.`))}
            onChange={(next) => onField(place, next)}
            onKey={(isKey) =>
              onChange({ key: isKey ? [...key, field.name] : key.filter((name) => name !== field.name) })
            }
            onEdit={() => onEdit(place)}
            onRemove={() => remove(place)}
          />
        ))}
      </ul>
      <div className={classes.drop} {...drop}>
        <Group justify="center" gap="sm">
          <Text size="sm" c="dimmed">
            Drop a value here, or
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => onAdd('')}
            data-testid="add-field"
          >
            Add a field
          </Button>
        </Group>
      </div>
    </Panel>
  )
}

type FieldRowProps = {
  field: MappingField
  isKey: boolean
  paths: MappingSample['paths']
  issues: MappingIssue[]
  onChange: (field: MappingField) => void
  onKey: (isKey: boolean) => void
  onEdit: () => void
  onRemove: () => void
}

function FieldRow({ field, isKey, paths, issues, onChange, onKey, onEdit, onRemove }: FieldRowProps) {
  const drop = useDrop((path) => {
    const found = paths.find((each) => each.path === path)
    const isFresh = 'path' in field.from && field.from.path === ''
    onChange({ ...field, from: { path }, ...(isFresh && found !== undefined && { type: found.type }) })
  })
  const isOther = !('path' in field.from)
  const current = 'path' in field.from ? field.from.path : describeFrom(field)
  const known = paths.map(({ path }) => path)
  const choices = [...(known.includes(current) || current === '' || isOther ? [] : [current]), ...known]
  const transforms = field.transforms?.length ?? 0
  return (
    <li className={classes.field} {...drop} data-testid="field-row" data-field={field.name}>
      <TextInput
        aria-label="Name of the field"
        value={field.name}
        error={issues.some(({ path }) => path.endsWith('.name'))}
        onChange={(event) => onChange({ ...field, name: event.currentTarget.value })}
      />
      <Select
        aria-label={`Type of ${field.name}`}
        data={fieldTypes}
        value={field.type}
        allowDeselect={false}
        onChange={(type) => onChange({ ...field, type: type as MappingField['type'] })}
      />
      <div className={classes.from}>
        {isOther ? (
          <Button variant="default" fullWidth justify="flex-start" onClick={onEdit}>
            {current}
          </Button>
        ) : (
          <Select
            aria-label={`Where ${field.name} comes from`}
            placeholder="Choose a value"
            data={choices}
            value={current === '' ? null : current}
            searchable
            error={issues.some(({ path }) => path.includes('.from'))}
            onChange={(path) => onChange({ ...field, from: { path: path ?? '' } })}
          />
        )}
      </div>
      <div className={classes.checks}>
        <Checkbox
          label="Key"
          checked={isKey}
          onChange={(event) => onKey(event.currentTarget.checked)}
          aria-label={`${field.name} is part of the key`}
        />
        <Checkbox
          label="Required"
          checked={field.required === true || isKey}
          disabled={isKey}
          onChange={(event) => onChange({ ...field, required: event.currentTarget.checked })}
          aria-label={`${field.name} is required`}
        />
      </div>
      <Tooltip label="Change the value">
        <ActionIcon
          variant={transforms > 0 ? 'light' : 'subtle'}
          onClick={onEdit}
          aria-label={`Change the value of ${field.name}${transforms > 0 ? `, ${transforms} in use` : ''}`}
          data-testid="edit-field"
        >
          <IconAdjustments size={17} />
        </ActionIcon>
      </Tooltip>
      <ActionIcon variant="subtle" color="red" onClick={onRemove} aria-label={`Remove ${field.name}`}>
        <IconTrash size={16} />
      </ActionIcon>
      {issues.length > 0 && (
        <div className={classes.issues} role="alert">
          {issues.map(({ path, message }) => (
            <Text key={path + message} size="xs" c="red">
              {message}
            </Text>
          ))}
        </div>
      )}
    </li>
  )
}

/** Makes something a place to drop a path at. */
function useDrop(onPath: (path: string) => void) {
  const [isOver, setOver] = useState(false)
  return {
    'data-over': isOver,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(pathMime)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false)
      const path = event.dataTransfer.getData(pathMime)
      if (path === '') return
      event.preventDefault()
      onPath(path)
    },
  }
}
