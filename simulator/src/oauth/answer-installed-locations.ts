import { plainRefusal, type OperationHandler, type OperationRequest } from '../simulator.types.ts'
import { listInstallations, type LocationInstallation } from './list-installed-locations.ts'
import type { OAuthContext } from './oauth-context.ts'
import { aipRefusal } from './oauth.errors.ts'

/** `GET /oauth/installedLocations` (v2): `skip` and `limit` as numeric strings. */
export function createInstalledLocationsV2(context: OAuthContext): OperationHandler {
  return ({ query, token }) => {
    if (query['appId'] !== token.appId) throw plainRefusal(404, 'App not found')
    const found = findInstallations(context, query)
    const skip = readCount(query['skip'] ?? '0')
    const limit = readCount(query['limit'] ?? '20')
    if (skip === undefined || limit === undefined)
      throw plainRefusal(422, ['skip must be a number string', 'limit must be a number string'])
    const locations = found.slice(skip, skip + limit).map((one) => describe(context, one, token.appId))
    return {
      body: { locations, count: found.length, installToFutureLocations: isForFuture(context, token.grantId) },
    }
  }
}

/** `GET /oauth/installed-locations` (v3): pages by an opaque token, errors in the AIP envelope. */
export function createInstalledLocationsV3(context: OAuthContext): OperationHandler {
  return ({ query, token }) => {
    if (query['appId'] !== token.appId)
      throw aipRefusal(404, 'NOT_FOUND', 'App not found', 'Send the id of the app the token belongs to.')
    const pageSize = readCount(query['pageSize'] ?? '20')
    if (pageSize === undefined || pageSize < 1 || pageSize > 100)
      throw aipRefusal(
        400,
        'INVALID_ARGUMENT',
        'pageSize must be between 1 and 100',
        'Send a pageSize from 1 to 100.',
      )
    const start = query['pageToken'] === undefined ? 0 : readPageToken(query['pageToken'])
    if (start === undefined)
      throw aipRefusal(
        400,
        'INVALID_ARGUMENT',
        'Invalid pageToken',
        'Send a token of a previous answer, unchanged.',
      )
    const found = findInstallations(context, query)
    const page = found.slice(start, start + pageSize)
    return {
      body: {
        items: page.map((one) => describe(context, one, token.appId)),
        pagination: paginationOf(found.length, start, pageSize, page.length),
        metadata: { filterApplied: filtersOf(query), sortApplied: {} },
        installToFutureLocations: isForFuture(context, token.grantId),
      },
    }
  }
}

function findInstallations({ store, world }: OAuthContext, query: OperationRequest['query']) {
  const wantsInstalled = query['isInstalled']
  const text = query['query']?.toLowerCase()
  return listInstallations(store, world, query['appId'] ?? '', query['companyId'] ?? '').filter(
    ({ location, installedAt }) =>
      (wantsInstalled === undefined || String(installedAt !== undefined) === wantsInstalled) &&
      (text === undefined || location.name.toLowerCase().includes(text)) &&
      (query['locationId'] === undefined || query['locationId'] === location.id),
  )
}

function describe({ store }: OAuthContext, { location, installedAt }: LocationInstallation, appId: string) {
  const entry = { _id: location.id, name: location.name, address: location.address ?? '' }
  if (installedAt === undefined) return { ...entry, isInstalled: false }
  return { ...entry, isInstalled: true, versionId: store.apps.get(appId)?.versionId, installedAt }
}

const isForFuture = ({ store }: OAuthContext, grantId: string | undefined) =>
  grantId !== undefined && store.grants.get(grantId)?.approvedLocations === 'all'

const readCount = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)

const pageToken = (skip: number) => Buffer.from(JSON.stringify({ skip })).toString('base64url')

function readPageToken(token: string): number | undefined {
  const match = /^\{"skip":(\d{1,9})\}$/.exec(Buffer.from(token, 'base64url').toString())
  return match ? Number(match[1]) : undefined
}

function paginationOf(total: number, start: number, pageSize: number, count: number) {
  const hasNextPage = start + pageSize < total
  const hasPrevPage = start > 0
  return {
    totalRecords: total,
    hasNextPage,
    hasPrevPage,
    ...(hasNextPage ? { nextPageToken: pageToken(start + pageSize) } : {}),
    ...(hasPrevPage ? { prevPageToken: pageToken(Math.max(0, start - pageSize)) } : {}),
    currentPageSize: count,
    estimatedTotalRecords: total,
  }
}

const filtersOf = (query: OperationRequest['query']) =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !['pageSize', 'pageToken'].includes(name)))
