import {
  ActionIcon,
  Alert,
  Button,
  Collapse,
  Group,
  Menu,
  Select,
  Stack,
  Tabs,
  Text,
  TextInput,
  ThemeIcon,
} from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconCopy,
  IconDots,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import { CallForm } from '../forms/call-form.tsx'
import { OperationField } from '../forms/operation-field.tsx'
import { JsonField } from '../forms/json-field.tsx'
import { RetryFields } from '../forms/retry-fields.tsx'
import { StepField } from '../forms/step-field.tsx'
import { commonFields, stepFields } from '../forms/step-fields.ts'
import type { DraftStep } from '../draft/draft.types.ts'
import { changeStep, listSteps, moveStep, renameStep } from '../draft/edit-draft.ts'
import { lookOf, stepTitle } from '../step-kinds.tsx'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'
import { fieldErrors, type PlacedIssue } from './map-issues.ts'
import { TryStep } from './try-step.tsx'

type StepPanelProps = {
  step: DraftStep
  issues: PlacedIssue[]
  onClose: () => void
  onSelect: (id: string) => void
  onRemove: () => void
  onDuplicate: () => void
}

/** Everything about one step: what it does, and what it does with real data. */
export function StepPanel({ step, issues, onClose, onSelect, onRemove, onDuplicate }: StepPanelProps) {
  const { change } = useBuilder()
  const look = lookOf(step.type)
  const errors = fieldErrors(issues, step.id)
  const set = (changes: Record<string, unknown>, mark: string) =>
    change((draft) => changeStep(draft, step.id, changes), mark)
  return (
    <section aria-label={`Step ${stepTitle(step)}`} data-testid="step-panel">
      <header className={classes.panelHead}>
        <ThemeIcon variant="light" color={look.colour} size={34} radius="md">
          <look.icon size={18} stroke={1.8} />
        </ThemeIcon>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text size="xs" c="dimmed">
            {look.label}
          </Text>
          <Text fw={650} truncate dir="auto">
            {stepTitle(step)}
          </Text>
        </div>
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label="What can be done with the step">
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={onDuplicate}>
              Duplicate
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowUp size={16} />}
              onClick={() => change((draft) => moveStep(draft, step.id, -1))}
            >
              Move up
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowDown size={16} />}
              onClick={() => change((draft) => moveStep(draft, step.id, 1))}
            >
              Move down
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the panel" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <Tabs defaultValue="settings" keepMounted={false}>
        <Tabs.List px={16}>
          <Tabs.Tab value="settings">What it does</Tabs.Tab>
          <Tabs.Tab value="try" data-testid="try-tab">
            Try it
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings" p={16}>
          <Stack gap="md">
            <OtherIssues issues={issues.filter(({ at }) => at === step.id)} step={step} />
            <TextInput
              label="Title"
              placeholder={look.label}
              value={typeof step['title'] === 'string' ? step['title'] : ''}
              onChange={(event) => set({ title: event.currentTarget.value || undefined }, `title ${step.id}`)}
              data-testid="step-title"
            />
            <Fields step={step} errors={errors} set={set} />
            <More step={step} errors={errors} set={set} onSelect={onSelect} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="try" p={16}>
          <TryStep key={step.id} step={step} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

type Set = (changes: Record<string, unknown>, mark: string) => void
type FieldsProps = { step: DraftStep; errors: Record<string, string>; set: Set }

function Fields({ step, errors, set }: FieldsProps) {
  const fields = stepFields[step.type]
  if (fields === undefined) return <UnknownKind step={step} set={set} />
  return (
    <>
      {step.type === 'call' && (
        <>
          <OperationField
            operation={typeof step['operation'] === 'string' ? step['operation'] : ''}
            error={errors['operation']}
            onChange={(operation) =>
              set({ operation, path: undefined, query: undefined, body: undefined }, `operation ${step.id}`)
            }
          />
          <CallForm step={step} errors={errors} onChange={set} />
        </>
      )}
      {fields
        .filter((field) => field.isRare !== true && field.isShown?.(step) !== false)
        .map((field) => (
          <StepField
            key={field.name}
            field={field}
            step={step}
            error={errors[field.name]}
            onChange={(value) => set({ [field.name]: value }, `${field.name} ${step.id}`)}
          />
        ))}
    </>
  )
}

