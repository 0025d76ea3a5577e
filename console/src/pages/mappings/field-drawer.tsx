import type { MappingField, MappingFrom, MappingIssue, MappingSample } from '@causeway/hub/contract'
import { Alert, Button, Drawer, Group, Menu, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { Code } from './code-field.tsx'
import { readConstant, writeConstant } from './constants.ts'
import { TransformForm } from './transform-form.tsx'
import { newTransform, transforms } from './transforms.ts'

type FieldDrawerProps = {
  field: MappingField | undefined
  place: number
  paths: MappingSample['paths']
  issues: MappingIssue[]
  onChange: (field: MappingField) => void
  onClose: () => void
}

/** How the value of a field is made: where it begins, what is done to it, and what stands in when there is none. */
export function FieldDrawer({ field, place, paths, issues, onChange, onClose }: FieldDrawerProps) {
  const shown = useLastDefined(field)
  const own = issues.filter(({ path }) => path.startsWith(`fields.${place}.`))
  return (
    <Drawer
      opened={field !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={shown === undefined ? '' : `The value of ${shown.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      data-testid="field-drawer"
    >
      {shown !== undefined && (
        <Stack>
          {own.length > 0 && (
            <Alert color="red" role="alert">
              {own.map(({ path, message }) => (
                <Text key={path + message} size="sm">
                  {message}
                </Text>
              ))}
            </Alert>
          )}
          <FromForm field={shown} paths={paths} onChange={onChange} />
          <Steps field={shown} onChange={onChange} />
          <TextInput
            label="When there is no value"
            description="A text, a number or JSON; empty for none"
            value={writeConstant(shown.default)}
            onChange={(event) => {
              const { default: _former, ...rest } = shown
              const text = event.currentTarget.value
              onChange(text === '' ? rest : { ...rest, default: readConstant(text) })
            }}
          />
        </Stack>
      )}
    </Drawer>
  )
}

const kinds = [
  { value: 'path', label: 'A value of the record' },
  { value: 'paths', label: 'Several values' },
  { value: 'constant', label: 'Always the same' },
  { value: 'template', label: 'A template (Liquid)' },
  { value: 'expression', label: 'An expression (JSONata)' },
] as const
type Kind = (typeof kinds)[number]['value']

const kindOf = (from: MappingFrom): Kind => kinds.find(({ value }) => value in from)!.value
const firstFrom: Record<Kind, MappingFrom> = {
  path: { path: '' },
  paths: { paths: ['id'] },
  constant: { constant: '' },
  template: { template: '' },
  expression: { expression: '' },
}

type FromFormProps = Pick<FieldDrawerProps, 'paths' | 'onChange'> & { field: MappingField }

function FromForm({ field, paths, onChange }: FromFormProps) {
  const { from } = field
  const setFrom = (next: MappingFrom) => onChange({ ...field, from: next })
  const known = paths.map(({ path }) => path)
  return (
    <>
      <Select
        label="Begins with"
        data={kinds.map(({ value, label }) => ({ value, label }))}
        value={kindOf(from)}
        allowDeselect={false}
        data-testid="from-kind"
        onChange={(kind) => setFrom(firstFrom[kind as Kind])}
      />
      {'path' in from && (
        <Select
          label="Value"
          data={known.includes(from.path) || from.path === '' ? known : [from.path, ...known]}
          value={from.path === '' ? null : from.path}
          searchable
          onChange={(path) => setFrom({ path: path ?? '' })}
        />
      )}
      {'paths' in from && (
        <TagsInput
          label="Values"
          description="Join them with the step below"
          data={known}
          value={from.paths}
          onChange={(next) => setFrom({ paths: next })}
        />
      )}
      {'constant' in from && (
        <TextInput
          label="Value"
          description="A text, a number or JSON"
          value={writeConstant(from.constant)}
          onChange={(event) => setFrom({ constant: readConstant(event.currentTarget.value) })}
        />
      )}
      {'template' in from && (
        <Code
          label="Template"
          description="Values of the record in double braces: {{ summary | truncate: 80 }}"
          value={from.template}
          onChange={(template) => setFrom({ template })}
        />
      )}
      {'expression' in from && (
        <Code
          label="Expression"
          description="JSONata over the record: $sum(insights.*)"
          value={from.expression}
          onChange={(expression) => setFrom({ expression })}
        />
      )}
    </>
  )
}

function Steps({ field, onChange }: { field: MappingField; onChange: (field: MappingField) => void }) {
  const steps = field.transforms ?? []
  const set = (next: typeof steps) => {
    const { transforms: _former, ...rest } = field
    onChange(next.length === 0 ? rest : { ...rest, transforms: next })
  }
  return (
    <>
      <Text component="h3" fw={600} size="sm" m={0}>
        Then, one after the other
      </Text>
      {steps.map((transform, place) => (
        <TransformForm
          // Steps have no identity but their place.
          key={`${place}-${transform.use}`}
          transform={transform}
          onChange={(next) => set(steps.with(place, next))}
          onRemove={() => set(steps.toSpliced(place, 1))}
          onEarlier={
            place === 0
              ? undefined
              : () => set(steps.with(place, steps[place - 1]!).with(place - 1, transform))
          }
        />
      ))}
      <Group>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              data-testid="add-transform"
            >
              Add a step
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {transforms.map(({ use, label }) => (
              <Menu.Item key={use} onClick={() => set([...steps, newTransform(use)])}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </>
  )
}
