import {
  type CallHooks,
  type CallRecord,
  type Client,
  type ClientOptions,
  createClient,
  createPool,
  type SocialClient,
} from '@causeway/client'
import type { Lane, Spender } from '../limits/limits.types.ts'
import { messageOf } from '../platform/errors.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import { changeStatus } from './change-status.ts'
import { checkScopes } from './check-scopes.ts'
import { chooseConnection } from './choose-connection.ts'
import { budgetKeyOf, type ConnectionContext, ownSpender } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type {
  CompanyClient,
  LocationClient,
  OpenCompanyClient,
  OpenLocationClient,
} from './connections.types.ts'
import { refuseUnusable, type TokenKeeper } from './keep-tokens.ts'

/** Clients for locations, kept with their connections to the CRM. */
export interface LocationClients {
  open: OpenLocationClient
  openCompany: OpenCompanyClient
  /** The client of one connection, whatever its state: for the doctor. */
  openConnection(row: ConnectionRow, lane: Lane, spender?: Spender): Client
  /** Forgets the clients of a connection that is gone. */
  drop(connectionId: string): void
  close(): Promise<void>
}

/** Connections to one origin, for all locations and spenders together. */
const connectionsToOrigin = 256
const hubSpender: Spender = { id: 'hub', name: 'hub' }
/** Clients kept: they cost little to make, and their connections are not theirs. */
const mostKept = 2000

/** How long a connection's state is believed before the database is asked again; a token is remembered longer. */
const rememberMs = 1000

const usableStatuses: ReadonlySet<string> = new Set(['ok', 'expiring', 'degraded'])

interface KeptClient {
  client: Client
  /** Made when it is first asked for: calls of any operation do not need it. */
  social?: SocialClient
  /** As last read: a grant with more scopes takes effect at the next opening. */
  granted: { scopes: readonly string[] }
}

export function openLocationClients(context: ConnectionContext, tokens: TokenKeeper): LocationClients {
  const kept = new Map<string, KeptClient>()
  const pools = new Map<string, NonNullable<ClientOptions['dispatcher']>>()
  const remembered = new Map<string, { rows: ConnectionRow[]; until: number }>()
  let changes = 0
  const lookups = new Map<string, Promise<ConnectionRow[]>>()

  function poolOf(apiBaseUrl: string): NonNullable<ClientOptions['dispatcher']> {
    const { origin } = new URL(apiBaseUrl)
    const known = pools.get(origin)
    if (known !== undefined) return known
    const made = createPool(origin, connectionsToOrigin)
    pools.set(origin, made)
    return made
  }

  function keep(row: ConnectionRow, lane: Lane, spender: Spender): KeptClient {
    const key = `${row.id} ${lane} ${spender.id}`
    const scopes = row.kind === 'private_token' ? [] : row.scopes
    const known = kept.get(key)
    if (known !== undefined) {
      known.granted.scopes = scopes
      return known
    }
    const granted = { scopes }
    const client = createClient({
      accessToken: () => tokens.read(row.id),
      onTokenInvalid: (rejected) => tokens.renew(row.id, rejected),
      apiBaseUrl: row.api_base_url,
      userAgent: context.userAgent,
      dispatcher: poolOf(row.api_base_url),
      hooks: hooksFor(context, row, { lane, spender, granted, forgetRows }),
      onDrift: ({ operationId, path, problem }) => {
        context.log.debug({ operationId, path, problem }, 'an answer of the CRM is not as known')
        context.onDrift(operationId, path, problem)
      },
    })
    const [oldest] = kept.keys()
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
    const made = { client, granted }
    kept.set(key, made)
    return made
  }

  const openConnection = (row: ConnectionRow, lane: Lane, spender: Spender = ownSpender): Client =>
    keep(row, lane, spender).client

  /** Many who ask at once, or soon after each other, share one look into the database. */
  async function findRows(level: 'location' | 'company', id: string): Promise<ConnectionRow[]> {
    const key = `${level} ${id}`
    const fresh = remembered.get(key)
    if (fresh !== undefined && performance.now() < fresh.until) return fresh.rows
    const running = lookups.get(key)
    if (running !== undefined) return running
    const { connections } = context.stores
    const looking = level === 'location' ? connections.listOfLocations([id]) : connections.listOfCompany(id)
    const asOf = changes
    const started = looking
      .finally(() => lookups.delete(key))
      .then((rows) => (asOf === changes ? remember(key, rows) : rows))
    lookups.set(key, started)
    return started
  }

  /** Also what is being read this moment may be out of date. */
  function forgetRows(): void {
    changes += 1
    remembered.clear()
    lookups.clear()
  }

  /** Only what can be used: a location that is connected now, or active again, must be known at once. */
  function remember(key: string, rows: ConnectionRow[]): ConnectionRow[] {
    if (remembered.size >= mostKept) remembered.clear()
    const areUsable = rows.length > 0 && rows.every(({ status }) => usableStatuses.has(status))
    if (areUsable) remembered.set(key, { rows, until: performance.now() + rememberMs })
    return rows
  }

  return {
    async open(locationId, lane, spender = hubSpender) {
      const row = chooseConnection(await findRows('location', locationId))
      if (row === undefined)
        throw connectionErrors.location_unknown(`The location ${locationId} is not connected to this hub`)
      refuseUnusable(row, context.clock.now())
      return describe(locationId, row, keep(row, lane, spender))
    },
    async openCompany(companyId, lane, spender = hubSpender) {
      const row = chooseConnection(await findRows('company', companyId))
      if (row === undefined)
        throw connectionErrors.company_unknown(`The company ${companyId} is not connected to this hub`)
      refuseUnusable(row, context.clock.now())
      return describeCompany(companyId, row, openConnection(row, lane, spender))
    },
    openConnection,
    drop(connectionId) {
      forgetRows()
      for (const key of kept.keys()) if (key.startsWith(`${connectionId} `)) kept.delete(key)
    },
    async close() {
      kept.clear()
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map((pool) => pool.close()))
    },
  }
}

