export type FieldKind =
  | 'expression'
  | 'text'
  | 'duration'
  | 'number'
  | 'select'
  | 'switch'
  | 'texts'
  | 'value'
  | 'pairs'
  | 'condition'
  | 'events'
  | 'cases'
  | 'timezone'
  | 'workflow'
  | 'destination'

/** A field of a kind of step, as its form asks for it. */
export type StepField = {
  name: string
  label: string
  kind: FieldKind
  description?: string
  placeholder?: string
  isRequired?: boolean
  options?: { value: string; label: string }[]
  /** What holds when it is left out. */
  fallback?: unknown
  /** Asked only where the step says so. */
  isShown?: (step: Record<string, unknown>) => boolean
  /** Behind "More": few need it. */
  isRare?: boolean
}

const sameName = (words: string[]) => words.map((value) => ({ value, label: value }))

const isForOwnRecords = ({ destination }: Record<string, unknown>): boolean =>
  destination === undefined || destination === 'records'

/** What the form of each kind of step asks; calls of the CRM have a form made from the catalog. */
export const stepFields: Record<string, StepField[]> = {
  call: [
    { name: 'locationId', label: 'Location', kind: 'expression', placeholder: 'The run’s own', isRare: true },
    { name: 'fresh', label: 'Past the hub’s cache', kind: 'switch', isRare: true },
  ],
  http: [
    {
      name: 'method',
      label: 'Method',
      kind: 'select',
      options: sameName(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
      fallback: 'POST',
    },
    { name: 'url', label: 'Address', kind: 'expression', placeholder: 'https://…', isRequired: true },
    {
      name: 'headers',
      label: 'Headers',
      kind: 'pairs',
      description: 'Keys and tokens belong among the secrets: write {{ secrets.NAME }} here.',
      isRare: true,
    },
    { name: 'body', label: 'Body', kind: 'value', description: 'Sent as JSON unless it is a text.' },
    {
      name: 'unknownOutcome',
      label: 'After a crash in the middle of it',
      kind: 'select',
      fallback: 'repeat',
      isRare: true,
      options: [
        { value: 'repeat', label: 'Send it again, with the same Idempotency-Key' },
        { value: 'never', label: 'Do not: let a person look' },
      ],
    },
  ],
  write: [
    { name: 'destination', label: 'Where to', kind: 'destination', fallback: 'records' },
    {
      name: 'collection',
      label: 'Name of the records',
      kind: 'expression',
      placeholder: 'published-posts',
      description: 'They are read at /v1/workflow-records/ and this name.',
      isShown: isForOwnRecords,
    },
    {
      name: 'collection',
      label: 'Table, file or name',
      kind: 'expression',
      placeholder: 'published_posts',
      description: 'A table that is not there is made, with a column for each field.',
      isShown: (step) => !isForOwnRecords(step),
    },
    {
      name: 'key',
      label: 'Key',
      kind: 'expression',
      placeholder: '{{ event.subject.id }}',
      description: 'A record with the same key is replaced; without a key each is added.',
    },
    { name: 'record', label: 'Record', kind: 'value', isRequired: true },
  ],
  map: [
    { name: 'mapping', label: 'Mapping', kind: 'text', placeholder: 'Id or key; or fields below' },
    {
      name: 'source',
      label: 'What is mapped',
      kind: 'value',
      description: 'Left out: the event.',
      isRare: true,
    },
    { name: 'fields', label: 'Fields', kind: 'pairs' },
  ],
  transform: [{ name: 'value', label: 'Value', kind: 'value', isRequired: true }],
  condition: [{ name: 'if', label: 'What must hold', kind: 'condition', isRequired: true }],
  branch: [{ name: 'cases', label: 'Cases', kind: 'cases' }],
  loop: [
    {
      name: 'over',
      label: 'List',
      kind: 'expression',
      placeholder: '{{ steps.find.output.body.contacts }}',
      description: 'The steps inside read item and index.',
      isRequired: true,
    },
    { name: 'concurrency', label: 'Items at a time', kind: 'number', fallback: 1 },
    {
      name: 'onItemError',
      label: 'When an item fails',
      kind: 'select',
      fallback: 'stop',
      options: [
        { value: 'stop', label: 'The loop fails' },
        { value: 'continue', label: 'The others go on' },
      ],
    },
    { name: 'limit', label: 'Most items', kind: 'number', fallback: 10_000, isRare: true },
    { name: 'collect', label: 'What to keep of each', kind: 'value', isRare: true },
  ],
  delay: [
    {
      name: 'for',
      label: 'How long',
      kind: 'expression',
      placeholder: '15m',
      description: 'A number and s, m, h, d or w.',
      isRequired: true,
    },
  ],
  wait_until: [
    {
      name: 'until',
      label: 'Until',
      kind: 'expression',
      placeholder: '09:00 or {{ event.data.scheduledAt }}',
      description: 'A time of day, or an instant.',
      isRequired: true,
    },
    { name: 'timezone', label: 'Time zone', kind: 'timezone', fallback: 'UTC' },
  ],
  wait_for_event: [
    { name: 'events', label: 'Events', kind: 'events', isRequired: true },
    {
      name: 'match',
      label: 'Only where',
      kind: 'condition',
      description: 'Here event is the one that comes; values may hold expressions over the run.',
    },
    { name: 'timeout', label: 'At most', kind: 'duration', fallback: '7d', placeholder: '7d' },
    {
      name: 'onTimeout',
      label: 'When none comes',
      kind: 'select',
      fallback: 'continue',
      options: [
        { value: 'continue', label: 'Go on' },
        { value: 'fail', label: 'Fail' },
      ],
    },
  ],
  send_message: [
    {
      name: 'channel',
      label: 'Channel',
      kind: 'select',
      options: [
        { value: 'SMS', label: 'SMS' },
        { value: 'Email', label: 'E-mail' },
        { value: 'WhatsApp', label: 'WhatsApp' },
        { value: 'IG', label: 'Instagram' },
        { value: 'FB', label: 'Facebook' },
        { value: 'Live_Chat', label: 'Live chat' },
      ],
      isRequired: true,
    },
    {
      name: 'contactId',
      label: 'Contact',
      kind: 'expression',
      placeholder: '{{ event.subject.id }}',
      isRequired: true,
    },
    { name: 'subject', label: 'Subject', kind: 'expression', isShown: (step) => step['channel'] === 'Email' },
    { name: 'message', label: 'Message', kind: 'text' },
    {
      name: 'html',
      label: 'Message as HTML',
      kind: 'text',
      isShown: (step) => step['channel'] === 'Email',
      isRare: true,
    },
  ],
  update_contact_tags: [
    {
      name: 'contactId',
      label: 'Contact',
      kind: 'expression',
      placeholder: '{{ event.subject.id }}',
      isRequired: true,
    },
    { name: 'add', label: 'Tags to add', kind: 'texts' },
    { name: 'remove', label: 'Tags to take off', kind: 'texts' },
  ],
  save_tag_details: [
    {
      name: 'tagId',
      label: 'Tag',
      kind: 'expression',
      placeholder: '{{ event.subject.id }}',
      isRequired: true,
    },
    { name: 'details', label: 'Details', kind: 'pairs', description: 'Fields that are not named stay.' },
  ],
  pull_statistics: [
    { name: 'from', label: 'From', kind: 'expression', placeholder: 'Seven days ago, or YYYY-MM-DD' },
    { name: 'to', label: 'To', kind: 'expression', placeholder: 'Yesterday, or YYYY-MM-DD' },
    { name: 'fresh', label: 'Ask the CRM first', kind: 'switch', fallback: true },
  ],
  stop: [
    {
      name: 'as',
      label: 'The run counts as',
      kind: 'select',
      fallback: 'succeeded',
      options: [
        { value: 'succeeded', label: 'Done' },
        { value: 'failed', label: 'Failed' },
      ],
    },
    { name: 'reason', label: 'Why', kind: 'expression' },
  ],
  workflow: [
    { name: 'workflow', label: 'Workflow', kind: 'workflow', isRequired: true },
    { name: 'input', label: 'Input', kind: 'value', description: 'It reads this as trigger.input.' },
    { name: 'wait', label: 'Wait for its end', kind: 'switch', fallback: true },
  ],
}

/** What every step may say besides. */
export const commonFields: StepField[] = [
  { name: 'when', label: 'Only when', kind: 'condition', description: 'Else the step is passed over.' },
  { name: 'timeout', label: 'Give up after', kind: 'duration', placeholder: '30s' },
  { name: 'isDisabled', label: 'Pass it over for now', kind: 'switch' },
  { name: 'note', label: 'Note', kind: 'text' },
]

/** Fields that lack what they need, with words for each. */
export function missingFields(step: Record<string, unknown> & { type: string }): Record<string, string> {
  const fields =
    step.type === 'call' ? [{ name: 'operation', isRequired: true }] : (stepFields[step.type] ?? [])
  return Object.fromEntries(
    fields
      .filter(({ name, isRequired }) => isRequired === true && isEmpty(step[name]))
      .map(({ name }) => [name, 'is needed']),
  )
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
