import type { DryRunResult } from '../../workflows/dry-run.ts'
import type { WorkflowDefinition } from '../contract/index.ts'

const dayMs = 86_400_000

/** `Over the last 30 days this would have run 41 times.` */
export function sayDryRun({ trigger }: WorkflowDefinition, result: DryRunResult, now: Date): string {
  const { from, to, wouldRun, isCut } = result
  if (trigger.type !== 'event')
    return wouldRun === 0 ? 'Its filters would not let this run pass.' : 'Run now, this is what it would do.'
  const days = Math.max(1, Math.round((to.getTime() - from.getTime()) / dayMs))
  const day = (instant: Date) =>
    instant.toLocaleDateString('en', { day: 'numeric', month: 'long', timeZone: 'UTC' })
  const isRecent = Math.abs(now.getTime() - to.getTime()) < 60_000
  const period = isRecent
    ? `Over the last ${days === 1 ? 'day' : `${days} days`}`
    : `From ${day(from)} to ${day(to)}`
  const times = wouldRun === 0 ? 'not have run' : `have run ${isCut ? 'more than ' : ''}${countOf(wouldRun)}`
  return `${period} this would ${times}.`
}

const countOf = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`)
