import { Button, Select, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { getDefaultRegistry } from '@rjsf/core'
import type {
  ArrayFieldTemplateProps,
  FieldProps,
  ObjectFieldTemplateProps,
  TitleFieldProps,
  WidgetProps,
} from '@rjsf/utils'
import { useState } from 'react'
import classes from './entry.module.css'
import { withoutEmpty } from './form-schema.ts'
import { JsonField } from './json-field.tsx'

const sections: Record<string, string> = {
  path: 'In the address',
  query: 'To narrow it',
  body: 'What is sent',
}

/** Of the fields that may be left out, so many are offered at once: the first are the usual ones. */
const shownEarly = 4

/** A group of fields: those that are needed or filled first, the others behind a button. */
export function ObjectTemplate(props: ObjectFieldTemplateProps) {
  const { title, properties, required, schema, fieldPathId, formData, optionalDataControl, errorSchema } =
    props
  const [isWhole, setWhole] = useState(false)
  const depth = fieldPathId.path.length
  const needed = new Set(schema.required)
  const filled = withoutEmpty(formData) as Record<string, unknown> | undefined
  // What was filled when the group was first shown stays in its place while it is emptied and written anew.
  const [first] = useState(() => new Set(Object.keys(filled ?? {})))
  const optional = properties.map(({ name }) => name).filter((name) => !needed.has(name))
  const early = new Set(depth === 1 ? optional.slice(0, shownEarly) : [])
  const isShown = (name: string) =>
    early.has(name) || depth === 0 || needed.has(name) || first.has(name) || filled?.[name] !== undefined
  const visible = properties.filter(({ hidden }) => !hidden)
  // Places stay in the order of a request; within one, what is needed comes first.
  const ordered =
    depth === 0
      ? visible
      : visible.toSorted((one, other) => Number(needed.has(other.name)) - Number(needed.has(one.name)))
  const waiting = ordered.filter(({ name }) => !isShown(name))
  // A handful is no crowd: it needs no button.
  const shown = isWhole || waiting.length <= 3 ? ordered : ordered.filter(({ name }) => isShown(name))
  const heading = depth === 1 ? sections[String(fieldPathId.path[0])] : title
  return (
    <fieldset
      id={fieldPathId.$id}
      className={depth === 0 ? classes.formRoot : depth === 1 ? classes.section : classes.group}
    >
      {depth > 0 && heading !== undefined && heading !== '' && (
        <legend className={depth === 1 ? classes.sectionTitle : classes.groupTitle}>
          {heading}
          {depth > 1 && required === true && <span className={classes.needed}> *</span>}
        </legend>
      )}
      {optionalDataControl}
      <GroupErrors errors={errorSchema?.__errors} />
      {shown.map(({ name, content }) => (
        <div key={name}>{content}</div>
      ))}
      {shown.length < ordered.length && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => setWhole(true)}
          style={{ justifySelf: 'start' }}
        >
          {ordered.length - shown.length} more {ordered.length - shown.length === 1 ? 'field' : 'fields'}
        </Button>
      )}
    </fieldset>
  )
}

/** A list, in the same quiet frame as a group. */
export function ListTemplate(props: ArrayFieldTemplateProps) {
  const { title, items, canAdd, onAddClick, required, fieldPathId, optionalDataControl, rawErrors } = props
  return (
    <fieldset id={fieldPathId.$id} className={classes.group}>
      <legend className={classes.groupTitle}>
        {title}
        {required === true && <span className={classes.needed}> *</span>}
      </legend>
      {optionalDataControl}
      {items}
      <GroupErrors errors={rawErrors} />
      {canAdd && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={onAddClick}
          style={{ justifySelf: 'start' }}
        >
          Add to {title}
        </Button>
      )}
    </fieldset>
  )
}

export const TitleTemplate = ({ title, id }: TitleFieldProps) => (
  <Text id={id} fw={600} size="sm">
    {title}
  </Text>
)

const GroupErrors = ({ errors = [] }: { errors?: string[] | undefined }) =>
  errors.length === 0 ? null : (
    <Text size="xs" c="var(--mantine-color-error)">
      {errors.join('\n')}
    </Text>
  )

/** Each input, list and group shows its own errors. */
export const NoErrorsApart = () => null

/** A list says its name in its own frame. */
export const NoTitle = () => null

/** Yes, no, or left out: a box that is not ticked cannot say which of the latter it means. */
export function YesNoWidget({ id, label, value, required, rawErrors, onChange }: WidgetProps) {
  return (
    <Select
      id={id}
      label={label}
      required={required ?? false}
      clearable
      placeholder="Left out"
      data={[
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ]}
      value={value === undefined || value === null ? null : String(value)}
      onChange={(chosen) => onChange(chosen === null ? undefined : chosen === 'true')}
      error={rawErrors?.join('\n')}
    />
  )
}

const GivenObjectField = getDefaultRegistry().fields['ObjectField']

/** An object whose fields nobody published is written as JSON. */
export function ObjectOrJsonField(props: FieldProps) {
  const { properties, additionalProperties, oneOf, anyOf, allOf, $ref } = props.schema
  const isOpen =
    Object.keys(properties ?? {}).length === 0 &&
    [oneOf, anyOf, allOf, $ref].every((part) => part === undefined) &&
    (typeof additionalProperties !== 'object' || Object.keys(additionalProperties).length === 0)
  if (isOpen && props.fieldPathId.path.length > 0) return <JsonField {...props} />
  return GivenObjectField === undefined ? null : <GivenObjectField {...props} />
}
