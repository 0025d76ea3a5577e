import type { Kysely } from 'kysely'
import type { Clock } from '../../platform/clock.ts'
import type { ClaimedRun } from '../../store/runs.types.ts'
import type { Tables } from '../../store/tables.types.ts'
import { createTimersStore } from '../../store/timers.store.ts'
import type { Definitions, KnownWorkflow } from '../definition/keep-definitions.ts'
import { type RunRequest, storeRuns } from '../runs/start-runs.ts'
import { nextFire } from './next-fire.ts'

export interface SchedulesOptions {
  kysely: Kysely<Tables>
  definitions: Definitions
  listLocations: () => Promise<string[]>
  worker: string
  room: () => number
  clock: Clock
}

/**
 * Fires the schedules that are due: once however many processes look, and once for all the times that went by while
 * none ran.
 */
export async function fireSchedules(options: SchedulesOptions): Promise<ClaimedRun[]> {
  const { kysely, definitions, clock, worker, room } = options
  const timers = createTimersStore(kysely)
  const now = clock.now()
  if (!(await timers.hasDue(now))) return []
  // Asked before the transaction: the embedded database has one connection.
  const locations = await options.listLocations()
  const taken: ClaimedRun[] = []
  await timers.fireDue(now, async (trx, { workflowId, dueAt }) => {
    const workflow = (await definitions.list(trx)).find(({ id }) => id === workflowId)
    const trigger = workflow?.definition.trigger
    if (workflow === undefined || trigger?.type !== 'schedule' || !workflow.isEnabled) return undefined
    const requests = scheduledRuns(workflow, locations, dueAt, now)
    const stored = await storeRuns(trx, requests, { worker, room: Math.max(0, room() - taken.length) })
    taken.push(...stored.taken)
    return nextFire(trigger, now)
  })
  return taken
}

function scheduledRuns(
  workflow: KnownWorkflow,
  locations: readonly string[],
  dueAt: Date,
  now: Date,
): RunRequest[] {
  const { trigger, locations: own } = workflow.definition
  const scheduledFor = dueAt.toISOString()
  const isOnce = trigger.type === 'schedule' && trigger.each === 'once'
  const places: (string | null)[] = isOnce
    ? [own?.length === 1 ? own[0]! : null]
    : (own ?? locations).filter((id) => locations.includes(id))
  return places.map((locationId) => ({
    workflow,
    locationId,
    trigger: { kind: 'schedule', at: now.toISOString(), scheduledFor },
    chain: [],
    dedupeKey: `schedule ${scheduledFor} ${locationId ?? ''}`,
  }))
}

/** Sets or removes the timer of a workflow after it was changed. */
export async function resetTimer(
  { kysely, clock }: Pick<SchedulesOptions, 'kysely' | 'clock'>,
  workflow: KnownWorkflow,
): Promise<void> {
  const timers = createTimersStore(kysely)
  const { trigger } = workflow.definition
  const next = workflow.isEnabled && trigger.type === 'schedule' ? nextFire(trigger, clock.now()) : undefined
  if (next === undefined) await timers.remove(workflow.id)
  else await timers.set(workflow.id, next)
}
