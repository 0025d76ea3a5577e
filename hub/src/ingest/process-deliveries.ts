import type { JsonObject } from '@causeway/client'
import { findTrigger } from '@causeway/spec'
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { HubError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { countChanges } from '../store/completeness.store.ts'
import { appendEvents, type NewEvent } from '../store/events.store.ts'
import {
  type DeliveryResult,
  holdLanes,
  type LaneLease,
  settleDeliveries,
  type WaitingDelivery,
} from '../store/inbox-work.store.ts'
import { createLocationsStore } from '../store/locations.store.ts'
import type { Environment, Tables } from '../store/tables.types.ts'
import { applyContacts, type ContactNews, type ContactResult } from './apply-contacts.ts'
import { describeFailure } from './describe-failure.ts'
import { type ConnectionDriver, driveConnections, drivesConnections } from './drive-connections.ts'
import { hydrate, type Hydration, mayBeThin, type OpenClient } from './hydrate.ts'
import { readBody } from './read-delivery.ts'

/** What processing needs. */
export interface Processing {
  kysely: Kysely<Tables>
  clock: Clock
  log: Log
  driver: ConnectionDriver
  openClient: OpenClient
  /** How a location is connected; undefined: not at all. */
  environmentOf(locationId: string): Promise<Environment | undefined>
  /** Lets one store what deliveries cause when it is its turn; the work says how many they were. */
  inTurn(work: () => Promise<number>): Promise<void>
  /** Forgets cached answers of the CRM. */
  invalidate(ownerId: string, modules: readonly string[]): Promise<void>
}

/** A delivery, and what was found out about it before the transaction. */
interface Prepared {
  delivery: WaitingDelivery
  body: JsonObject
  hydration: Hydration | undefined
  notes: string[]
  /** It is none of this hub's business and causes nothing. */
  isPassedOver: boolean
  startedMs: number
}

const readsAtOnce = 4

/**
 * Processes deliveries of one lane in their order: what they need is read first, then what they cause is stored in one
 * transaction with the word that it is. One that fails is set aside and tried again later; the others go on.
 * @throws `store.lease_lost`, and what the database says when it is away
 */
export async function processDeliveries(
  parts: Processing,
  lease: LaneLease,
  deliveries: readonly WaitingDelivery[],
): Promise<void> {
  // What changes connections changes what comes after it can read: it goes by itself.
  let plain: WaitingDelivery[] = []
  for (const delivery of deliveries) {
    if (!drivesConnections(delivery)) plain.push(delivery)
    else {
      await processPlain(parts, lease, plain)
      plain = []
      await processPlain(parts, lease, [delivery])
    }
  }
  await processPlain(parts, lease, plain)
}

/** Whether a delivery needs nothing but the database: such are processed together, whatever their lanes. */
export const isQuick = (delivery: WaitingDelivery): boolean =>
  !drivesConnections(delivery) && !mayBeThin(delivery)

/**
 * Processes quick deliveries of many lanes in one transaction: all of them or none.
 * @throws `store.lease_lost`, and whatever one of them fails with
 */
export async function processTogether(
  parts: Processing,
  leases: readonly LaneLease[],
  deliveries: readonly WaitingDelivery[],
): Promise<void> {
  const remembering = { ...parts, environmentOf: rememberEnvironments(parts) }
  const prepared: Prepared[] = []
  for (const delivery of deliveries) prepared.push(await prepare(remembering, delivery, performance.now()))
  await storeEffects(parts, leases, prepared, [])
}

/** Many deliveries are of one location, which is looked up once for all of them. */
function rememberEnvironments({ environmentOf }: Pick<Processing, 'environmentOf'>) {
  const known = new Map<string, Promise<Environment | undefined>>()
  return (locationId: string): Promise<Environment | undefined> => {
    const asked = known.get(locationId) ?? environmentOf(locationId)
    known.set(locationId, asked)
    return asked
  }
}

async function processPlain(
  parts: Processing,
  lease: LaneLease,
  deliveries: readonly WaitingDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return
  const remembering = { ...parts, environmentOf: rememberEnvironments(parts) }
  const failures: DeliveryResult[] = []
  const prepared: Prepared[] = []
  for (let start = 0; start < deliveries.length; start += readsAtOnce) {
    const some = deliveries.slice(start, start + readsAtOnce)
    const ready = await Promise.all(
      some.map(async (delivery) => {
        const startedMs = performance.now()
        try {
          return await prepare(remembering, delivery, startedMs)
        } catch (problem) {
          failures.push(failed(parts, delivery, startedMs, problem))
          return undefined
        }
      }),
    )
    prepared.push(...ready.filter((one) => one !== undefined))
  }
  try {
    await storeEffects(parts, [lease], prepared, failures)
  } catch (problem) {
    if (prepared.length + failures.length <= 1 || isOfTheDatabase(problem))
      return settleAlone(parts, lease, prepared, problem)
    // One of them cannot be stored: each by itself, so that the others can.
    for (const failure of failures) await storeEffects(parts, [lease], [], [failure])
    for (const one of prepared)
      await storeEffects(parts, [lease], [one], []).catch((own: unknown) =>
        settleAlone(parts, lease, [one], own),
      )
  }
}

/** Writes down why a delivery failed; with the database away nothing is written, and the lane is tried again. */
async function settleAlone(
  parts: Processing,
  lease: LaneLease,
  prepared: readonly Prepared[],
  problem: unknown,
): Promise<void> {
  if (isOfTheDatabase(problem) || prepared.length === 0) throw problem
  const results = prepared.map(({ delivery, startedMs }) => failed(parts, delivery, startedMs, problem))
  await storeEffects(parts, [lease], [], results)
}

/** Nobody's fault among the deliveries: all of them wait. */
const isOfTheDatabase = (problem: unknown): boolean =>
  (problem instanceof HubError && problem.code === 'store.lease_lost') ||
  (problem instanceof Error &&
    'code' in problem &&
    /^(?:08|40|53|55|57|58|E[A-Z]+$)/.test(String(problem.code)))

async function prepare(parts: Processing, delivery: WaitingDelivery, startedMs: number): Promise<Prepared> {
  const body = readBody(delivery.raw)?.body ?? {}
  const notes: string[] = []
  const refusal = await strangerOf(parts, delivery)
  if (refusal !== undefined)
    return { delivery, body, hydration: undefined, notes: [refusal], isPassedOver: true, startedMs }
  if (drivesConnections(delivery)) notes.push(...(await driveConnections(parts, delivery, body)))
  const hydration = await hydrate(parts.openClient, delivery, body, notes)
  return { delivery, body, hydration, notes, isPassedOver: false, startedMs }
}

/** What the simulator signs must not touch a location of the CRM, nor the reverse. */
async function strangerOf(
  parts: Processing,
  { environment, locationId, triggerId }: WaitingDelivery,
): Promise<string | undefined> {
  if (environment === null || locationId === null || triggerId === 'app.installed') return undefined
  const known = await parts.environmentOf(locationId)
  if (known === undefined || known === environment) return undefined
  return environment === 'simulator'
    ? 'Passed over: the simulator signed it, and the location is one of the CRM'
    : 'Passed over: the CRM signed it, and the location is one of the simulator'
}

/** Stores what deliveries cause, and that they caused it, at once. */
async function storeEffects(
  parts: Processing,
  leases: readonly LaneLease[],
  prepared: readonly Prepared[],
  failures: readonly DeliveryResult[],
): Promise<void> {
  const touched = new Map<string, Set<string>>()
  await parts.inTurn(async () => {
    const settled = await parts.kysely.transaction().execute(async (trx) => {
      await holdLanes(trx, leases)
      const now = parts.clock.now()
      const accepted = prepared.filter(({ isPassedOver }) => !isPassedOver)
      const contacts = await storeContacts(trx, accepted, now)
      const results: DeliveryResult[] = [...failures]
      const events: NewEvent[] = []
      for (const one of prepared) {
        const contact = contacts.get(one.delivery.id)
        const own = one.isPassedOver ? [] : eventsOf(one, contact)
        events.push(...own)
        results.push(succeeded(one, contact, own, now))
      }
      for (const one of accepted) {
        await noteLocation(trx, one)
        markTouched(touched, one)
      }
      await appendEvents(trx, events)
      await settleDeliveries(trx, results, now)
      return results.length
    })
    // At once: what is cached is old from now on, however long others wait for their turn.
    for (const [ownerId, modules] of touched) await parts.invalidate(ownerId, [...modules])
    return settled
  })
}

/** Each contact once at a time: what comes twice is compared with what came first. */
async function storeContacts(
  trx: Transaction<Tables>,
  prepared: readonly Prepared[],
  now: Date,
): Promise<Map<string, ContactResult>> {
  const results = new Map<string, ContactResult>()
  for (const [locationId, news] of Map.groupBy(prepared.flatMap(contactNewsOf), (one) => one.locationId)) {
    let announced = 0
    for (const round of roundsOf(news)) {
      const stored = await applyContacts(trx, locationId, round, now)
      for (const [key, result] of stored) {
        results.set(key, result)
        if (result.isChange) announced += 1
      }
    }
    await countChanges(trx, locationId, now, { announced })
  }
  return results
}

/** Parts of a list, in order, in none of which a contact comes twice. */
function roundsOf<News extends ContactNews>(news: readonly News[]): News[][] {
  const rounds: News[][] = []
  let seen = new Set<string>()
  for (const one of news) {
    if (rounds.length === 0 || seen.has(one.contactId)) {
      rounds.push([])
      seen = new Set()
    }
    seen.add(one.contactId)
    rounds.at(-1)!.push(one)
  }
  return rounds
}

const contactTriggers = new Set([
  'contact.created',
  'contact.updated',
  'contact.deleted',
  'contact.tags_updated',
  'contact.dnd_updated',
])

function contactNewsOf({ delivery, body, hydration }: Prepared): (ContactNews & { locationId: string })[] {
  const { id, triggerId, locationId } = delivery
  const contactId = body['id']
  if (triggerId === null || locationId === null || !contactTriggers.has(triggerId)) return []
  if (typeof contactId !== 'string' || contactId === '' || contactId.length > 500) return []
  const at = delivery.sentAt ?? delivery.receivedAt
  const whole = hydration?.contact
  return [
    { key: id, contactId, locationId, triggerId, body: whole ?? body, isWhole: whole !== undefined, at },
  ]
}

/** The webhook's own event, and those that follow from it. */
function eventsOf({ delivery, body, hydration }: Prepared, contact: ContactResult | undefined): NewEvent[] {
  if (contact?.wasTold === true) return []
  const { triggerId, event, locationId, companyId } = delivery
  const type = triggerId ?? 'webhook.received'
  const own: NewEvent = {
    id: newId(),
    locationId: locationId ?? companyId ?? '',
    type,
    subject: {
      kind: subjectKindOf(type),
      id: subjectIdOf(body, delivery),
      version: contact?.version ?? null,
    },
    occurredAt: delivery.sentAt ?? delivery.receivedAt,
    data:
      triggerId === null
        ? { event, body }
        : hydration === undefined
          ? body
          : { ...hydration.extra, ...body, ...definedOf(hydration.extra, body) },
  }
  return [own, ...(contact?.events ?? []).map((one) => ({ ...one, id: newId() }))]
}

/** Fields the webhook left empty are filled from what was read. */
const definedOf = (extra: JsonObject, body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(extra).filter(([name]) => {
      const told = body[name]
      return told === undefined || told === null || told === ''
    }),
  )

const subjectKindOf = (type: string): string => type.slice(0, type.indexOf('.'))

/** Families name what they are about in different ways. */
function subjectIdOf(body: JsonObject, delivery: WaitingDelivery): string {
  const appointment = body['appointment']
  const inner =
    typeof appointment === 'object' && appointment !== null && 'id' in appointment
      ? appointment.id
      : undefined
  const candidates = [
    body['id'],
    body['_id'],
    inner,
    body['messageId'],
    body['ticketId'],
    body['newConversationId'],
    body['knowledgeBaseId'],
    body['locationId'],
    body['companyId'],
  ]
  const id = candidates.find((value) => typeof value === 'string' && value !== '')
  return typeof id === 'string' ? id.slice(0, 500) : delivery.id
}

/** News of a location itself that the hub knows. */
async function noteLocation(trx: Transaction<Tables>, { delivery, body }: Prepared): Promise<void> {
  const { triggerId, locationId, companyId } = delivery
  if (locationId === null || (triggerId !== 'location.updated' && triggerId !== 'location.created')) return
  const store = createLocationsStore(trx)
  if ((await store.find(locationId)) === undefined) return
  const name = body['name']
  await store.put([
    { id: locationId, companyId, name: typeof name === 'string' && name !== '' ? name.slice(0, 300) : null },
  ])
}

function markTouched(touched: Map<string, Set<string>>, { delivery }: Prepared): void {
  const { triggerId, locationId, companyId } = delivery
  const module = triggerId === null ? undefined : findTrigger(triggerId)?.module
  if (module === undefined) return
  for (const ownerId of [locationId, companyId]) {
    if (ownerId === null) continue
    const modules = touched.get(ownerId) ?? new Set()
    touched.set(ownerId, modules.add(module))
  }
}

function succeeded(
  { delivery, notes, hydration, startedMs }: Prepared,
  contact: ContactResult | undefined,
  events: readonly NewEvent[],
  now: Date,
): DeliveryResult {
  const types = events.map(({ type }) => type)
  const outcome = [
    ...notes,
    ...(hydration === undefined ? [] : [hydration.note]),
    ...(contact?.outcome ?? []),
    ...(types.length === 0 ? [] : [`Put into the log: ${types.join(', ')}`]),
  ]
  return {
    id: delivery.id,
    state: 'processed',
    attempts: delivery.attempts + 1,
    nextAttemptAt: null,
    outcome,
    attempt: { at: now.toISOString(), durationMs: elapsed(startedMs), error: null, outcome },
    eventIds: events.flatMap(({ id }) => id ?? []),
  }
}

function failed(
  parts: Processing,
  delivery: WaitingDelivery,
  startedMs: number,
  problem: unknown,
): DeliveryResult {
  const attempts = delivery.attempts + 1
  const { failure, retryInMs, isUnexpected } = describeFailure(problem, delivery.attempts)
  if (isUnexpected)
    parts.log.error({ err: problem, deliveryId: delivery.id }, 'a webhook failed unexpectedly')
  const now = parts.clock.now()
  return {
    id: delivery.id,
    state: retryInMs === undefined ? 'failed' : 'retrying',
    attempts,
    nextAttemptAt: retryInMs === undefined ? null : new Date(now.getTime() + retryInMs),
    outcome: [],
    attempt: { at: now.toISOString(), durationMs: elapsed(startedMs), error: failure },
    eventIds: [],
  }
}

const elapsed = (startedMs: number): number => Math.round(performance.now() - startedMs)
