import type { FastifyInstance } from 'fastify'
import type { AdminApi, CustomerAdmin, LimitChoice } from './admin/admin.types.ts'
import { serveAdmin } from './admin/admin.routes.ts'
import { createAdmin } from './admin/create-admin.ts'
import type { ControlledClock } from './clock.ts'
import { createFaults } from './faults/create-faults.ts'
import type { Faults } from './faults/faults.types.ts'
import { createRequestCounter, limitProfiles, type LimitProfile } from './gates/limits.ts'
import { createOAuthHandlers } from './oauth/create-oauth-handlers.ts'
import type { OAuthContext } from './oauth/oauth-context.ts'
import { createOAuthStore } from './oauth/oauth.store.ts'
import { serveConsent } from './oauth/serve-consent.ts'
import { createRandom } from './random.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { serveOperations } from './route/serve-operations.ts'
import { createUndocumentedHandlers } from './route/undocumented-operations.ts'
import { allScopes, seedCredentials } from './seed-credentials.ts'
import type { OperationHandler, ServerWorld, TokenContext } from './simulator.types.ts'
import { createServer, listen } from './start-server.ts'
import { createBursts } from './webhooks/create-bursts.ts'
import { createWebhooks, type WebhookSender } from './webhooks/create-webhooks.ts'
import { describeAppChange } from './webhooks/describe-app-change.ts'
import { webhookRoutes } from './webhooks/webhooks.routes.ts'
import type { Webhooks, WebhookSettings } from './webhooks/webhooks.types.ts'

/** The parts a server core is started around: whose data it serves, and how. */
export interface CoreParts<World extends ServerWorld> {
  world: World
  clock: ControlledClock
  handlers: Record<string, OperationHandler>
  /** Makes the handler of every operation that is not among those served. */
  createFallback?: (served: ReadonlySet<string>, webhooks: WebhookSender) => OperationHandler
  /** Has whoever keeps the world's records tell of their changes. */
  announceTo?: (webhooks: WebhookSender) => void
  webhooks?: Partial<WebhookSettings>
  /** Whoever keeps the contacts, for the admin side; without it there are none. */
  customers?: CustomerAdmin
  /** Switches the parts of the world have beside the core's own. */
  worldSwitches: Record<string, boolean>[]
  seed: number
  limits: LimitChoice
  host: string
  port: number
  dataFile?: string
}

/** A simulator that listens. */
export interface StartedSimulator<World extends ServerWorld> {
  /** Where it listens: API host, consent host and admin page in one. No slash at the end. */
  url: string
  /** Stops listening and cuts open connections. */
  close(): Promise<void>
  world: World
  clock: ControlledClock
  faults: Faults
  admin: AdminApi
  requests: RequestLog
  /** What apps are told of: deliveries, faults and settings. */
  webhooks: Webhooks
}

/** Builds the server core around a world and its handlers, and starts it. */
export async function startSimulator<World extends ServerWorld>(
  parts: CoreParts<World>,
): Promise<StartedSimulator<World>> {
  const { world, clock } = parts
  const store = createOAuthStore(parts.dataFile)
  seedCredentials(store, world, clock)
  const requests = createRequestLog()
  const faults = createFaults(createRandom(parts.seed))
  const limits = createLimits(world, clock, parts.limits)
  const switches = joinSwitches(parts.worldSwitches)
  const webhooks = createWebhooks({
    store,
    world,
    clock,
    // Their own, so that chances of webhooks do not move those of requests.
    random: createRandom(parts.seed + 1),
    ...(parts.webhooks && { settings: parts.webhooks }),
  })
  const bursts = createBursts()
  parts.announceTo?.(webhooks)
  const oauth: OAuthContext = {
    store,
    world,
    clock,
    requests,
    switches,
    announce: (change) => webhooks.tell(() => describeAppChange(world, change)),
  }
  const admin = createAdmin({
    oauth,
    clock,
    faults,
    limits,
    switches,
    allScopes: allScopes(),
    bursts,
    ...(parts.customers && { customers: parts.customers }),
  })

  const server: FastifyInstance = await createServer()
  serveAdmin(server, admin, webhookRoutes(webhooks, admin))
  server.get('/.well-known/webhook-keys.json', () => ({ keys: webhooks.keys() }))
  serveConsent(server, oauth)
  const handlers = {
    ...createUndocumentedHandlers(() => switches['createTagAnswersCreated'] ?? true),
    ...createOAuthHandlers(oauth),
    ...parts.handlers,
  }
  const fallback = parts.createFallback?.(new Set(Object.keys(handlers)), webhooks)
  serveOperations(server, {
    store,
    world,
    clock,
    faults,
    requests,
    handlers,
    ...(fallback && { fallback }),
    countRequest: (token) => limits.count(token),
  })
  const url = await listen(server, parts.host, parts.port)
  return {
    url,
    world,
    clock,
    faults,
    admin,
    requests,
    webhooks,
    async close() {
      bursts.stop()
      webhooks.close()
      await server.close()
      store.flush()
    },
  }
}

/** The limits in force: who calls decides the key, the choice and the location decide the budget. */
function createLimits(world: ServerWorld, clock: ControlledClock, initial: LimitChoice) {
  const counter = createRequestCounter(clock)
  let choice = initial

  function profileOf(token: TokenContext): LimitProfile | undefined {
    if (choice === 'off') return undefined
    const chosen = typeof choice === 'string' ? limitProfiles[choice] : choice
    // A sandbox location has the small budget whatever the others have (facts 4).
    const isSandbox = world.locations.some(({ id, isSandbox }) => id === token.locationId && isSandbox)
    return choice === 'standard' && isSandbox ? limitProfiles.sandbox : chosen
  }

  return {
    get: () => choice,
    set(next: LimitChoice) {
      choice = next
      counter.reset()
    },
    count(token: TokenContext) {
      const profile = profileOf(token)
      if (!profile) return undefined
      const resource = token.locationId ?? token.companyId
      // A sandbox has one budget for all: more integrations do not raise it (facts 4).
      const payer = profile === limitProfiles.sandbox ? 'sandbox' : token.appId
      return counter.take(`${payer}|${resource}`, profile)
    },
  }
}

/** One record of the core's switches and the world's, where setting either takes effect at its owner. */
function joinSwitches(
  worldSwitches: Record<string, boolean>[],
): Record<string, boolean> & { isReconnectAvailable: boolean } {
  const own = { isReconnectAvailable: false }
  const joined = { ...own }
  for (const switches of worldSwitches)
    for (const name of Object.keys(switches))
      Object.defineProperty(joined, name, {
        enumerable: true,
        get: () => switches[name],
        set: (value: boolean) => {
          switches[name] = value
        },
      })
  return joined
}
