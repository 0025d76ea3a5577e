import { randomUUID } from 'node:crypto'
import type { ControlledClock } from '../clock.ts'
import { invalidField, notFound } from '../admin/admin.errors.ts'
import { newHexId, type OAuthStore } from '../oauth/oauth.store.ts'
import type { RegisteredApp } from '../oauth/oauth.types.ts'
import type { ServerWorld } from '../simulator.types.ts'
import { chooseReceivers, type Receiver } from './choose-receivers.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { createDeliverer } from './create-deliverer.ts'
import { createDeliveryLog } from './delivery-log.ts'
import { describeFutureInstalls, installationsOf } from './describe-app-change.ts'
import { createSigningKeys } from './signing-keys.ts'
import { webhookEvent, webhookEvents } from './webhook-events.ts'
import type {
  Delivery,
  Happening,
  Webhooks,
  WebhookFaults,
  WebhookKey,
  WebhookSettings,
  WebhookSubscription,
} from './webhooks.types.ts'

/** What webhooks are made from. */
export interface WebhookParts {
  store: OAuthStore
  world: ServerWorld
  clock: ControlledClock
  /** Chances of faults and jitter. */
  random: () => number
  settings?: Partial<WebhookSettings>
}

/** The webhooks with the side the rest of the simulator speaks to. */
export interface WebhookSender extends Webhooks {
  /** Tells the apps that hear of it. Nothing is described while no app has a URL. */
  tell(describe: () => Happening[]): void
  /** Tells apps that an agency installed for locations to come of one that has come. */
  tellOfFutureInstall(locationId: string): void
  keys(): WebhookKey[]
  close(): void
}

const dayMs = 86_400_000

const standardSettings: WebhookSettings = {
  maxRetries: 12,
  firstRetryMs: 10_000,
  longestRetryMs: 6 * 3_600_000,
  retryScale: 1,
  timeoutMs: 10_000,
  concurrency: 25,
  sendsRsaSignature: false,
  breakerDeliveries: 10_000,
  breakerSuccessRate: 0.9,
  breakerIntervalMs: 3 * dayMs,
  keptDeliveries: 5_000,
}

const noFaults: WebhookFaults = {
  duplicateRate: 0,
  duplicateWithinMs: 1_000,
  lossRate: 0,
  corruptRate: 0,
  unsignedRate: 0,
  staleRate: 0,
  staleByMs: dayMs,
  delayMs: 0,
  delayJitterMs: 0,
}

