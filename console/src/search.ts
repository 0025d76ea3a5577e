import { isDay, type PeriodSearch } from './data/period.ts'
import type { Measure } from './charts/shape-statistics.ts'

/** Reads what the addresses of pages may say; anything else is dropped. */
type Given = Record<string, unknown>

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function oneOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => word === value)
}

/** Leaves out what is undefined, as exact optional properties want it. */
function present<Values extends Record<string, unknown>>(values: Values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>
  }
}

export const readSetupSearch = (given: Given) => present({ token: text(given['token']) })

/**
 * Where to go on after signing in. `next`: a path of this console. `resume`: an agent's request for access, which is
 * a page of the hub beside it.
 */
export const readSignInSearch = (given: Given) => {
  const next = text(given['next'])
  const resume = text(given['resume'])
  return present({
    next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined,
    resume: resume?.startsWith('/mcp/oauth/authorize?') === true ? resume : undefined,
  })
}

/** The connection that an install just made: the hub names it in the address it leads back to. */
export const readConnectedSearch = (given: Given) => present({ connected: text(given['connected']) })

const readPeriodSearch = (given: Given): PeriodSearch => {
  const days = Number(given['days'])
  const from = given['from']
  const to = given['to']
  if (isDay(from) && isDay(to)) return { from, to }
  return [7, 30, 90].includes(days) ? { days } : {}
}

const measureNames: Measure[] = ['impressions', 'engagement', 'engagementRate', 'followers', 'posts']

export const readOverviewSearch = (given: Given) => ({
  ...readPeriodSearch(given),
  ...present({ measure: oneOf(measureNames, given['measure']) }),
})

const postSorts = ['newest', 'oldest', 'engagement'] as const

export const readPostsSearch = (given: Given) =>
  present({
    tag: text(given['tag']),
    account: text(given['account']),
    status: text(given['status']),
    platform: text(given['platform']),
    text: text(given['text']),
    from: isDay(given['from']) ? given['from'] : undefined,
    to: isDay(given['to']) ? given['to'] : undefined,
    sort: oneOf(postSorts, given['sort']),
    asOf: instant(given['asOf']),
    post: text(given['post']),
  })
export type PostsSearch = ReturnType<typeof readPostsSearch>

const tagSorts = ['posts', 'engagement', 'name', 'lastUsed'] as const

export const readTagsSearch = (given: Given) =>
  present({
    text: text(given['text']),
    sort: oneOf(tagSorts, given['sort']),
    direction: oneOf(['up', 'down'] as const, given['direction']),
  })

export const readEventsSearch = (given: Given) =>
  present({
    types: text(given['types']),
    location: text(given['location']),
    kind: text(given['kind']),
    subject: text(given['subject']),
  })
export type EventsSearch = ReturnType<typeof readEventsSearch>

export const readCatalogSearch = (given: Given) =>
  present({
    q: text(given['q']),
    kind: oneOf(['operation', 'trigger'] as const, given['kind']),
    module: text(given['module']),
    access: oneOf(['read', 'write'] as const, given['access']),
    allowed: oneOf(['true'] as const, given['allowed']),
  })
export type CatalogSearch = ReturnType<typeof readCatalogSearch>

export const callOutcomes = ['ok', 'refused', 'failed', 'stopped'] as const
export const callSources = ['crm', 'cache', 'replay'] as const
export const callSurfaces = ['crm-path', 'v1', 'console', 'cli', 'mcp', 'workflow', 'sync'] as const
export const callPeriods = ['hour', 'day', 'week', 'month'] as const

export const readCallsSearch = (given: Given) =>
  present({
    q: text(given['q']),
    location: text(given['location']),
    entry: text(given['entry']),
    outcome: oneOf(callOutcomes, given['outcome']),
    source: oneOf(callSources, given['source']),
    surface: oneOf(callSurfaces, given['surface']),
    access: oneOf(['read', 'write'] as const, given['access']),
    since: oneOf(callPeriods, given['since']),
    call: text(given['call']),
  })
export type CallsSearch = ReturnType<typeof readCallsSearch>

export const readEndpointSearch = (given: Given) =>
  present({
    state: oneOf(['waiting', 'delivered', 'given_up'] as const, given['state']),
    delivery: text(given['delivery']),
  })
export type EndpointSearch = ReturnType<typeof readEndpointSearch>

export const inboxStates = ['waiting', 'retrying', 'processed', 'failed', 'unreadable'] as const
export const inboxVerdicts = ['ed25519', 'rsa', 'unchecked'] as const

export const readInboxSearch = (given: Given) =>
  present({
    tab: oneOf(['completeness', 'keys'] as const, given['tab']),
    q: text(given['q']),
    location: text(given['location']),
    type: text(given['type']),
    state: oneOf(inboxStates, given['state']),
    verdict: oneOf(inboxVerdicts, given['verdict']),
    since: oneOf(callPeriods, given['since']),
    delivery: text(given['delivery']),
  })
export type InboxSearch = ReturnType<typeof readInboxSearch>

/** States the list of runs can be narrowed to; `active`: not over yet. */
export const runStateNames = ['active', 'succeeded', 'failed', 'cancelled', 'stopped', 'skipped'] as const
export const runPeriodNames = ['hour', 'day', 'week', 'month'] as const

export const readRunsSearch = (given: Given) =>
  present({
    q: text(given['q']),
    workflow: text(given['workflow']),
    state: oneOf(runStateNames, given['state']),
    location: text(given['location']),
    event: text(given['event']),
    since: oneOf(runPeriodNames, given['since']),
  })
export type RunsSearch = ReturnType<typeof readRunsSearch>

function instant(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
