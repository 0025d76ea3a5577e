import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Connections } from '../connections/connections.types.ts'
import { createDeliveries } from '../deliveries/create-deliveries.ts'
import { createEventFeed } from '../event-log/create-event-feed.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import { createMappings } from '../mappings/create-mappings.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { createWorkflows } from '../workflows/create-workflows.ts'
import { createExpressions } from '../platform/expressions/create-expressions.ts'
import { newId } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound } from '../platform/outbound/create-outbound.ts'
import { hashPassword } from '../platform/passwords.ts'
import { createKeyring } from '../platform/secrets.ts'
import { randomToken } from '../platform/tokens.ts'
import { createEventsStore } from '../store/events.store.ts'
import { testDatabases } from '../store/test-database.ts'
import type { ApiParts, ApiServer } from './api.types.ts'
import { createServer } from './create-server.ts'
import { createStores } from './create-stores.ts'
import { createHubFacts } from './hub-facts.ts'

/** A hub's API on loopback over an empty database, without a CRM behind it. */
export interface TestApi {
  url: string
  parts: ApiParts
  server: ApiServer
  /** Every line the hub logged. */
  logged(): string
  call(path: string, options?: CallOptions): Promise<Answer>
  /** Makes an API key and gives it. */
  makeKey(options?: { permissions?: string[]; locationIds?: string[] | null }): Promise<string>
  /** Makes the owner (once) and signs in; gives the cookie. */
  signIn(): Promise<string>
  close(): Promise<void>
}

export interface CallOptions {
  method?: string
  body?: unknown
  /** Sent as it is instead of `body`. */
  rawBody?: string | Buffer<ArrayBuffer>
  headers?: Record<string, string>
  key?: string
  cookie?: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body; undefined when it is not JSON. */
  json: Record<string, unknown>
}

export const owner = { email: 'owner@hub.test', password: 'correct horse battery', name: 'Owner' }

/** Opens an API for a test; `replace` puts other parts in place. */
export async function openTestApi(replace: Partial<ApiParts> = {}): Promise<TestApi> {
  const database = await (await testDatabases())[0]!.open()
  const consoleFolder = mkdtempSync(join(tmpdir(), 'causeway-console-'))
  const lines: string[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const stores = createStores(database.kysely)
  const clock = { now: () => new Date() }
  const log = createLog({ level: 'debug', destination })
  let url = ''
  const eventFeed = createEventFeed(createEventsStore(database.kysely), log)
  const outbound = createOutbound({ allowPrivate: ['loopback'] })
  const expressions = createExpressions({ threads: 1 })
  const keyring = createKeyring({ current: { id: 'test', key: randomBytes(32) } })
  const mappings = createMappings({
    kysely: database.kysely,
    feed: eventFeed,
    expressions,
    parts: {
      keyring,
      dataFolder: consoleFolder,
      outbound,
      sign: () => 'v1,of-a-test',
      now: () => clock.now(),
    },
    makeSecret: () => `whsec_${randomBytes(24).toString('base64')}`,
    log,
    workerId: 'test',
  })
  const deliveries = createDeliveries({
    kysely: database.kysely,
    keyring,
    feed: eventFeed,
    outbound,
    mapEvent: (mappingId, event) => mappings.mapEvent(mappingId, event),
    clock,
    log,
    keepDays: 90,
  })
  const workflows = createWorkflows({
    keyring,
    kysely: database.kysely,
    gateway: { call: refuse, plan: refuse },
    evaluate: (source, input, limits) => expressions.evaluate(source, input, limits),
    send: (request) => outbound.send(request),
    feed: eventFeed,
    readers: createEventReadersStore(database.kysely),
    listLocations: async () => (await stores.locations.list()).map(({ id }) => id),
    pullStatistics: refuse,
    clock,
    log,
    workerId: 'test',
    isAlone: true,
  })
  const parts: ApiParts = {
    version: '0.0.0-test',
    settings: {
      trustProxy: false,
      simulatorUrl: undefined,
      metricsToken: 'a-token-for-monitors',
      maxUploadBytes: 50 * 1024 * 1024,
      localToken: randomToken(),
      consoleFolder,
      heartbeatMs: 200,
    },
    facts: createHubFacts({
      store: stores.hubSettings,
      clock,
      fixed: { publicUrl: undefined, brand: undefined },
      defaults: () => ({ publicUrl: url, brand: 'Causeway' }),
    }),
    kysely: database.kysely,
    stores,
    connections: noConnections,
    gateway: { call: refuse, recall: refuse, plan: refuse, invalidate: refuse, stop: async () => {} },
    ingest: createIngest({
      kysely: database.kysely,
      clock,
      log,
      maxAgeDays: 3,
      inboxDays: 30,
      acceptsRsa: false,
      allowsUnsigned: false,
      isAlone: false,
      driver: {
        installLocation: refuse,
        markUninstalled: refuse,
        noteAppChange: refuse,
        ensureLocation: refuse,
      },
      openClient: refuse,
      environmentOf: async () => undefined,
      invalidate: async () => {},
    }),
    deliveries,
    mappings,
    workflows,
    eventFeed,
    limiter: {
      readQuota: async () => [],
      waitingByLane: () => ({ interactive: 0, workflow: 0, webhook: 0, sync: 0, backfill: 0 }),
      flushSpending: async () => {},
    },
    callJournal: { flush: async () => {}, dropped: 0, waiting: 0 },
    sync: noSync,
    rotateMasterKey: refuse,
    clock,
    log,
    ...replace,
  }
  const server = await createServer(parts)
  url = await server.listen({ port: 0, host: '127.0.0.1' })
  return {
    url,
    parts,
    server,
    logged: () => lines.join(''),
    call: (path, options) => call(`${url}${path}`, options),
    async makeKey({ permissions = ['read'], locationIds = null } = {}) {
      const wanted = { name: 'test', permissions, locationIds, expiresAt: null }
      return (await stores.apiKeys.create(wanted)).key
    },
    async signIn() {
      if (!(await stores.users.hasOwner()))
        await stores.users.insert({
          id: newId(),
          email: owner.email,
          name: owner.name,
          role: 'owner',
          password_hash: await hashPassword(owner.password),
        })
      const answer = await call(`${url}/v1/session`, { method: 'POST', body: owner })
      return cookieOf(answer)
    },
    async close() {
      await server.close()
      await workflows.stop()
      await mappings.stop()
      await expressions.stop()
      await deliveries.stop()
      await outbound.close()
      await parts.ingest.stop()
      await database.close()
      rmSync(consoleFolder, { recursive: true, force: true })
    },
  }
}

/** The cookie an answer set, as a browser sends it back. */
export const cookieOf = (answer: Answer): string =>
  (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? ''

async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { method = 'GET', body, rawBody, headers = {}, key, cookie } = options
  const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(cookie !== undefined && { cookie }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // A page or an empty answer: tests of those look at the text.
    return {}
  }
}

const refuse = (): never => {
  throw new Error('this test has no CRM')
}

/** Of a hub nobody connected anything to: it lists nothing and can do nothing. */
const noConnections = new Proxy(
  { listApps: async () => [], listConnections: async () => [], locationConnections: async () => new Map() },
  { get: (known, name) => Reflect.get(known, name) ?? refuse },
) as unknown as Connections

const noSync: ApiParts['sync'] = {
  syncNow: async () => {},
  ensureLocation: async () => {},
  markHot: () => {},
}
