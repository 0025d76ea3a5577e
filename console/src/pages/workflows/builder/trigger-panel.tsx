import {
  ActionIcon,
  Alert,
  Button,
  Collapse,
  MultiSelect,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  ThemeIcon,
} from '@mantine/core'
import { IconAlertTriangle, IconBolt, IconChevronDown, IconChevronRight, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Workflow } from '@causeway/hub/contract'
import { locationsQuery } from '../../../data/locations.ts'
import type { DraftTrigger } from '../draft/draft.types.ts'
import { writeAt } from '../draft/edit-draft.ts'
import { ConditionField } from '../forms/condition-field.tsx'
import { ExpressionField } from '../forms/expression-field.tsx'
import { JsonField } from '../forms/json-field.tsx'
import { ScheduleField } from '../forms/schedule-field.tsx'
import { EventsField } from '../forms/events-field.tsx'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'
import { HookAddress } from './hook-address.tsx'
import { fieldErrors, type PlacedIssue } from './map-issues.ts'
import { SamplePicker } from './sample-picker.tsx'

const kinds = [
  { value: 'event', label: 'Something happens' },
  { value: 'schedule', label: 'At times' },
  { value: 'manual', label: 'A person or an app starts it' },
  { value: 'http', label: 'Its address is called from outside' },
  { value: 'segment', label: 'Somebody enters or leaves a segment' },
]

const beginnings: Record<string, DraftTrigger> = {
  event: { type: 'event', events: [] },
  schedule: {
    type: 'schedule',
    cron: '0 9 * * 1',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    each: 'location',
  },
  manual: { type: 'manual' },
  http: { type: 'http', secret: 'path' },
  segment: { type: 'segment', segment: '', change: 'entered' },
}

type TriggerPanelProps = { workflow: Workflow | undefined; issues: PlacedIssue[]; onClose: () => void }

/** What starts the workflow, what must hold for it, and how its runs behave. */
export function TriggerPanel({ workflow, issues, onClose }: TriggerPanelProps) {
  const { draft, change } = useBuilder()
  const errors = fieldErrors(issues, 'trigger')
  const { trigger } = draft
  const set = (field: string, value: unknown) =>
    change((before) => writeAt(before, ['trigger', field], value), `trigger ${field}`)
  return (
    <section aria-label="Trigger" data-testid="trigger-panel">
      <header className={classes.panelHead}>
        <ThemeIcon variant="light" color="grape" size={34} radius="md">
          <IconBolt size={18} stroke={1.8} />
        </ThemeIcon>
        <Text fw={650} style={{ flex: 1 }}>
          What starts it
        </Text>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the panel" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <Stack gap="md" p={16}>
        <Select
          label="It starts when"
          allowDeselect={false}
          data={kinds}
          value={trigger.type}
          onChange={(type) =>
            type !== null &&
            type !== trigger.type &&
            change((before) => ({ ...before, trigger: beginnings[type] ?? { type } }))
          }
          data-testid="trigger-type"
        />
        <TriggerFields trigger={trigger} errors={errors} set={set} workflow={workflow} />
        <Filters errors={errors} />
        <SamplePicker />
        <Behaviour issues={issues} />
      </Stack>
    </section>
  )
}

type TriggerFieldsProps = {
  trigger: DraftTrigger
  errors: Record<string, string>
  set: (field: string, value: unknown) => void
  workflow: Workflow | undefined
}

function TriggerFields({ trigger, errors, set, workflow }: TriggerFieldsProps) {
  switch (trigger.type) {
    case 'event':
      return (
        <>
          <EventsField
            label="What happens"
            value={trigger['events']}
            onChange={(events) => set('events', events)}
            error={errors['events']}
          />
          <Switch
            label="Also for what the first sync finds"
            description="Thousands of runs, perhaps."
            checked={trigger['includeInitial'] === true}
            onChange={(event) => set('includeInitial', event.currentTarget.checked ? true : undefined)}
          />
          <Switch
            label="Not for what it causes itself"
            description="Without this, a run that the workflow set off itself is stopped and says so."
            checked={trigger['ignoreOwn'] === true}
            onChange={(event) => set('ignoreOwn', event.currentTarget.checked ? true : undefined)}
          />
        </>
      )
    case 'schedule':
      return (
        <>
          <ScheduleField
            cron={typeof trigger['cron'] === 'string' ? trigger['cron'] : ''}
            timezone={typeof trigger['timezone'] === 'string' ? trigger['timezone'] : 'UTC'}
            errors={errors}
            onCron={(cron) => set('cron', cron)}
            onTimezone={(zone) => set('timezone', zone)}
          />
          <Select
            label="How many runs"
            allowDeselect={false}
            data={[
              { value: 'location', label: 'One for each location' },
              { value: 'once', label: 'One in all' },
            ]}
            value={trigger['each'] === 'once' ? 'once' : 'location'}
            onChange={(each) => set('each', each)}
          />
        </>
      )
    case 'http':
      return (
        <>
          <Select
            label="Who may call it"
            allowDeselect={false}
            data={[
              { value: 'path', label: 'Whoever knows the address' },
              { value: 'header', label: 'Whoever also sends the secret' },
            ]}
            value={trigger['secret'] === 'header' ? 'header' : 'path'}
            onChange={(secret) => set('secret', secret)}
          />
          <HookAddress workflow={workflow} />
          <JsonField
            label="What is sent (JSON schema)"
            description="Left out: anything. Steps read it as trigger.input."
            value={trigger['input']}
            onChange={(input) => set('input', input)}
            error={errors['input']}
          />
        </>
      )
    case 'manual':
      return (
        <JsonField
          label="What is asked (JSON schema)"
          description="Left out: nothing. Steps read it as trigger.input."
          value={trigger['input']}
          onChange={(input) => set('input', input)}
          error={errors['input']}
        />
      )
    case 'segment':
      return (
        <>
          <TextInput
            label="Segment"
            withAsterisk
            value={typeof trigger['segment'] === 'string' ? trigger['segment'] : ''}
            onChange={(event) => set('segment', event.currentTarget.value)}
            error={errors['segment']}
          />
          <Select
            label="When somebody"
            allowDeselect={false}
            data={[
              { value: 'entered', label: 'enters it' },
              { value: 'left', label: 'leaves it' },
            ]}
            value={trigger['change'] === 'left' ? 'left' : 'entered'}
            onChange={(to) => set('change', to)}
          />
        </>
      )
    default:
      return null
  }
}

