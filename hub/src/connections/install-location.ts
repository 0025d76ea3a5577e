import type { AppRow } from '../store/apps.store.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import type { ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { InstalledPlace } from './connections.types.ts'
import { connectLocation } from './finish-install.ts'

const usable: ReadonlySet<string> = new Set(['ok', 'expiring', 'degraded'])

/**
 * Connects a location by the access its company gave; one that is connected is left alone.
 * @returns the connection, and whether it was made or brought back now
 * @throws `connections.company_unknown` when no company's access covers it
 */
export async function installLocation(
  context: ConnectionContext,
  place: InstalledPlace,
): Promise<{ connectionId: string; isNew: boolean }> {
  const { connections, locations, apps } = context.stores
  const fits = (row: ConnectionRow, app: AppRow | undefined): boolean =>
    row.kind === 'oauth' &&
    usable.has(row.status) &&
    (place.environment === null || row.environment === place.environment) &&
    (place.appId === null || app === undefined || isClientOf(app, place.appId))
  const appOf = async ({ app_id: id }: ConnectionRow) => (id === null ? undefined : apps.find(id))

  for (const row of await connections.listOfLocations([place.locationId]))
    if (fits(row, await appOf(row))) return { connectionId: row.id, isNew: false }

  const companyId =
    place.companyId ??
    (await locations.find(place.locationId))?.company_id ??
    (await connections.findOnlyCompany())
  const rows = companyId === undefined ? [] : await connections.listOfCompany(companyId)
  for (const company of rows) {
    const app = await appOf(company)
    if (app === undefined || !fits(company, app)) continue
    await locations.put([{ id: place.locationId, companyId }])
    const made = await context.kysely.transaction().execute((transaction) =>
      connectLocation(context, transaction, {
        app,
        company,
        grant: { scopes: company.scopes, userId: company.crm_user_id ?? undefined },
        locationId: place.locationId,
      }),
    )
    return { connectionId: made.id, isNew: true }
  }
  throw connectionErrors.company_unknown(
    `No access of a company of this hub covers the location ${place.locationId}`,
  )
}

/** A client id is the app's id and a few characters of its own. */
const isClientOf = ({ client_id: clientId }: AppRow, appId: string): boolean =>
  clientId === appId || clientId.startsWith(`${appId}-`)
