import type { CreateEndpoint, Endpoint, EventCondition } from '@causeway/hub/contract'
import {
  Accordion,
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { triggersQuery } from '../../data/catalog.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { locationsQuery } from '../../data/locations.ts'
import { mappingsQuery } from '../../data/mappings.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { offeredTypes, readHeaders, readValue, tests, valueText } from './form-values.ts'
import classes from './endpoints.module.css'

type EndpointFormProps = {
  /** The one that is changed; undefined: a new one. */
  endpoint?: Endpoint
  submitLabel: string
  isPending: boolean
  error: Error | null
  onSubmit: (values: CreateEndpoint) => void
}

/** Everything people set of an endpoint; what few need is folded away. */
export function EndpointForm({ endpoint, submitLabel, isPending, error, onSubmit }: EndpointFormProps) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const { data: mappings = [] } = useQuery(mappingsQuery)
  const { data: triggers = [] } = useQuery(triggersQuery)
  const types = useMemo(() => offeredTypes(triggers), [triggers])
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      url: endpoint?.url ?? '',
      description: endpoint?.description ?? '',
      eventTypes: endpoint?.eventTypes ?? [],
      locationIds: endpoint?.locationIds ?? [],
      conditions: (endpoint?.conditions ?? []).map((one, place) => ({
        ...one,
        place,
        value: valueText(one),
      })),
      rate: endpoint?.rate ?? '',
      concurrency: endpoint?.concurrency ?? 10,
      orderBy: endpoint?.orderBy ?? 'none',
      mapping: endpoint?.mapping ?? '',
      signing: 'hmac',
      headers: '',
    },
    validate: {
      url: (url) =>
        /^https?:\/\/./i.test(url.trim()) ? null : 'Give a whole address that begins with https://.',
      headers: (text) => (readHeaders(text) === null ? 'Give one "Name: value" a line.' : null),
      conditions: { field: (field) => (field.trim() === '' ? 'Name a field.' : null) },
    },
  })
  const submit = form.onSubmit((values) => {
    const headers = readHeaders(values.headers)
    onSubmit({
      url: values.url.trim(),
      description: values.description.trim(),
      eventTypes: values.eventTypes,
      locationIds: values.locationIds.length === 0 ? null : values.locationIds,
      conditions: values.conditions.map(({ field, test, value }) => ({
        field: field.trim(),
        test,
        ...readValue(test, value),
      })),
      rate: values.rate === '' ? null : Number(values.rate),
      concurrency: Number(values.concurrency),
      orderBy: values.orderBy,
      mapping: values.mapping === '' ? null : values.mapping,
      // What is left empty stays as it is: the hub does not show what it has.
      ...(headers !== null && Object.keys(headers).length > 0 && { headers }),
      ...(endpoint === undefined && { signing: values.signing === 'ed25519' ? 'ed25519' : 'hmac' }),
    })
  })
  // An event of statistics tells of many records at once.
  const sendable = mappings.flatMap(({ name, definition }) =>
    definition === null || definition.source.kind === 'statistic' ? [] : [name],
  )
  const fields = error instanceof HubProblem ? error.fieldMessages : {}
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Address"
          description="Where your app receives events"
          placeholder="https://app.example.com/events"
          data-autofocus
          data-testid="endpoint-url"
          {...form.getInputProps('url')}
          error={form.errors['url'] ?? fields['url']}
        />
        <TextInput
          label="Name"
          placeholder="Our shop"
          data-testid="endpoint-description"
          {...form.getInputProps('description')}
        />
        <TagsInput
          label="Events"
          description="Types, or groups such as post.*"
          placeholder={form.values.eventTypes.length === 0 ? 'Every event' : ''}
          data={types}
          clearable
          data-testid="endpoint-types"
          {...form.getInputProps('eventTypes')}
          error={form.errors['eventTypes'] ?? fields['eventTypes']}
        />
        <MultiSelect
          label="Locations"
          placeholder={form.values.locationIds.length === 0 ? 'Every location' : ''}
          data={locations.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          {...form.getInputProps('locationIds')}
        />
        {(sendable.length > 0 || endpoint?.mapping) && (
          <Select
            label="Send"
            description={
              form.values.mapping === ''
                ? 'What your app gets'
                : 'Your app gets the record the mapping makes; events it makes nothing of are left out'
            }
            data={[
              { value: '', label: 'The event as it is' },
              ...sendable.map((name) => ({ value: name, label: `What the mapping ${name} makes of it` })),
            ]}
            allowDeselect={false}
            data-testid="endpoint-mapping"
            {...form.getInputProps('mapping')}
          />
        )}
        {endpoint === undefined && (
          <Select
            label="Signature"
            data={[
              { value: 'hmac', label: 'Shared secret (HMAC, v1): most libraries' },
              { value: 'ed25519', label: 'Key pair (Ed25519, v1a): the receiver holds no secret' },
            ]}
            allowDeselect={false}
            {...form.getInputProps('signing')}
          />
        )}
        <Accordion variant="contained" chevronPosition="left">
          <Accordion.Item value="more">
            <Accordion.Control>
              <Text size="sm">Conditions, order, speed and headers</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <Conditions
                  conditions={form.values.conditions}
                  onChange={(conditions) => form.setFieldValue('conditions', conditions)}
                />
                <Select
                  label="Order"
                  description="Deliveries of one subject or location, one after the other; one that fails holds up those behind it"
                  data={[
                    { value: 'none', label: 'None: as fast as possible' },
                    { value: 'subject', label: 'Keep the order of each subject' },
                    { value: 'location', label: 'Keep the order of each location' },
                  ]}
                  allowDeselect={false}
                  {...form.getInputProps('orderBy')}
                />
                <Group grow align="flex-start">
                  <NumberInput
                    label="Deliveries a second"
                    placeholder="No limit"
                    min={1}
                    max={10_000}
                    allowDecimal={false}
                    {...form.getInputProps('rate')}
                  />
                  <NumberInput
                    label="Requests at once"
                    min={1}
                    max={100}
                    allowDecimal={false}
                    {...form.getInputProps('concurrency')}
                  />
                </Group>
                <Textarea
                  label="Headers"
                  description={
                    endpoint === undefined || endpoint.headerNames.length === 0
                      ? 'One "Name: value" a line; kept sealed'
                      : `Set now: ${endpoint.headerNames.join(', ')}. What you write here replaces them; leave it empty to keep them.`
                  }
                  placeholder="Authorization: Bearer …"
                  autosize
                  minRows={2}
                  {...form.getInputProps('headers')}
                />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        {error !== null && <ProblemNotice error={error} title="The endpoint was not saved" />}
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} data-testid="submit-endpoint">
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type Draft = { place: number; field: string; test: EventCondition['test']; value: string }

