import type { Transaction } from 'kysely'
import { findWaits, signalSteps, takeChains } from '../../store/runs.store.ts'
import type { ClaimedRun } from '../../store/runs.types.ts'
import type { StoredEvent } from '../../store/events.store.ts'
import type { Tables } from '../../store/tables.types.ts'
import type { Definitions } from '../definition/keep-definitions.ts'
import type { WorkflowCondition } from '../definition/workflow-definition.ts'
import { holdsAtOnce } from '../expressions/holds.ts'
import { type RunRequest, storeRuns } from '../runs/start-runs.ts'
import { isOfTypes, listensTo, passesFilters, subjectIdsOf } from './match-event.ts'

/** Database and hub may read clocks that differ a little. */
const clocksApartMs = 2000

/**
 * Makes of events the runs they cause, and tells steps that wait for them. In the database only, in the transaction
 * that moves the reader: each event causes each workflow's run exactly once.
 * @returns the new runs this worker takes
 */
export async function takeEvents(
  { definitions, worker, room }: { definitions: Definitions; worker: string; room: () => number },
  events: readonly StoredEvent[],
  trx: Transaction<Tables>,
): Promise<{ taken: ClaimedRun[]; hasOthers: boolean }> {
  const workflows = (await definitions.list(trx)).filter(({ isEnabled }) => isEnabled)
  const wanted = events.flatMap((event) =>
    workflows
      .filter(({ definition }) => listensTo(definition, event) && passesFilters(definition, event) !== false)
      .map((workflow) => ({ event, workflow })),
  )
  const hasSignals = await tellWaits(events, trx)
  if (wanted.length === 0) return { taken: [], hasOthers: hasSignals }

  const asked = [...new Set(wanted.map(({ event }) => event))]
  const chains = await takeChains(
    trx,
    asked.map((event) => ({
      eventId: event.id,
      locationId: event.locationId,
      type: event.type,
      subjectIds: subjectIdsOf(event),
    })),
  )
  const requests = wanted.flatMap(({ event, workflow }): RunRequest[] => {
    const chain = chains.get(event.id) ?? []
    const { trigger } = workflow.definition
    const isOwn = chain.some(({ workflowId }) => workflowId === workflow.id)
    if (isOwn && trigger.type === 'event' && trigger.ignoreOwn) return []
    return [
      {
        workflow,
        locationId: event.locationId,
        trigger: { kind: 'event', at: event.recordedAt, event },
        chain,
        eventId: event.id,
        eventType: event.type,
      },
    ]
  })
  const { taken, made } = await storeRuns(trx, requests, { worker, room: room() })
  return { taken, hasOthers: hasSignals || made.length > taken.length }
}

/** Gives events to the steps that wait for them. */
async function tellWaits(events: readonly StoredEvent[], trx: Transaction<Tables>): Promise<boolean> {
  const types = new Set(events.flatMap(({ type }) => [type, ...prefixesOf(type)]))
  const waits = await findWaits(trx, [...types])
  const signals = waits.flatMap((wait) => {
    const event = events.find(
      (one) =>
        isOfTypes(one.type, wait.types) &&
        (wait.locationId === null || one.locationId === wait.locationId) &&
        Date.parse(one.recordedAt) >= wait.since.getTime() - clocksApartMs &&
        (wait.match === null || holdsAtOnce(wait.match as WorkflowCondition, { event: one }) === true),
    )
    return event === undefined ? [] : [{ runId: wait.runId, path: wait.path, signal: event }]
  })
  await signalSteps(trx, signals)
  return signals.length > 0
}

/** `post.tag.added` is listened to as `post.*` and `post.tag.*`. */
function prefixesOf(type: string): string[] {
  const parts = type.split('.')
  return ['*', ...parts.slice(1).map((_, place) => `${parts.slice(0, place + 1).join('.')}.*`)]
}
