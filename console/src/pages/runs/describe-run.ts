import type { RunState, RunStep, RunSummary } from '@causeway/hub/contract'
import type { RunFilters } from '../../data/runs.ts'
import type { RunsSearch } from '../../search.ts'
import { describeEvent } from '../events/describe-event.ts'

/** The states of a run, in words and colours. */
export const runStates: Record<RunState, { label: string; colour: string; explanation: string }> = {
  queued: { label: 'Its turn comes', colour: 'gray', explanation: 'Other runs are before it.' },
  running: { label: 'Running', colour: 'indigo', explanation: 'A step is at work.' },
  waiting: { label: 'Waiting', colour: 'orange', explanation: 'For a time, an event, or another try.' },
  succeeded: { label: 'Done', colour: 'teal', explanation: 'Every step is done.' },
  failed: { label: 'Failed', colour: 'red', explanation: 'A step failed for good.' },
  cancelled: { label: 'Cancelled', colour: 'gray', explanation: 'Somebody ended it.' },
  stopped: {
    label: 'Stopped',
    colour: 'yellow',
    explanation: 'It was about to start itself again and again.',
  },
  skipped: { label: 'Filtered out', colour: 'gray', explanation: 'A filter did not hold.' },
}

export const stepStates: Record<RunStep['state'], { label: string; colour: string }> = {
  running: { label: 'Running', colour: 'indigo' },
  waiting: { label: 'Waiting', colour: 'orange' },
  succeeded: { label: 'Done', colour: 'teal' },
  failed: { label: 'Failed', colour: 'red' },
  skipped: { label: 'Passed over', colour: 'gray' },
}

const causes: Record<string, string> = {
  schedule: 'By its schedule',
  manual: 'By hand',
  http: 'Called from outside',
  workflow: 'By another workflow',
  segment: 'By a segment',
}

/** What started a run, in words. */
export const causeWords = ({ cause, eventType }: Pick<RunSummary, 'cause' | 'eventType'>): string =>
  eventType === null ? (causes[cause] ?? cause) : describeEvent({ type: eventType })

export const runPeriods = {
  hour: { label: 'Last hour', ms: 3_600_000 },
  day: { label: 'Last 24 hours', ms: 86_400_000 },
  week: { label: 'Last 7 days', ms: 7 * 86_400_000 },
  month: { label: 'Last 30 days', ms: 30 * 86_400_000 },
} as const

/** What the address says, as the hub's list wants it. */
export function runFiltersOf({ workflow, state, since, location, event, q }: RunsSearch): RunFilters {
  return {
    ...(workflow === undefined ? {} : { workflowId: workflow }),
    ...(state === undefined ? {} : { state: state === 'active' ? 'queued,running,waiting' : state }),
    ...(location === undefined ? {} : { locationId: location }),
    ...(event === undefined ? {} : { eventId: event }),
    ...(q === undefined ? {} : { q }),
    ...(since === undefined ? {} : { since: runPeriods[since].ms }),
  }
}

/** `0.4 s`, `12 s`, `3 min`: how long something took. */
export function tookWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} days`
}
