import type { Kysely } from 'kysely'
import type { EventFeed } from '../event-log/create-event-feed.ts'
import { createLogReader } from '../event-log/create-log-reader.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/create-outbound.ts'
import type { Keyring } from '../platform/secrets.ts'
import { createDeliveriesStore, insertDeliveries, type NewDelivery } from '../store/deliveries.store.ts'
import { saveResults } from '../store/deliveries-results.ts'
import { createEndpointsStore, type EndpointRow, readEnabledEndpoints } from '../store/endpoints.store.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { createEventsStore } from '../store/events.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { createSender } from './create-sender.ts'
import { deliveryErrors } from './deliveries.errors.ts'
import { createDeliveryRetention } from './forget-old-deliveries.ts'
import { judgeEndpoint } from './judge-endpoint.ts'
import { makeDeliveries, makeTestDelivery } from './make-deliveries.ts'
import { makeSecret, type SecretKind } from './make-secret.ts'
import { type EndpointChange, type NewEndpoint, sealEndpoint, sealSecret } from './seal-endpoint.ts'
import { createTargetReader } from './read-targets.ts'
import type { MapEvent } from './send-delivery.ts'

export type { EndpointChange, NewEndpoint } from './seal-endpoint.ts'

/** A secret as its owner gets it, once: `whsec_…` to verify `v1` with, `whpk_…` to verify `v1a` with. */
export interface ShownSecret {
  kind: SecretKind
  value: string
}

export type Deliveries = ReturnType<typeof createDeliveries>

export interface DeliveriesOptions {
  kysely: Kysely<Tables>
  keyring: Keyring
  feed: Pick<EventFeed, 'turn' | 'untilMore' | 'isClosed'>
  outbound: Outbound
  clock: Clock
  log: Log
  /** Days deliveries and their attempts are kept; the ledger is kept for ever. */
  keepDays: number
  /** Makes of an event what an endpoint with a mapping gets. */
  mapEvent: MapEvent
  /** Between 0 and 1, for jitter. */
  chance?: () => number
}

/** Events a recovery looks at in one transaction. */
const recoveryBatch = 500
/** Deliveries sent again in one statement. */
const resendBatch = 1000
const longestOverlapMs = 30 * 86_400_000

