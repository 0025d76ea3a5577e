import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import hubPackage from '../package.json' with { type: 'json' }
import { createServer } from './api/create-server.ts'
import { createStores } from './api/create-stores.ts'
import { createHubFacts } from './api/hub-facts.ts'
import { pullStatistics } from './api/social/pull-statistics.ts'
import type { Config } from './config.ts'
import { createConnections } from './connections/create-connections.ts'
import { rotateMasterKey } from './connections/rotate-master-key.ts'
import { createDeliveries } from './deliveries/create-deliveries.ts'
import { makeSecret } from './deliveries/make-secret.ts'
import { createSigner } from './deliveries/sign-webhook.ts'
import { createEventFeed } from './event-log/create-event-feed.ts'
import { createEventRetention } from './event-log/forget-old-events.ts'
import { createCallJournal } from './gateway/call-journal.ts'
import { createGateway } from './gateway/create-gateway.ts'
import { createCallRetention } from './gateway/forget-old-calls.ts'
import { hubErrors } from './hub.errors.ts'
import { inject, type LocalAnswer, type LocalRequest, open } from './inside-calls.ts'
import { createIngest } from './ingest/create-ingest.ts'
import { readSimulator } from './ingest/read-simulator.ts'
import { listen, refuseTakenPort, urlOf } from './listen.ts'
import { createLimiter } from './limits/create-limiter.ts'
import { createAgentRetention } from './mcp/forget-ended-agents.ts'
import { createMappings } from './mappings/create-mappings.ts'
import { createWorkflows } from './workflows/create-workflows.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { collectWhenIdle } from './platform/collect-when-idle.ts'
import { createExpressions } from './platform/expressions/create-expressions.ts'
import { createLog, type Log } from './platform/log.ts'
import { loadMasterKeys } from './platform/master-keys.ts'
import { createOutbound } from './platform/outbound/create-outbound.ts'
import { createKeyring } from './platform/secrets.ts'
import { randomToken } from './platform/tokens.ts'
import { createAgentClientsStore } from './store/agent-clients.store.ts'
import { createAgentConfirmationsStore } from './store/agent-confirmations.store.ts'
import { createAgentGrantsStore } from './store/agent-grants.store.ts'
import { createCallLogStore } from './store/call-log.store.ts'
import { createCallSpendingStore } from './store/call-spending.store.ts'
import { countDrift } from './store/count-drift.ts'
import { type HubDatabase, openDatabase } from './store/database.ts'
import { createEventReadersStore } from './store/event-readers.store.ts'
import { createEventsStore } from './store/events.store.ts'
import { createIdempotentCallsStore } from './store/idempotent-calls.store.ts'
import { createObservedDriftStore } from './store/observed-drift.store.ts'
import { createSync } from './sync/create-sync.ts'

