import type { Authorization, InstalledLocation, TokenGrant } from '@causeway/client'
import type { Kysely } from 'kysely'
import { messageOf } from '../platform/errors.ts'
import type { AppRow } from '../store/apps.store.ts'
import { type ConnectionRow, ensureConnection, updateConnection } from '../store/connections.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { changeStatus, setStatus } from './change-status.ts'
import { claimInstall } from './claim-install.ts'
import type { ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { FinishInstallInput } from './connections.types.ts'
import { readConsentFailure, readExchangeFailure } from './read-install-failure.ts'
import { saveGrant, statusOf } from './save-grant.ts'

/** Locations connected in one transaction: an agency may have thousands, and others want the database too. */
const locationsAtOnce = 20

/** What an install brought. */
export interface InstallOutcome {
  connectionId: string
  /** Connections made or renewed. */
  connectionIds: string[]
  locationIds: string[]
  returnTo: string | null
}

/**
 * Ends an install: claims it for this browser, exchanges the code, stores the grant, and for a company's grant makes
 * a connection for each of its locations, whose tokens are minted when they are first needed.
 */
export async function finishInstall(
  context: ConnectionContext,
  input: FinishInstallInput,
): Promise<InstallOutcome> {
  const refusal = readConsentFailure(input)
  if (refusal !== undefined) {
    // The install is over, whether or not the refusal says which one it was.
    await claimInstall(context, input).catch(() => undefined)
    throw refusal
  }
  const install = await claimInstall(context, input)
  if (input.code === undefined || input.code === '')
    throw connectionErrors.code_missing('The CRM sent the browser back without a code')
  const app = await context.stores.apps.find(install.app_id)
  if (app === undefined) throw connectionErrors.app_unknown('The app of this install was removed meanwhile')

  const authorization = context.authorizationOf(app)
  const grant = await authorization
    .exchangeCode({ code: input.code, redirectUri: install.redirect_uri })
    .catch((problem: unknown) => {
      throw readExchangeFailure(problem)
    })
  const connection = await storeGrant(context, app, grant)
  const shared = { connectionId: connection.id, returnTo: install.return_to }
  if (connection.level === 'location') {
    const locationIds = connection.location_id === null ? [] : [connection.location_id]
    return { ...shared, connectionIds: [connection.id], locationIds }
  }
  const children = await connectLocations(context, app, connection, grant)
  return {
    ...shared,
    connectionIds: [connection.id, ...children.map(({ id }) => id)],
    locationIds: children.flatMap(({ location_id: id }) => (id === null ? [] : [id])),
  }
}

async function storeGrant(
  context: ConnectionContext,
  app: AppRow,
  grant: TokenGrant,
): Promise<ConnectionRow> {
  const { companyId, locationId } = grant
  const shared = { kind: 'oauth', environment: app.environment } as const
  const place =
    grant.userType === 'Location' && locationId !== undefined
      ? ({ ...shared, level: 'location', locationId } as const)
      : grant.userType === 'Company' && companyId !== undefined
        ? ({ ...shared, level: 'company', companyId } as const)
        : undefined
  if (place === undefined)
    throw connectionErrors.crm_failed('The CRM did not say which company or location it granted access to')

  if (companyId !== undefined) await context.stores.locations.putCompany({ id: companyId })
  if (locationId !== undefined) await context.stores.locations.put([{ id: locationId, companyId }])
  return context.kysely.transaction().execute(async (transaction) => {
    const row = await ensureConnection(transaction, place, {
      app_id: app.id,
      api_base_url: app.api_base_url,
      company_id: companyId ?? null,
      status: 'degraded',
    })
    await updateConnection(transaction, row.id, {
      app_id: app.id,
      api_base_url: app.api_base_url,
      // A location that was installed by itself needs its company no more.
      parent_id: null,
    })
    await saveGrant(context, transaction, row, grant)
    return { ...row, app_id: app.id, company_id: companyId ?? row.company_id }
  })
}

/** Makes the connections of a company's locations. The install stands even when they cannot be listed. */
async function connectLocations(
  context: ConnectionContext,
  app: AppRow,
  company: ConnectionRow,
  grant: TokenGrant,
): Promise<ConnectionRow[]> {
  const companyId = company.company_id ?? ''
  const locations = await listLocations(context, context.authorizationOf(app, companyId), company, grant)
  await context.stores.locations.put(locations.map(({ id, name }) => ({ id, companyId, name: name || null })))
  const made: ConnectionRow[] = []
  for (let start = 0; start < locations.length; start += locationsAtOnce) {
    const chunk = locations.slice(start, start + locationsAtOnce)
    await context.kysely.transaction().execute(async (transaction) => {
      for (const { id } of chunk)
        made.push(await connectLocation(context, transaction, { app, company, grant, locationId: id }))
    })
  }
  return made
}

async function listLocations(
  context: ConnectionContext,
  authorization: Authorization,
  company: ConnectionRow,
  grant: TokenGrant,
): Promise<Pick<InstalledLocation, 'id' | 'name'>[]> {
  const companyId = company.company_id ?? ''
  try {
    return await authorization.listInstalledLocations({
      companyToken: grant.accessToken,
      companyId,
      isInstalled: true,
    })
  } catch (problem) {
    context.log.warn(
      { companyId, problem: messageOf(problem) },
      'the locations of a company cannot be listed',
    )
    const change = {
      status: 'degraded' as const,
      code: 'connections.locations_unlisted',
      message: `The locations of the company cannot be listed: ${messageOf(problem)}`,
    }
    await changeStatus(context.kysely, company.id, change, context.clock.now())
    return grant.approvedLocations.map((id) => ({ id, name: '' }))
  }
}

/** Makes or renews the connection of one of a company's locations; its token is minted when it is first needed. */
export async function connectLocation(
  context: ConnectionContext,
  transaction: Kysely<Tables>,
  source: {
    app: AppRow
    company: ConnectionRow
    grant: Pick<TokenGrant, 'scopes' | 'userId'>
    locationId: string
  },
): Promise<ConnectionRow> {
  const { app, company, grant, locationId } = source
  const values = {
    app_id: app.id,
    api_base_url: app.api_base_url,
    company_id: company.company_id,
    parent_id: company.id,
    scopes: grant.scopes,
    crm_user_id: grant.userId ?? null,
  }
  const place = { kind: 'oauth', environment: app.environment, level: 'location', locationId } as const
  const row = await ensureConnection(transaction, place, { ...values, status: 'degraded' })
  // Tokens of an earlier install may lack scopes of this one: they are minted anew.
  await updateConnection(transaction, row.id, {
    ...values,
    access_token_sealed: null,
    access_expires_at: null,
    refresh_token_sealed: null,
    refresh_expires_at: null,
    previous_refresh_token_sealed: null,
    previous_kept_until: null,
    refresh_intent_hash: null,
    refresh_intent_at: null,
    refresh_failures: 0,
    refresh_after: null,
  })
  await setStatus(transaction, row, statusOf('location', grant.scopes), context.clock.now())
  return row
}