/** Sends what happens in the simulator to the apps that are installed where it happens (facts 3). */
export function createWebhooks({
  store,
  world,
  clock,
  random,
  settings: given,
}: WebhookParts): WebhookSender {
  let settings: WebhookSettings = { ...standardSettings, ...given }
  let faults: WebhookFaults = { ...noFaults }
  let deliveriesMade = 0
  const keys = createSigningKeys(store)
  const log = createDeliveryLog(() => settings)
  const breaker = createCircuitBreaker(clock, () => settings)
  const deliverer = createDeliverer({
    clock,
    random,
    keys,
    breaker,
    log,
    settings: () => settings,
    faults: () => faults,
  })

  const hits = (rate: number): boolean => rate > 0 && random() < rate

  function appOf(appId: string): RegisteredApp {
    const app = store.apps.get(appId)
    if (app === undefined) throw notFound('app', appId)
    return app
  }

  function findDelivery(deliveryId: string): Delivery {
    const delivery = log.find(deliveryId)
    if (delivery === undefined) throw notFound('delivery', deliveryId)
    return delivery
  }

  function send(happening: Happening, receiver: Receiver): void {
    const delivery = makeDelivery(happening, receiver)
    if (hits(faults.lossRate)) return log.add({ ...delivery, state: 'lost', faults: ['lost'] })
    start(delivery, faults.delayMs + (faults.delayJitterMs > 0 ? random() * faults.delayJitterMs : 0))
    if (!hits(faults.duplicateRate)) return
    const again = {
      ...delivery,
      id: nextId(),
      attempts: [],
      faults: [...(delivery.faults ?? []), 'duplicate' as const],
    }
    start(again, faults.delayMs + random() * faults.duplicateWithinMs)
  }

  function start(delivery: Delivery, waitMs: number): void {
    log.add(delivery)
    deliverer.take(delivery, waitMs)
  }

  function nextId(): string {
    deliveriesMade += 1
    return `delivery-${deliveriesMade}`
  }

  function makeDelivery(
    { event, companyId, locationId, fields }: Happening,
    { app, url }: Receiver,
  ): Delivery {
    const { type } = webhookEvent(event)
    const webhookId = randomUUID()
    const isStale = hits(faults.staleRate)
    // The machine's time, not the simulated one: receivers judge by it whether a delivery is a replay.
    const timestamp = new Date(Date.now() - (isStale ? faults.staleByMs : 0)).toISOString()
    const common = { timestamp, webhookId, appId: app.id, versionId: app.versionId }
    return {
      id: nextId(),
      webhookId,
      event,
      appId: app.id,
      companyId,
      ...(locationId !== undefined && { locationId }),
      url,
      createdAt: clock.now().toISOString(),
      state: 'waiting',
      attempts: [],
      ...(isStale && { faults: ['stale'] }),
      body: JSON.stringify({ ...(type !== null && { type }), ...fields, ...common }),
    }
  }

  function tell(describe: () => Happening[]): void {
    const isHeard = [...store.apps.values()].some(({ webhooks }) => webhooks !== undefined)
    if (!isHeard) return
    for (const happening of describe())
      for (const receiver of chooseReceivers(store, world, happening)) send(happening, receiver)
  }

  return {
    tell,
    tellOfFutureInstall: (locationId) => tell(() => describeFutureInstalls(store, world, locationId)),
    keys: () => keys.list(settings.sendsRsaSignature),
    state: () => ({
      settings: { ...settings },
      faults: { ...faults },
      keys: keys.list(settings.sendsRsaSignature),
      urls: breaker.list(),
      notices: breaker.notices(),
      counts: log.counts(),
    }),
    deliveries: (filter = {}) => log.latest(filter),
    delivery: findDelivery,
    subscribe(appId, change) {
      const app = appOf(appId)
      const known: WebhookSubscription = app.webhooks ?? { eventUrls: {}, events: 'all' }
      const webhooks = { ...known, ...change }
      checkSubscription(webhooks)
      store.apps.set(appId, { ...app, webhooks })
      store.changed()
      return webhooks
    },
    changeSettings(change) {
      settings = merge(settings, change)
      return { ...settings }
    },
    setFaults(change) {
      const merged = merge(faults, change)
      for (const [name, value] of Object.entries(merged))
        if (name.endsWith('Rate') && value > 1) throw invalidField(`${name} must be a number from 0 to 1`)
      faults = merged
      return { ...faults }
    },
    clearFaults() {
      faults = { ...noFaults }
    },
    rotateKey() {
      keys.rotate()
      return keys.list(settings.sendsRsaSignature)
    },
    async resend(deliveryId) {
      const delivery = findDelivery(deliveryId)
      await deliverer.resend(delivery)
      return delivery
    },
    resume(url) {
      const resumed = breaker.resume(url)
      if (resumed === undefined) throw notFound('webhook URL', url)
      return resumed
    },
    forgetDeliveries: () => log.forget(),
    settled: () => deliverer.settled(),
    updateApp(appId, versionId = newHexId()) {
      const app = appOf(appId)
      store.apps.set(appId, { ...app, versionId })
      store.changed()
      const previousVersionId = app.versionId
      tell(() =>
        installationsOf(store, appId).map(({ companyId, locationId }) => ({
          event: 'AppUpdate',
          appId,
          companyId,
          ...(locationId !== undefined && { locationId }),
          fields: { previousVersionId, companyId, ...(locationId !== undefined && { locationId }) },
        })),
      )
      return versionId
    },
    changePlan(appId, target, newPlanId) {
      appOf(appId)
      const isMeant = (one: { companyId: string; locationId?: string }) =>
        'locationId' in target
          ? one.locationId === target.locationId
          : one.companyId === target.companyId && one.locationId === undefined
      const grant = installationsOf(store, appId).find(isMeant)
      if (grant === undefined) throw notFound('installation', Object.values(target).join())
      const currentPlanId = grant.planId ?? firstPlanId
      grant.planId = newPlanId
      store.changed()
      const { companyId, locationId, userId } = grant
      const place = { companyId, ...(locationId !== undefined && { locationId }) }
      const fields = { appId, ...place, userId, currentPlanId, newPlanId }
      tell(() => [{ event: 'PlanChange', appId, ...place, fields }])
    },
    close: () => deliverer.close(),
  }
}

/** The plan of whoever never chose one. */
const firstPlanId = '66a0419a0dffa47fb5f8b22f'

/** Takes the values of known names and the right type; they also come from outside. */
function merge<Values extends object>(known: Values, change: Partial<Values>): Values {
  for (const [name, value] of Object.entries(change)) {
    const before: unknown = Object.hasOwn(known, name) ? known[name as keyof Values] : undefined
    if (before === undefined) throw invalidField(`There is nothing called ${name} here`)
    const isNumber = typeof before === 'number'
    const isFine = isNumber
      ? typeof value === 'number' && Number.isFinite(value) && (value >= 0 || name === 'staleByMs')
      : typeof value === typeof before
    if (!isFine) throw invalidField(`${name} must be ${isNumber ? 'a number of 0 or more' : 'true or false'}`)
  }
  return { ...known, ...change }
}

function checkSubscription({ defaultUrl, eventUrls, events }: WebhookSubscription): void {
  for (const url of [...(defaultUrl === undefined ? [] : [defaultUrl]), ...Object.values(eventUrls)])
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw invalidField(`A webhook URL must begin with http:// or https://, not "${url}"`)
  for (const name of [...Object.keys(eventUrls), ...(events === 'all' ? [] : events)])
    if (!webhookEvents().has(name)) throw invalidField(`There is no event called ${name}`)
}