/** All filters must hold: to a person they are one condition. */
function Filters({ errors }: { errors: Record<string, string> }) {
  const { draft, change } = useBuilder()
  if (draft.trigger.type === 'schedule') return null
  const filters = Array.isArray(draft['filters']) ? (draft['filters'] as unknown[]) : []
  const value = filters.length <= 1 ? filters[0] : { all: filters }
  return (
    <ConditionField
      label="Only when"
      {...(filters.length === 0 ? { description: 'Without a filter it runs each time.' } : {})}
      value={value}
      addLabel="Add a filter"
      error={errors['filters']}
      onChange={(condition) =>
        change((before) => writeAt(before, ['filters'], filtersOf(condition)), 'filters')
      }
    />
  )
}

function filtersOf(condition: unknown): unknown {
  if (condition === undefined) return undefined
  const all = (condition as { all?: unknown }).all
  return Array.isArray(all) ? all : [condition]
}

/** Name aside, what few people ever change. */
function Behaviour({ issues }: { issues: PlacedIssue[] }) {
  const { draft, change } = useBuilder()
  const { data: locations = [] } = useQuery(locationsQuery)
  const [isOpen, setOpen] = useState(false)
  const errors = fieldErrors(issues, 'workflow')
  const set = (field: string, value: unknown) =>
    change((before) => writeAt(before, [field], value === '' ? undefined : value), `workflow ${field}`)
  const text = (field: string) => (typeof draft[field] === 'string' ? draft[field] : '')
  const others = issues.filter(({ at, severity }) => at === 'workflow' && severity === 'error')
  return (
    <div>
      {others.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle />} py={8} mb="sm">
          {others.map(({ path, message }) => (
            <Text key={path + message} size="sm">
              {['', 'name', 'steps'].includes(path) ? '' : `${path}: `}
              {message}
            </Text>
          ))}
        </Alert>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        More: locations, order, limits
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="md" mt="sm">
          <Textarea
            label="What it is for"
            autosize
            minRows={2}
            value={text('description')}
            onChange={(event) => set('description', event.currentTarget.value)}
          />
          <MultiSelect
            label="Locations"
            placeholder={Array.isArray(draft['locations']) ? undefined : 'All'}
            searchable
            clearable
            data={locations.map(({ id, name }) => ({ value: id, label: name }))}
            value={Array.isArray(draft['locations']) ? draft['locations'].map(String) : []}
            onChange={(list) => set('locations', list.length === 0 ? undefined : list)}
            error={errors['locations']}
          />
          <TextInput
            label="Runs at a time"
            inputMode="numeric"
            placeholder="No limit"
            value={typeof draft['concurrency'] === 'number' ? String(draft['concurrency']) : ''}
            onChange={(event) => {
              const digits = event.currentTarget.value.replaceAll(/\D/g, '')
              set('concurrency', digits === '' ? undefined : Number(digits))
            }}
            error={errors['concurrency']}
          />
          <ExpressionField
            label="In order by"
            description="Runs with the same value come one after the other."
            placeholder="{{ event.subject.id }}"
            value={text('orderBy')}
            onChange={(value) => set('orderBy', value)}
            error={errors['orderBy']}
          />
          <TextInput
            label="A run takes at most"
            placeholder="30d"
            value={text('timeout')}
            onChange={(event) => set('timeout', event.currentTarget.value.trim())}
            error={errors['timeout']}
          />
          <JsonField
            label="Values for expressions"
            description="Steps read them as params."
            value={draft['params']}
            onChange={(params) => set('params', params)}
            minRows={2}
          />
        </Stack>
      </Collapse>
    </div>
  )
}