function Conditions({ conditions, onChange }: { conditions: Draft[]; onChange: (next: Draft[]) => void }) {
  const change = (place: number, part: Partial<Draft>) =>
    onChange(conditions.map((one) => (one.place === place ? { ...one, ...part } : one)))
  const nextPlace = Math.max(-1, ...conditions.map(({ place }) => place)) + 1
  return (
    <div role="group" aria-label="Conditions">
      <Text size="sm" fw={500}>
        Conditions
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        On fields of the event, such as data.platform; all must hold
      </Text>
      <Stack gap={8}>
        {conditions.map((one) => (
          <div key={one.place} className={classes.condition}>
            <TextInput
              aria-label="Field"
              placeholder="data.platform"
              value={one.field}
              onChange={(event) => change(one.place, { field: event.currentTarget.value })}
            />
            <Select
              aria-label="Test"
              data={tests}
              allowDeselect={false}
              value={one.test}
              onChange={(test) => change(one.place, { test: test as Draft['test'] })}
            />
            <TextInput
              aria-label="Value"
              placeholder={one.test === 'one_of' ? 'facebook, instagram' : 'facebook'}
              disabled={one.test === 'exists' || one.test === 'is_missing'}
              value={one.value}
              onChange={(event) => change(one.place, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label="Remove the condition"
              onClick={() => onChange(conditions.filter(({ place }) => place !== one.place))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() =>
            onChange([...conditions, { place: nextPlace, field: '', test: 'equals', value: '' }])
          }
        >
          Add a condition
        </Button>
      </Stack>
    </div>
  )
}