const describe = (locationId: string, row: ConnectionRow, kept: KeptClient): LocationClient => ({
  locationId,
  connectionId: row.id,
  budgetKey: budgetKeyOf(row),
  kind: row.kind,
  environment: row.environment,
  crmUserId: row.crm_user_id,
  companyId: row.company_id,
  apiBaseUrl: row.api_base_url,
  scopes: row.kind === 'private_token' ? [] : row.scopes,
  client: kept.client,
  get social() {
    return (kept.social ??= kept.client.social(locationId))
  },
})

const describeCompany = (companyId: string, row: ConnectionRow, client: Client): CompanyClient => ({
  companyId,
  connectionId: row.id,
  budgetKey: budgetKeyOf(row),
  kind: row.kind,
  environment: row.environment,
  crmUserId: row.crm_user_id,
  apiBaseUrl: row.api_base_url,
  scopes: row.kind === 'private_token' ? [] : row.scopes,
  client,
})

/** Each attempt waits for its slot of the limits; before it, scopes are checked, so that no slot is spent in vain. */
const hooksFor = (
  context: ConnectionContext,
  row: ConnectionRow,
  how: { lane: Lane; spender: Spender; granted: KeptClient['granted']; forgetRows: () => void },
): CallHooks => ({
  beforeCall: async (call) => {
    checkScopes(call.operationId, how.granted.scopes, {
      connectionId: row.id,
      locationId: row.location_id ?? '',
    })
    return context.limiter.acquire({
      budgetKey: budgetKeyOf(row),
      locationId: row.location_id ?? undefined,
      companyId: row.company_id ?? undefined,
      madeFor: row.location_id ?? call.locationId,
      lane: how.lane,
      spender: how.spender,
      signal: call.signal,
      withoutHeaders: row.environment === 'simulator' ? 'unlimited' : 'standard',
    })
  },
  onCall: (record) => void noteRefusal(context, row, record).then((isNoted) => isNoted && how.forgetRows()),
})

/** A private integration token that is refused cannot be refreshed: a person has to enter another. Tells if so. */
async function noteRefusal(
  context: ConnectionContext,
  row: ConnectionRow,
  record: CallRecord,
): Promise<boolean> {
  if (record.code !== 'private_token_invalid') return false
  const change = {
    status: 'needs_reauth' as const,
    code: 'connections.private_token_refused',
    message: 'The CRM does not accept the private integration token any more',
  }
  try {
    await changeStatus(
      context.kysely,
      row.id,
      change,
      context.clock.now(),
      ({ status }) => status !== 'needs_reauth',
    )
  } catch (problem) {
    context.log.warn({ connectionId: row.id, problem: messageOf(problem) }, 'status could not be written')
  }
  return true
}
