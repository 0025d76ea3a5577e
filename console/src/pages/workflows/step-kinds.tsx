import {
  IconAdjustmentsAlt,
  IconApi,
  IconArrowsSplit,
  IconBell,
  IconBolt,
  IconChartBar,
  IconClockPause,
  IconDatabaseImport,
  IconFilter,
  IconHandStop,
  IconHourglass,
  IconMessage2,
  IconPuzzle,
  IconRepeat,
  IconSend,
  IconSitemap,
  IconTags,
  IconTagStarred,
  IconTransform,
  type Icon,
} from '@tabler/icons-react'
import { describeCondition } from './draft/condition.ts'
import type { DraftStep } from './draft/draft.types.ts'

type Look = { label: string; icon: Icon; colour: string }

const looks: Record<string, Look> = {
  trigger: { label: 'Trigger', icon: IconBolt, colour: 'grape' },
  call: { label: 'Call the CRM', icon: IconApi, colour: 'indigo' },
  http: { label: 'HTTP request', icon: IconSend, colour: 'indigo' },
  write: { label: 'Write records', icon: IconDatabaseImport, colour: 'teal' },
  send_message: { label: 'Send a message', icon: IconMessage2, colour: 'indigo' },
  update_contact_tags: { label: 'Tag a contact', icon: IconTags, colour: 'indigo' },
  save_tag_details: { label: 'Save tag details', icon: IconTagStarred, colour: 'teal' },
  pull_statistics: { label: 'Read statistics', icon: IconChartBar, colour: 'cyan' },
  map: { label: 'Map', icon: IconTransform, colour: 'cyan' },
  transform: { label: 'Work out a value', icon: IconAdjustmentsAlt, colour: 'cyan' },
  condition: { label: 'Condition', icon: IconFilter, colour: 'yellow' },
  branch: { label: 'Branch', icon: IconArrowsSplit, colour: 'yellow' },
  loop: { label: 'Loop', icon: IconRepeat, colour: 'yellow' },
  delay: { label: 'Wait a while', icon: IconHourglass, colour: 'orange' },
  wait_until: { label: 'Wait until', icon: IconClockPause, colour: 'orange' },
  wait_for_event: { label: 'Wait for an event', icon: IconBell, colour: 'orange' },
  workflow: { label: 'Run a workflow', icon: IconSitemap, colour: 'grape' },
  stop: { label: 'Stop', icon: IconHandStop, colour: 'red' },
}

/** Name, picture and colour of a kind of step; one we do not know keeps its own name. */
export const lookOf = (type: string): Look =>
  looks[type] ?? { label: type.replaceAll('_', ' '), icon: IconPuzzle, colour: 'gray' }

/** What a step is called: its title, else what kind it is. */
export const stepTitle = (step: DraftStep): string =>
  typeof step['title'] === 'string' && step['title'] !== '' ? step['title'] : lookOf(step.type).label

/** What a step does, in a line. */
export function stepSummary(step: DraftStep): string {
  const text = (field: string) => {
    const value = step[field]
    return typeof value === 'string' ? value : ''
  }
  switch (step.type) {
    case 'call':
      return text('operation') || 'Choose an operation'
    case 'http':
      return text('url') === '' ? 'Say which address' : `${text('method') || 'POST'} ${text('url')}`
    case 'write':
      return text('destination') === '' || text('destination') === 'records'
        ? `to the hub’s records${text('collection') === '' ? '' : `, ${text('collection')}`}`
        : `to ${text('destination')}${text('collection') === '' ? '' : `, ${text('collection')}`}`
    case 'condition':
      return describeCondition(step['if'])
    case 'branch':
      return `${Array.isArray(step['cases']) ? step['cases'].length : 0} cases, or otherwise`
    case 'loop':
      return typeof step['over'] === 'string' && step['over'] !== ''
        ? `over ${step['over']}`
        : 'Choose a list'
    case 'delay':
      return text('for') === '' ? 'Say how long' : `for ${text('for')}`
    case 'wait_until':
      return text('until') === '' ? 'Say until when' : `until ${text('until')}`
    case 'wait_for_event':
      return Array.isArray(step['events']) && step['events'].length > 0
        ? step['events'].join(', ')
        : 'Choose events'
    case 'send_message':
      return `${text('channel')}: ${text('message') || text('subject') || 'say what'}`
    case 'update_contact_tags':
      return [...words('+', step['add']), ...words('−', step['remove'])].join(' ') || 'Choose tags'
    case 'workflow':
      return text('workflow') || 'Choose a workflow'
    case 'stop':
      return text('reason') || `as ${text('as') || 'succeeded'}`
    case 'map':
      return text('mapping') || `${Object.keys((step['fields'] as object | undefined) ?? {}).length} fields`
    case 'transform':
      return typeof step['value'] === 'string' ? step['value'] : JSON.stringify(step['value'] ?? '')
    default:
      return text('note')
  }
}

const words = (mark: string, list: unknown): string[] =>
  Array.isArray(list) ? list.map((one) => `${mark}${String(one)}`) : []