/** A kind of step this console has no form for is written as JSON. */
function UnknownKind({ step, set }: Pick<FieldsProps, 'step' | 'set'>) {
  const { id: _id, type: _type, title: _title, ...rest } = step
  return (
    <JsonField
      label="Fields"
      value={rest}
      onChange={(value) => {
        const gone = Object.fromEntries(Object.keys(rest).map((name) => [name, undefined]))
        set({ ...gone, ...(value as Record<string, unknown> | undefined) }, `json ${step.id}`)
      }}
    />
  )
}

function More({ step, errors, set, onSelect }: FieldsProps & { onSelect: (id: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  const rare = (stepFields[step.type] ?? []).filter(
    (field) => field.isRare === true && field.isShown?.(step) !== false,
  )
  const common = commonFields.filter(({ name }) => name !== 'timeout' || step.type !== 'wait_for_event')
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        More: conditions, retries, failure
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="md" mt="sm">
          {[...rare, ...common].map((field) => (
            <StepField
              key={field.name}
              field={field}
              step={step}
              error={errors[field.name]}
              onChange={(value) => set({ [field.name]: value }, `${field.name} ${step.id}`)}
            />
          ))}
          <RetryFields value={step['retry']} onChange={(retry) => set({ retry }, `retry ${step.id}`)} />
          <ErrorSteps step={step} set={set} />
          <NextField step={step} set={set} error={errors['next']} />
          <IdField step={step} onSelect={onSelect} error={errors['id']} />
        </Stack>
      </Collapse>
    </div>
  )
}

function ErrorSteps({ step, set }: Pick<FieldsProps, 'step' | 'set'>) {
  const steps = step['onError']
  const count = Array.isArray(steps) ? steps.length : 0
  if (!Array.isArray(steps)) {
    return (
      <Button variant="default" size="xs" onClick={() => set({ onError: [] }, `error ${step.id}`)}>
        Do something else when it fails
      </Button>
    )
  }
  return (
    <Group gap="xs">
      <Text size="sm">When it fails for good, other steps run: they stand beside it.</Text>
      {count === 0 && (
        <Button variant="default" size="xs" onClick={() => set({ onError: undefined }, `error ${step.id}`)}>
          Let the run fail instead
        </Button>
      )}
    </Group>
  )
}

function NextField({ step, set, error }: Pick<FieldsProps, 'step' | 'set'> & { error: string | undefined }) {
  const { draft } = useBuilder()
  const all = listSteps(draft)
  const later = all.slice(all.findIndex((place) => place.step.id === step.id) + 1)
  return (
    <Select
      label="Then go on with"
      clearable
      placeholder="The step below"
      data={[
        ...later.map((place) => ({ value: place.step.id, label: stepTitle(place.step) })),
        { value: 'end', label: 'Nothing: the run ends' },
      ]}
      value={typeof step['next'] === 'string' ? step['next'] : null}
      onChange={(next) => set({ next: next ?? undefined }, `next ${step.id}`)}
      error={error}
    />
  )
}

type IdFieldProps = { step: DraftStep; onSelect: (id: string) => void; error: string | undefined }

/** The name expressions know the step by; taken over when the field is left, so that no half name is. */
function IdField({ step, onSelect, error }: IdFieldProps) {
  const { draft, change } = useBuilder()
  const [typed, setTyped] = useState(step.id)
  const isTaken = typed !== step.id && listSteps(draft).some((place) => place.step.id === typed)
  const isBad = !/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(typed)
  const problem = isTaken
    ? 'Another step has this name.'
    : isBad
      ? 'Letters, digits and underscores, beginning with a letter.'
      : error
  return (
    <TextInput
      label="Name in expressions"
      description={`Its output is steps.${step.id}.output`}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed === step.id || isTaken || isBad) return
        change((before) => renameStep(before, step.id, typed))
        onSelect(typed)
      }}
      error={problem}
      classNames={{ input: classes.mono ?? '' }}
    />
  )
}

/** What is wrong with the step and belongs to no field that is shown. */
function OtherIssues({ issues, step }: { issues: PlacedIssue[]; step: DraftStep }) {
  const shown = new Set([...(stepFields[step.type] ?? []), ...commonFields].map(({ name }) => name))
  const others = issues.filter(({ field }) => {
    const [first = ''] = field.split('.')
    return !shown.has(first) && !['operation', 'next', 'id'].includes(first)
  })
  if (others.length === 0) return null
  return (
    <Alert color="red" icon={<IconAlertTriangle />} py={8}>
      {others.map(({ path, field, message }) => (
        <Text key={path + message} size="sm">
          {field === '' ? '' : `${field}: `}
          {message}
        </Text>
      ))}
    </Alert>
  )
}