/** Sends the events of the log to the endpoints of other programs, signed, once each as far as receivers let it. */
export function createDeliveries(options: DeliveriesOptions) {
  const { kysely, keyring, clock, outbound } = options
  const endpoints = createEndpointsStore(kysely)
  const deliveries = createDeliveriesStore(kysely)
  const events = createEventsStore(kysely)
  const targets = createTargetReader({ endpoints, keyring, log: options.log })
  const sender = createSender({
    deliveries,
    readTargets: (now) => targets.read(now),
    saveResults: (results) => saveResults(kysely, results, judgeEndpoint),
    outbound,
    mapEvent: options.mapEvent,
    clock,
    log: options.log,
    ...(options.chance && { chance: options.chance }),
  })
  const retention = createDeliveryRetention({
    deliveries,
    clock,
    log: options.log,
    keepDays: options.keepDays,
  })
  /** Endpoints that got deliveries in transactions not told of yet. */
  let touched = new Set<string>()
  const reader = createLogReader({
    name: 'deliveries',
    readers: createEventReadersStore(kysely),
    feed: options.feed,
    log: options.log,
    async handle(found, trx) {
      const enabled = await readEnabledEndpoints(trx)
      const made = makeDeliveries(found, enabled, clock.now())
      for (const id of await insertDeliveries(trx, made)) touched.add(id)
    },
    onHandled() {
      const ids = touched
      touched = new Set()
      if (ids.size > 0) sender.wake(ids)
    },
  })

  const find = async (id: string): Promise<EndpointRow> => {
    const endpoint = await endpoints.find(id)
    if (endpoint === undefined) throw deliveryErrors.endpoint_unknown(`There is no endpoint ${id}`)
    return endpoint
  }
  const findEnabled = async (id: string): Promise<EndpointRow> => {
    const endpoint = await find(id)
    if (!endpoint.isEnabled) throw deliveryErrors.endpoint_disabled('The endpoint is disabled')
    return endpoint
  }

  return {
    start() {
      reader.start()
      sender.start()
      retention.start()
    },

    /** Looks into the queue now. */
    wake: () => sender.wake(),
    /** Lets an endpoint that counts as down be tried at once. */
    forgive: (endpointId: string) => sender.forgive(endpointId),
    /** Reads endpoints and secrets anew. */
    reload: () => sender.reload(),

    /**
     * Makes an endpoint. The secret in the answer is never shown again.
     * @throws `outbound.url_unusable`, `outbound.address_refused`, `outbound.header_unusable`, `deliveries.event_type_unknown`
     */
    async createEndpoint(wanted: NewEndpoint): Promise<{ endpoint: EndpointRow; secret: ShownSecret }> {
      const now = clock.now()
      const endpoint = sealEndpoint(wanted, { keyring, now, before: undefined })
      await outbound.check(endpoint.url)
      const secret = makeSecret(wanted.signing)
      await endpoints.insert(endpoint, sealSecret(secret, { keyring, endpointId: endpoint.id, now }))
      sender.reload()
      return { endpoint, secret: shown(secret) }
    },

    /**
     * Changes an endpoint; enabling it lets what waits go out.
     * @throws `deliveries.endpoint_unknown`, and those of `createEndpoint`
     */
    async changeEndpoint(id: string, change: EndpointChange): Promise<EndpointRow> {
      const before = await find(id)
      const endpoint = sealEndpoint(change, { keyring, now: clock.now(), before })
      if (endpoint.url !== before.url) await outbound.check(endpoint.url)
      await endpoints.update(endpoint)
      sender.reload()
      if (endpoint.isEnabled) sender.forgive(id)
      return endpoint
    },

    /** @throws `deliveries.endpoint_unknown` */
    async deleteEndpoint(id: string): Promise<void> {
      if (!(await endpoints.delete(id))) throw deliveryErrors.endpoint_unknown(`There is no endpoint ${id}`)
      sender.reload()
    },

    /**
     * Puts a new secret in place. Deliveries are signed with the old one too for a while, so that receivers can change
     * over when it suits them.
     * @throws `deliveries.endpoint_unknown`, `deliveries.overlap_too_long`
     */
    async rotateSecret(
      id: string,
      wanted: { signing: SecretKind; overlapHours: number },
    ): Promise<{ secret: ShownSecret; overlapUntil: Date }> {
      await find(id)
      const now = clock.now()
      const overlapMs = wanted.overlapHours * 3_600_000
      if (overlapMs > longestOverlapMs)
        throw deliveryErrors.overlap_too_long(`An overlap of ${wanted.overlapHours} hours is too long`)
      const overlapUntil = new Date(now.getTime() + overlapMs)
      const secret = makeSecret(wanted.signing)
      await endpoints.rotateSecret(sealSecret(secret, { keyring, endpointId: id, now }), overlapUntil)
      sender.reload()
      return { secret: shown(secret), overlapUntil }
    },

    /**
     * Sends a test event now, once, past what waits; it counts neither as a failure nor as given up. Gives the delivery's id.
     * @throws `deliveries.endpoint_unknown`, `deliveries.endpoint_disabled`
     */
    async sendTest(id: string, eventType: string): Promise<string> {
      const now = clock.now()
      const delivery = makeTestDelivery(await findEnabled(id), eventType, now)
      const dueAt = new Date(now.getTime() + sender.heldMs)
      await insertDeliveries(kysely, [{ ...delivery, dueAt }])
      sender.sendNow({ ...delivery, place: 0, attempts: 0, roundAttempts: 0 })
      return delivery.id
    },

    /**
     * Sends deliveries again, whatever became of them. Gives how many.
     * @throws `deliveries.endpoint_unknown`, `deliveries.endpoint_disabled`
     */
    async resend(
      id: string,
      which:
        | { ids: readonly string[] }
        | { state: 'delivered' | 'given_up'; from?: Date | undefined; to?: Date | undefined },
    ): Promise<number> {
      await findEnabled(id)
      const before = clock.now()
      let resent = 0
      for (;;) {
        // What was sent again waits, so each round finds others.
        const some = await deliveries.sendAgain({ endpointId: id, ...which }, before, resendBatch)
        resent += some.length
        if ('ids' in which || some.length < resendBatch) break
      }
      sender.forgive(id)
      return resent
    },

    /**
     * Goes through the log again: events of a span that the endpoint wants and never got, because it was disabled or
     * did not exist, become deliveries; with `given_up` also those it was tried with in vain, with `all` also those it
     * accepted. With `isTrial` nothing goes out. Gives how many go out, or would, and how many of them the endpoint never
     * got because they are older than it.
     * @throws `deliveries.endpoint_unknown`, `deliveries.endpoint_disabled`, `deliveries.span_invalid`
     */
    async recover(
      id: string,
      span: { from: Date; to: Date; which: 'missing' | 'given_up' | 'all'; isTrial?: boolean },
    ): Promise<{ queued: number; older: number }> {
      const { from, to, which, isTrial = false } = span
      if (from >= to) throw deliveryErrors.span_invalid('The span ends before it begins')
      const { createdAt } = await findEnabled(id)
      const [endpoint] = await readEnabledEndpoints(kysely, id)
      const recovered = { queued: 0, older: 0 }
      // Before new ones are made of the log, so that those are not counted twice.
      for (const state of statesOf[which])
        recovered.queued += isTrial
          ? await deliveries.count({ endpointId: id, state, from, to })
          : await this.resend(id, { state, from, to })
      // Disabled a moment ago.
      if (endpoint === undefined) return recovered
      for (let after: string | undefined; ;) {
        const found = await events.read({
          since: from,
          after,
          limit: recoveryBatch,
          ...(endpoint.eventTypes.length > 0 && { types: endpoint.eventTypes }),
          ...(endpoint.locationIds !== null && { locationIds: endpoint.locationIds }),
        })
        const within = found.events.filter(({ recordedAt }) => new Date(recordedAt) < to)
        const [older, since] = [
          within.filter(({ recordedAt }) => new Date(recordedAt) < createdAt),
          within.filter(({ recordedAt }) => new Date(recordedAt) >= createdAt),
        ].map((some) => makeDeliveries(some, [endpoint], clock.now()))
        const add = isTrial
          ? (made: NewDelivery[]) => deliveries.countMissing(made)
          : async (made: NewDelivery[]) => (await insertDeliveries(kysely, made)).length
        const ofOlder = await add(older!)
        recovered.older += ofOlder
        recovered.queued += ofOlder + (await add(since!))
        if (within.length < recoveryBatch) break
        after = found.position
      }
      if (!isTrial) sender.forgive(id)
      return recovered
    },

    async stop() {
      await reader.stop()
      await sender.stop()
      await retention.stop()
    },
  }
}

/** Deliveries that go out once more, by what is to be recovered. */
const statesOf = {
  missing: [],
  given_up: ['given_up'],
  all: ['given_up', 'delivered'],
} as const

const shown = (secret: { kind: SecretKind; secret: string; publicKey: string | null }): ShownSecret => ({
  kind: secret.kind,
  value: secret.publicKey ?? secret.secret,
})
