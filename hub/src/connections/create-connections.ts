import { hostname } from 'node:os'
import process from 'node:process'
import type { Kysely } from 'kysely'
import type { Lane, Limiter } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Keyring } from '../platform/secrets.ts'
import { type AppRow, createAppsStore } from '../store/apps.store.ts'
import { createConnectionsStore } from '../store/connections.store.ts'
import { createLocationsStore } from '../store/locations.store.ts'
import { createPendingInstallsStore } from '../store/pending-installs.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { chooseConnection } from './choose-connection.ts'
import { connectPrivateToken } from './connect-private-token.ts'
import { appSecretPlace, type ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { Connections, ConnectionView, LocationConnection, NewApp } from './connections.types.ts'
import { diagnoseConnection } from './diagnose-connection.ts'
import { disconnect, markUninstalled } from './disconnect.ts'
import { noteAppChange } from './note-app-change.ts'
import { finishInstall } from './finish-install.ts'
import { installLocation } from './install-location.ts'
import { keepAuthorizations } from './keep-authorizations.ts'
import { keepTokens } from './keep-tokens.ts'
import { namePlace } from './name-places.ts'
import { openLocationClients } from './open-location-client.ts'
import { defaultAppScopes } from './required-scopes.ts'
import { rewrapSecrets } from './rotate-master-key.ts'
import { startInstall } from './start-install.ts'
import { viewApp, viewConnection } from './view-connection.ts'
import { watchConnections } from './watch-connections.ts'

export interface ConnectionsOptions {
  kysely: Kysely<Tables>
  keyring: Keyring
  limiter: Limiter
  clock: Clock
  log: Log
  /** Names this process in leases; unique. Default: made of host, process and chance. */
  owner?: string
  /** Told where answers of the CRM are not as known; default nobody. */
  onDrift?: (operationId: string, place: string, problem: string) => void
  /** Sent with every call to the CRM; default `Causeway`. */
  userAgent?: string
}

/** Puts together everything about our authorisations: installs, tokens, clients, states and the doctor. */
export function createConnections(options: ConnectionsOptions): Connections {
  const userAgent = options.userAgent ?? 'Causeway'
  const { kysely, clock, keyring } = options
  const authorizations = keepAuthorizations({ keyring, limiter: options.limiter, userAgent })
  const context: ConnectionContext = {
    kysely,
    keyring,
    clock,
    userAgent,
    limiter: options.limiter,
    log: options.log.child({ part: 'connections' }),
    onDrift: options.onDrift ?? (() => {}),
    owner: options.owner ?? `${hostname()}/${process.pid}/${newId()}`,
    authorizationOf: (app, companyId) => authorizations.of(app, companyId),
    stores: {
      apps: createAppsStore(kysely),
      connections: createConnectionsStore(kysely),
      locations: createLocationsStore(kysely),
      pendingInstalls: createPendingInstallsStore(kysely),
    },
  }
  const { apps, connections } = context.stores
  const tokens = keepTokens(context)
  const clients = openLocationClients(context, tokens)
  const watch = watchConnections(context, tokens)

  let rewrapping: Promise<unknown> | undefined

  async function getConnection(id: string): Promise<ConnectionView> {
    const [row] = isId(id) ? await connections.list({ id }) : []
    if (row === undefined) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
    return viewConnection(row)
  }

  /** Somebody changed these connections: what is remembered of them holds no more. */
  async function forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      tokens.forget(id)
      clients.drop(id)
    }
  }

  async function nameConnection(id: string, lane: Lane = 'interactive'): Promise<void> {
    const row = await connections.find(id)
    if (row !== undefined) await namePlace(context, row, clients.openConnection(row, lane))
  }

  return {
    createApp: async (app) => viewApp(await putApp(context, app)),
    listApps: async () => (await apps.list()).map(viewApp),
    async deleteApp(id) {
      if (!isId(id) || (await apps.find(id)) === undefined)
        throw connectionErrors.app_unknown(`There is no app ${id}`)
      if (await apps.isInUse(id)) throw connectionErrors.app_in_use('Connections were made with this app')
      await apps.delete(id)
    },

    async startInstall(input) {
      if (!isId(input.appId)) throw connectionErrors.app_unknown(`There is no app ${input.appId}`)
      return startInstall(context, input)
    },
    async finishInstall(input) {
      const { connectionId, connectionIds, locationIds, returnTo } = await finishInstall(context, input)
      await forget(connectionIds)
      await nameConnection(connectionId)
      return { connection: await getConnection(connectionId), locationIds, returnTo }
    },
    async connectPrivateToken(input) {
      const row = await connectPrivateToken(context, input)
      await forget([row.id])
      if (input.name === undefined) await nameConnection(row.id)
      return getConnection(row.id)
    },

    listConnections: async (filter) => (await connections.list(filter)).map(viewConnection),
    getConnection,
    async disconnect(id) {
      if (!isId(id)) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
      await forget(await disconnect(context, id))
    },
    async installLocation(place) {
      const { connectionId, isNew } = await installLocation(context, place)
      if (isNew) await forget([connectionId])
      // Its token is minted now: a location that was installed should be usable, or say why it is not.
      await tokens.read(connectionId)
      if (isNew) await nameConnection(connectionId, 'webhook')
      return isNew ? 'connected' : 'was_connected'
    },
    async markUninstalled(where) {
      await forget(await markUninstalled(context, where))
    },
    async noteAppChange(where, planId) {
      const changed = await noteAppChange(context, where, planId)
      await forget(changed)
      return changed.length
    },
    async locationConnections(locationIds) {
      const rows = await connections.listOfLocations(locationIds)
      const byLocation = Map.groupBy(rows, (row) => row.location_id ?? '')
      const found = [...byLocation].flatMap(([locationId, ofLocation]): [string, LocationConnection][] => {
        const row = chooseConnection(ofLocation)
        if (row === undefined) return []
        const { environment, status, status_message: statusMessage } = row
        return [[locationId, { locationId, connectionId: row.id, environment, status, statusMessage }]]
      })
      return new Map(found)
    },

    openLocationClient: (locationId, lane, spender) => clients.open(locationId, lane, spender),
    openCompanyClient: (companyId, lane, spender) => clients.openCompany(companyId, lane, spender),
    async diagnose(id) {
      await getConnection(id)
      return diagnoseConnection({ context, tokens, clients }, id)
    },
    async refreshNow(id) {
      await getConnection(id)
      await tokens.refresh(id, Number.POSITIVE_INFINITY)
      return getConnection(id)
    },

    refreshDue: () => watch.look(),
    start() {
      watch.start()
      // After a rotation by setting (new key first, old ones after it) nothing else wraps the secrets anew.
      rewrapping ??= rewrapSecrets({ kysely, keyring, log: context.log }).catch((problem: unknown) => {
        context.log.error(
          { problem: messageOf(problem) },
          'secrets could not be wrapped by the current master key',
        )
      })
    },
    async stop() {
      await watch.stop()
      await rewrapping
      await clients.close()
      await authorizations.close()
    },
  }
}

async function putApp(context: ConnectionContext, app: NewApp): Promise<AppRow> {
  const row = await context.stores.apps.put(
    {
      id: newId(),
      name: app.name,
      environment: app.environment,
      client_id: app.clientId,
      api_base_url: app.apiBaseUrl,
      consent_base_url: app.consentBaseUrl,
      generation: app.generation,
      scopes: [...(app.scopes ?? defaultAppScopes)],
    },
    (id) => context.keyring.seal(app.clientSecret, appSecretPlace(id)),
  )
  // Refreshes that failed with the old secret need not wait for their next turn.
  await context.stores.connections.tryAgainSoon(row.id)
  return row
}

/** Anything else would make the database complain about a malformed uuid. */
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