/** A running hub. */
export interface Hub {
  /** Where it is reached from this machine, without a trailing slash. */
  url: string
  /** Bearer token that may do whatever a person may; for the CLI on the same machine. Keep it secret. */
  localToken: string
  /** File of a master key that was made by this start: tell people to back it up. */
  newMasterKeyFile: string | undefined
  /** Makes a link whose first visitor becomes the owner, for 24 hours; undefined when there is an owner. */
  createSetupLink(): Promise<string | undefined>
  /** Calls the API inside this process with the rights of `localToken`. `body` is sent as JSON. */
  inject(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>
  /** As `inject`, for bodies that are not JSON and answers too long to hold. */
  open(request: LocalRequest): Promise<LocalAnswer>
  /** Finishes what is under way and closes everything. */
  close(): Promise<void>
}

export interface HubOptions {
  /** False: serve `inject` only. The sync then starts when it is first asked for, not by itself. */
  listen: boolean
  /** Default: JSON lines on standard error. */
  log?: Log
  clock?: Clock
  /** Folder of the built console; default the repository's. */
  consoleFolder?: string
  /** Default: opened where the configuration says. The hub closes it with itself. */
  database?: HubDatabase
}

const setupLinkMs = 86_400_000
const builtConsole = fileURLToPath(new URL('../../console/dist', import.meta.url))

/**
 * Opens the data, connects the parts in the order data flows, and listens.
 * @throws `hub.port_in_use`, `hub.port_forbidden`, `hub.address_unusable`, and those of `openDatabase` and
 * `loadMasterKeys`
 */
export async function createHub(config: Config, options: HubOptions): Promise<Hub> {
  await using opened = new AsyncDisposableStack()
  const log = options.log ?? createLog({ level: logLevel(config, options), destination: pino.destination(2) })
  const clock = options.clock ?? systemClock
  const workerId = randomUUID()
  const localToken = randomToken()
  const userAgent = `Causeway/${hubPackage.version}`

  // The store, and the keys that seal what is secret in it.
  if (options.listen) await refuseTakenPort(config)
  const database =
    options.database ?? (await openDatabase({ url: config.databaseUrl, dataFolder: config.dataFolder }))
  opened.defer(() => database.close())
  const { kysely } = database
  const masterKeys = loadMasterKeys({ dataFolder: config.dataFolder, setting: config.masterKey })
  const keyring = createKeyring(masterKeys.keys, () => masterKeys.reload())

  // Where answers are not as published, counted whoever asked.
  const drift = countDrift({ store: createObservedDriftStore(kysely), clock, log })
  opened.defer(() => drift.stop())

  // What a busy time leaves behind in memory.
  const idle = collectWhenIdle()
  opened.defer(async () => idle.stop())

  // What tells everybody who reads the event log that it grew, and how long events are kept.
  const events = createEventsStore(kysely)
  const eventFeed = createEventFeed(events, log)
  opened.defer(async () => eventFeed.close())
  const eventRetention = createEventRetention({
    events,
    readers: createEventReadersStore(kysely),
    clock,
    log,
    eventDays: config.eventDays,
  })
  opened.defer(() => eventRetention.stop())

  // The way to addresses that people give, and to nothing of our own network.
  const outbound = createOutbound({ allowPrivate: config.outboundAllow, userAgent })
  opened.defer(() => outbound.close())

  // The way to the CRM, within its limits.
  const limiter = createLimiter({ kysely, log })
  opened.defer(() => limiter.stop())
  const connections = createConnections({
    kysely,
    keyring,
    limiter,
    clock,
    log,
    userAgent,
    onDrift: (operationId, place, problem) => drift.count(operationId, place, problem),
  })
  opened.defer(() => connections.stop())

  // The log of calls, and how long it is kept.
  const callLog = createCallLogStore(kysely)
  const callJournal = createCallJournal({ store: callLog, log })
  opened.defer(() => callJournal.stop())
  const retention = createCallRetention({
    calls: callLog,
    spending: createCallSpendingStore(kysely),
    idempotentCalls: createIdempotentCallsStore(kysely),
    clock,
    log,
    callLogDays: config.callLogDays,
  })
  opened.defer(() => retention.stop())

  // What agents leave behind.
  const agentRetention = createAgentRetention({
    grants: createAgentGrantsStore(kysely),
    clients: createAgentClientsStore(kysely),
    confirmations: createAgentConfirmationsStore(kysely),
    clock,
    log,
  })
  opened.defer(() => agentRetention.stop())

  // The copy of the CRM.
  const { openLocationClient } = connections
  const isAlone = database.kind === 'pglite'
  const sync = createSync({ kysely, openLocationClient, clock, log, workerId, isAlone })
  opened.defer(() => sync.stop())
  const work = () => {
    connections.start()
    sync.start()
    retention.start()
    void ingest.start()
    eventRetention.start()
    agentRetention.start()
  }

  // Any operation of the CRM. What a process that died had begun, nobody is making any more.
  if (isAlone) await createIdempotentCallsStore(kysely).loseAll(clock.now())
  const gateway = createGateway({
    kysely,
    connections,
    limiter,
    journal: callJournal,
    clock,
    log,
    isAlone,
    cacheBytes: config.cacheMb * 1024 * 1024,
    onDrift: ({ operationId, place, problem }) => drift.count(operationId, place, problem),
  })
  opened.defer(() => gateway.stop())

  // What the CRM tells by itself.
  const ingest = createIngest({
    kysely,
    clock,
    log,
    workerId,
    isAlone,
    maxAgeDays: config.webhookMaxAgeDays,
    inboxDays: config.inboxDays,
    acceptsRsa: config.webhookRsa,
    allowsUnsigned: config.webhookUnsigned,
    ...(config.simulatorUrl !== undefined && {
      readSimulatorKeys: async () => readSimulator(config.simulatorUrl!, (await facts.read()).publicUrl),
    }),
    driver: {
      installLocation: (installed) => connections.installLocation(installed),
      markUninstalled: (where) => connections.markUninstalled(where),
      noteAppChange: (where, planId) => connections.noteAppChange(where, planId),
      ensureLocation: (locationId) => sync.ensureLocation(locationId),
    },
    openClient: (locationId) =>
      openLocationClient(locationId, 'webhook', { id: 'webhooks', name: 'webhooks' }),
    environmentOf: async (locationId) =>
      (await connections.locationConnections([locationId])).get(locationId)?.environment,
    invalidate: (ownerId, modules) => gateway.invalidate(ownerId, modules),
  })
  opened.defer(() => ingest.stop())

  // Records of the user's own, and what is kept like them elsewhere.
  const expressions = createExpressions()
  opened.defer(() => expressions.stop())
  const mappings = createMappings({
    kysely,
    feed: eventFeed,
    expressions,
    parts: {
      keyring,
      dataFolder: config.dataFolder,
      outbound,
      sign: (secret, content) => createSigner([{ kind: 'hmac', secret }])(content),
      now: () => clock.now(),
    },
    makeSecret: () => makeSecret('hmac').secret,
    log,
    workerId,
  })
  opened.defer(() => mappings.stop())

  // What happens by itself: workflows and their runs.
  const stores = createStores(kysely)
  const workflows = createWorkflows({
    kysely,
    keyring,
    gateway,
    evaluate: (source, input, limits) => expressions.evaluate(source, input, limits),
    send: (request) => outbound.send(request),
    feed: eventFeed,
    readers: createEventReadersStore(kysely),
    listLocations: async () => {
      const known = await stores.locations.list()
      const reached = await connections.locationConnections(known.map(({ id }) => id))
      return known.flatMap(({ id }) => (reached.has(id) ? [id] : []))
    },
    pullStatistics: async (locationId) => void (await pullStatistics({ sync, stores }, locationId)),
    applyMapping: (mapping, record) => mappings.applyTo(mapping, record),
    writeToDestination: (destination, write) => mappings.writeLoose(destination, write),
    listNames: async () => ({
      mappings: (await mappings.list()).map(({ name }) => name),
      destinations: (await mappings.listDestinations()).map(({ name }) => name),
    }),
    clock,
    log,
    workerId,
    isAlone,
    keepDays: config.runDays,
  })
  opened.defer(() => workflows.stop())

  // What is told to other programs.
  const deliveries = createDeliveries({
    kysely,
    keyring,
    feed: eventFeed,
    outbound,
    mapEvent: (mappingId, event) => mappings.mapEvent(mappingId, event),
    clock,
    log,
    keepDays: config.deliveryDays,
  })
  opened.defer(() => deliveries.stop())

  // What people and programs see of it.
  const place = { url: urlOf(config.host, config.port) }
  const facts = createHubFacts({
    store: stores.hubSettings,
    clock,
    fixed: { publicUrl: config.publicUrl, brand: config.brand },
    defaults: () => ({ publicUrl: place.url, brand: 'Causeway' }),
  })
  const server = await createServer({
    version: hubPackage.version,
    settings: {
      trustProxy: config.trustProxy,
      simulatorUrl: config.simulatorUrl,
      metricsToken: config.metricsToken,
      maxUploadBytes: config.maxUploadMb * 1024 * 1024,
      localToken,
      consoleFolder: options.consoleFolder ?? builtConsole,
    },
    facts,
    kysely,
    stores,
    connections,
    gateway,
    ingest,
    deliveries,
    mappings,
    workflows,
    eventFeed,
    limiter,
    callJournal,
    sync: options.listen ? sync : startingFirst(sync, work),
    rotateMasterKey: async () => {
      if (masterKeys.file === undefined)
        throw hubErrors.master_key_fixed(
          'The master key comes from CAUSEWAY_MASTER_KEY, which the hub cannot change',
        )
      return rotateMasterKey({ dataFolder: config.dataFolder, kysely, keyring, log })
    },
    clock,
    log,
  })
  opened.defer(() => server.close())
  if (options.listen) {
    place.url = await listen(server, config)
    work()
    deliveries.start()
    mappings.start()
    workflows.start()
    log.info({ url: place.url, database: database.kind, version: hubPackage.version }, 'the hub runs')
  }

  const running = opened.move()
  return {
    url: place.url,
    localToken,
    newMasterKeyFile: masterKeys.wasGenerated ? masterKeys.file : undefined,
    async createSetupLink() {
      if (await stores.users.hasOwner()) return undefined
      const token = randomToken()
      await stores.setupLinks.insert({ token, expiresAt: new Date(clock.now().getTime() + setupLinkMs) })
      return `${(await facts.read()).publicUrl}/console/setup?token=${token}`
    },
    inject: (method, path, body) => inject(server, localToken, method, path, body),
    open: (request) => open(server, localToken, request),
    close: () => running.disposeAsync(),
  }
}

/** A command that opens the hub for a moment speaks for itself; its hub only complains. */
const logLevel = (config: Config, { listen }: HubOptions): string =>
  !listen && config.logLevel === 'info' ? 'warn' : config.logLevel

type SyncRequests = Pick<ReturnType<typeof createSync>, 'syncNow' | 'ensureLocation' | 'markHot'>

/** Lets the background work begin only when somebody asks for a sync. */
const startingFirst = (sync: SyncRequests, work: () => void): SyncRequests => ({
  markHot: (locationId) => sync.markHot(locationId),
  ensureLocation: (locationId) => sync.ensureLocation(locationId),
  syncNow(locationId, request) {
    work()
    return sync.syncNow(locationId, request)
  },
})
