import type { CallRecord } from '@causeway/hub/contract'
import type { CallFilters } from '../../data/calls.ts'
import type { CallsSearch } from '../../search.ts'

export const outcomes = {
  ok: { label: 'Done', colour: 'teal', explanation: 'The CRM did it.' },
  refused: { label: 'Refused', colour: 'orange', explanation: 'The CRM said no.' },
  failed: { label: 'Failed', colour: 'red', explanation: 'No usable answer came.' },
  stopped: { label: 'Stopped', colour: 'yellow', explanation: 'The hub did not send it.' },
} as const

export const sources = {
  crm: 'The CRM',
  cache: 'The hub’s cache',
  replay: 'An earlier answer',
} as const

export const surfaces = {
  'crm-path': 'CRM address',
  v1: 'Hub API',
  console: 'Console',
  cli: 'Command line',
  mcp: 'AI agent',
  workflow: 'Workflow',
  sync: 'Sync',
} as const

export const periods = {
  hour: { label: 'Last hour', ms: 3_600_000 },
  day: { label: 'Last 24 hours', ms: 86_400_000 },
  week: { label: 'Last 7 days', ms: 7 * 86_400_000 },
  month: { label: 'Last 30 days', ms: 30 * 86_400_000 },
} as const

/** Who called, in words. */
export function callerName({ caller, surface }: Pick<CallRecord, 'caller' | 'surface'>): string {
  return caller.name === '' ? surfaces[surface] : caller.name
}

/** What the address says, as the hub's list wants it. */
export function callFiltersOf({
  q,
  location,
  entry,
  outcome,
  source,
  surface,
  access,
  since,
}: CallsSearch): CallFilters {
  return {
    ...(q === undefined ? {} : { q }),
    ...(location === undefined ? {} : { locationId: location }),
    ...(entry === undefined ? {} : { entryId: entry }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(source === undefined ? {} : { source }),
    ...(surface === undefined ? {} : { surface }),
    ...(access === undefined ? {} : { access }),
    ...(since === undefined ? {} : { since: periods[since].ms }),
  }
}

/** How many filters narrow the list. */
export const countCallFilters = (search: CallsSearch) =>
  Object.keys(search).filter((name) => name !== 'call').length
