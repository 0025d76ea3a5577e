import type { StepType } from './workflow-definition.ts'

/** What a kind of step is for, as palettes show it. */
interface StepKindFacts {
  title: string
  summary: string
  group: 'act' | 'decide' | 'wait' | 'data'
  hasEffect: boolean
  example: Record<string, unknown>
}

const kind = (
  group: StepKindFacts['group'],
  title: string,
  summary: string,
  example: Record<string, unknown>,
  hasEffect = false,
): StepKindFacts => ({ title, summary, group, hasEffect, example })

export const stepKinds: Readonly<Record<StepType, StepKindFacts>> = {
  call: kind(
    'act',
    'Call the CRM',
    'Any operation of the catalog, within the limits, once however often it is tried.',
    { operation: 'contacts.get-contact', path: { contactId: '{{ event.data.contactId }}' } },
    true,
  ),
  http: kind(
    'act',
    'HTTP request',
    'Calls any address, with an Idempotency-Key that stays the same for every try.',
    { method: 'POST', url: 'https://app.example/hook', body: { post: '{{ event.data }}' } },
    true,
  ),
  send_message: kind(
    'act',
    'Send a message',
    'SMS, e-mail, WhatsApp, Instagram, Facebook or live chat to a contact.',
    { channel: 'SMS', contactId: '{{ event.data.contactId }}', message: 'Thank you!' },
    true,
  ),
  update_contact_tags: kind(
    'act',
    'Update contact tags',
    'Adds and removes tags of a contact and leaves its others alone.',
    { contactId: '{{ event.data.contactId }}', add: ['customer'] },
    true,
  ),
  save_tag_details: kind(
    'act',
    'Save tag details',
    'Creates or updates what your app says about a tag of the Social Planner.',
    { tagId: '{{ event.subject.id }}', details: { owner: 'marketing' } },
    true,
  ),
  write: kind(
    'data',
    'Write a record',
    'Writes to a destination, or among the hub’s own records.',
    { collection: 'posts', key: '{{ event.subject.id }}', record: { id: '{{ event.subject.id }}' } },
    true,
  ),
  map: kind('data', 'Map', 'Makes a record of your own with a mapping, or field by field.', {
    fields: { title: '{{ event.data.summary }}' },
  }),
  transform: kind('data', 'Transform', 'Makes a value of others with an expression.', {
    value: '{{ $uppercase(event.data.summary) }}',
  }),
  pull_statistics: kind(
    'data',
    'Pull statistics',
    'The statistics of a period with the change against the one before.',
    { fresh: true },
  ),
  condition: kind('decide', 'Condition', 'Goes one way when something holds, else the other.', {
    if: { field: 'event.data.status', is: 'equals', value: 'published' },
    do: [],
    else: [],
  }),
  branch: kind('decide', 'Branch', 'Takes the first of several ways that holds.', {
    cases: [{ if: { field: 'event.data.platforms', is: 'contains', value: 'facebook' }, do: [] }],
    otherwise: [],
  }),
  loop: kind('decide', 'Loop', 'Does the steps inside for every item of a list, several at a time.', {
    over: '{{ event.data.accountIds }}',
    do: [],
  }),
  stop: kind('decide', 'Stop', 'Ends the run, as succeeded or as failed.', { as: 'succeeded' }),
  workflow: kind(
    'decide',
    'Run a workflow',
    'Runs another workflow, and waits for what it gives.',
    { workflow: 'other', input: {} },
    true,
  ),
  delay: kind('wait', 'Delay', 'Waits for a length of time.', { for: '15m' }),
  wait_until: kind('wait', 'Wait until', 'Waits for an instant or a time of day.', {
    until: '09:00',
    timezone: 'UTC',
  }),
  wait_for_event: kind(
    'wait',
    'Wait for an event',
    'Waits until something happens that fits, or the time is over.',
    {
      events: ['message.received'],
      match: { field: 'event.data.contactId', is: 'equals', value: '{{ event.data.contactId }}' },
      timeout: '2d',
    },
  ),
}
