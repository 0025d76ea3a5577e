import { encodeQuery } from '../catalog/encode-query.ts'
import { RemoteError } from '../client.errors.ts'
import type { QueryValue } from '../client.types.ts'
import { fieldsOf, readFields } from '../read-fields.ts'
import type { Fields } from '../read-fields.ts'
import { pagesByCursor, pagesBySkip } from '../transport/paginate.ts'
import type { InstalledLocation } from './authorization.types.ts'
import { maxTokenAnswerBytes } from './authorization-app.ts'
import type { AuthorizationApp } from './authorization-app.ts'

/** Whose installations to list. */
export interface InstalledLocationsInput {
  companyToken: string
  companyId: string
  appId: string
  isInstalled?: boolean
  signal?: AbortSignal
}

const pageSize = 100
const quiet = () => undefined

/** All pages: by offset under v2, by page token under v3. Each location once. */
export async function listInstalledLocations(
  app: AuthorizationApp,
  input: InstalledLocationsInput,
): Promise<InstalledLocation[]> {
  const byId = new Map<string, InstalledLocation>()
  const pages = app.generation === 'v3' ? pagesByToken(app, input) : pagesByOffset(app, input)
  for await (const { items } of pages) for (const location of items) byId.set(location.id, location)
  return [...byId.values()]
}

function pagesByOffset(app: AuthorizationApp, input: InstalledLocationsInput) {
  return pagesBySkip(async (skip) => {
    const query = { skip: String(skip), limit: String(pageSize) }
    const fields = await fetchPage(app, input, '/oauth/installedLocations', '2021-07-28', query)
    return { items: fields.list('locations', decodeLocation), total: fields.number('count') }
  }, pageSize)
}

function pagesByToken(app: AuthorizationApp, input: InstalledLocationsInput) {
  return pagesByCursor(async (pageToken: string | undefined) => {
    const fields = await fetchPage(app, input, '/oauth/installed-locations', 'v3', { pageSize, pageToken })
    const pagination = fields.fields('pagination')
    const hasNext = pagination?.flag('hasNextPage') ?? true
    const next = hasNext ? pagination?.text('nextPageToken') : undefined
    return { items: fields.list('items', decodeLocation), next }
  })
}

async function fetchPage(
  app: AuthorizationApp,
  input: InstalledLocationsInput,
  path: string,
  version: string,
  page: Record<string, QueryValue>,
): Promise<Fields> {
  const { companyId, appId, isInstalled } = input
  const { body } = await app.transport.send(
    {
      operationId: `${app.generation}.oauth.get-installed-location`,
      method: 'GET',
      path,
      search: encodeQuery({ companyId, appId, isInstalled, ...page }),
      headers: { version, authorization: `Bearer ${input.companyToken}` },
      body: undefined,
      locationId: undefined,
      access: 'read',
    },
    {
      token: undefined,
      retry: {},
      timeoutMs: app.timeoutMs,
      maxAnswerBytes: 10 * maxTokenAnswerBytes,
      signal: input.signal,
    },
  )
  if (typeof body !== 'object' || body === null) {
    throw new RemoteError('malformed_answer', 'The list of installed locations is not an object')
  }
  return fieldsOf({ ...body }, 'body', quiet)
}

function decodeLocation(value: unknown, path: string): InstalledLocation | undefined {
  const fields = readFields(value, path, quiet)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) return undefined
  return {
    id,
    name: fields.text('name') ?? '',
    address: fields.text('address'),
    isInstalled: fields.flag('isInstalled') ?? false,
    versionId: fields.text('versionId'),
    installedAt: fields.instant('installedAt'),
    raw: fields.raw,
  }
}
