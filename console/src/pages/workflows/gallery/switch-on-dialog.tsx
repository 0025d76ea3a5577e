import type { WorkflowParameter, WorkflowTemplate } from '@causeway/hub/contract'
import {
  Button,
  Group,
  Modal,
  MultiSelect,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { HubProblem } from '../../../data/hub-problem.ts'
import { locationsQuery } from '../../../data/locations.ts'
import { tagsQuery } from '../../../data/records.ts'
import { useSwitchOnTemplate } from '../../../data/workflows.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { useLastDefined } from '../../../parts/use-last-defined.ts'
import { useCurrentLocation } from '../../../shell/current-location.ts'
import { describeCron } from '../cron-words.ts'
import { timeZones } from '../forms/time-zones.ts'

type SwitchOnDialogProps = { template: WorkflowTemplate | undefined; onClose: () => void }

/** Asks what a ready workflow needs to know, and switches it on. */
export function SwitchOnDialog({ template, onClose }: SwitchOnDialogProps) {
  const shown = useLastDefined(template)
  return (
    <Modal
      opened={template !== undefined}
      onClose={onClose}
      title={shown?.name ?? ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
      data-testid="switch-on-dialog"
    >
      {shown !== undefined && <Form key={shown.key} template={shown} onClose={onClose} />}
    </Modal>
  )
}

function Form({ template, onClose }: { template: WorkflowTemplate; onClose: () => void }) {
  const switchOn = useSwitchOnTemplate()
  const { data: locations = [] } = useQuery(locationsQuery)
  const parameters = Object.entries(template.parameters)
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      parameters.map(([name, { type, default: given }]) => [name, given ?? firstValue(type)]),
    ),
  )
  const [chosen, setChosen] = useState<string[]>([])
  const errors = switchOn.error instanceof HubProblem ? switchOn.error.fieldMessages : {}
  const lacking = parameters.filter(([name, { required }]) => required && isEmpty(values[name]))
  const submit = () =>
    switchOn.mutate(
      {
        key: template.key,
        parameters: Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))),
        ...(chosen.length === 0 ? {} : { locations: chosen }),
      },
      {
        onSuccess: ({ name }) => {
          notifications.show({ color: 'teal', title: name, message: 'It is on.' })
          onClose()
        },
      },
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack>
        <Text size="sm">{template.description}</Text>
        {parameters.map(([name, parameter]) => (
          <ParameterField
            key={name}
            parameter={parameter}
            value={values[name]}
            error={errors[name]}
            onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
            testId={`parameter-${name}`}
          />
        ))}
        {locations.length > 1 && (
          <MultiSelect
            label="Locations"
            placeholder={chosen.length === 0 ? 'All' : undefined}
            searchable
            clearable
            data={locations.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
          />
        )}
        {switchOn.isError && <ProblemNotice error={switchOn.error} title="It was not switched on" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button
            type="submit"
            loading={switchOn.isPending}
            disabled={lacking.length > 0}
            data-testid="confirm-switch-on"
          >
            Switch on
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type ParameterFieldProps = {
  parameter: WorkflowParameter
  value: unknown
  error: string | undefined
  onChange: (value: unknown) => void
  testId: string
}

function ParameterField({ parameter, value, error, onChange, testId }: ParameterFieldProps) {
  const { type, title, description, required } = parameter
  const shared = { label: title, description, error, withAsterisk: required, 'data-testid': testId }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  switch (type) {
    case 'boolean':
      return (
        <Switch
          label={title}
          description={description}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          data-testid={testId}
        />
      )
    case 'number':
      return (
        <TextInput
          {...shared}
          inputMode="decimal"
          value={text}
          onChange={(event) => {
            const typed = event.currentTarget.value
            onChange(/^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed)
          }}
        />
      )
    case 'timezone':
      return (
        <Select
          {...shared}
          searchable
          data={timeZones()}
          limit={80}
          value={text === '' ? null : text}
          onChange={(zone) => onChange(zone ?? '')}
        />
      )
    case 'cron':
      return (
        <TextInput
          {...shared}
          description={`${description ?? ''} ${describeCron(text)}`.trim()}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'tag':
      return <TagField {...shared} value={text} onChange={onChange} />
    case 'list':
      return (
        <TagsInput
          {...shared}
          placeholder="Write one and press Enter"
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
          acceptValueOnBlur
        />
      )
    case 'text':
    case 'url':
    case 'email':
      return (
        <TextInput
          {...shared}
          type={type}
          placeholder={type === 'url' ? 'https://…' : undefined}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    default:
      return type satisfies never
  }
}

type TagFieldProps = {
  label: string
  description: string | undefined
  error: string | undefined
  withAsterisk: boolean
  'data-testid': string
  value: string
  onChange: (value: unknown) => void
}

/** A tag of the location that is looked at: chosen by its name, kept by its id. */
function TagField({ value, onChange, ...shared }: TagFieldProps) {
  const locationId = useCurrentLocation()?.id ?? ''
  const { data = [] } = useQuery({ ...tagsQuery(locationId), enabled: locationId !== '' })
  return (
    <Select
      {...shared}
      searchable
      nothingFoundMessage="There is no such tag here"
      data={data.map(({ id, name }) => ({ value: id, label: name }))}
      limit={80}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}

const firstValue = (type: WorkflowParameter['type']): unknown => {
  if (type === 'boolean') return false
  if (type === 'timezone') return Intl.DateTimeFormat().resolvedOptions().timeZone
  return type === 'list' ? [] : ''
}
const isEmpty = (value: unknown) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
