import type { Operation } from '@causeway/spec'
import { gatewayErrors } from './gateway.errors.ts'
import type { CallRequest, GatewayCaller } from './gateway.types.ts'

/** Whose connection makes a call. */
export type Owner = { locationId: string; companyId: null } | { locationId: null; companyId: string }

/** The company of a location, else the only one that is connected; undefined when neither is known. */
export type FindCompany = (locationId: string | undefined) => Promise<string | undefined>

/**
 * Chooses whose connection makes a call: the location the request names, by its fields or the header, else the only
 * one of an API key; for what only companies may do, the company named, that of the location, or the only one there
 * is. A key for some locations reaches no other.
 * @throws `gateway.location_needed`, `.location_mixed`, `.location_forbidden`, `.company_needed`, `.company_forbidden`
 */
export async function chooseOwner(
  request: CallRequest,
  caller: GatewayCaller,
  findCompany: FindCompany,
): Promise<Owner> {
  const named = namedIds(request)
  refuseForeign(caller, [...named.locations, ...named.inside, request.locationId])
  const [first] = named.locations
  if (request.locationId !== undefined && first !== undefined && first !== request.locationId)
    throw gatewayErrors.location_mixed(
      `The header names location ${request.locationId}, the request itself ${first}`,
    )
  const locationId = request.locationId ?? first
  const classes = request.operation?.tokenClasses ?? ['company', 'location']
  // What publishes no class, or needs no token, is asked for as a location.
  const takesLocation = classes.includes('location') || !classes.includes('company')
  const companyId = request.companyId ?? named.companies[0]

  const only = caller.locationIds?.length === 1 ? caller.locationIds[0] : undefined

  if (takesLocation && locationId !== undefined) return { locationId, companyId: null }
  // Companies named in the body are no reason to refuse what the key's own location may do.
  if (takesLocation && only !== undefined && request.companyId === undefined)
    return { locationId: only, companyId: null }
  if (classes.includes('company') && (companyId !== undefined || !takesLocation)) {
    refuseLimited(request, caller)
    const found = companyId ?? (await findCompany(locationId))
    if (found !== undefined) return { locationId: null, companyId: found }
    throw gatewayErrors.company_needed(`${nameOf(request)} is a call about a company, and none is named`)
  }
  throw gatewayErrors.location_needed(`Nothing says for which location ${nameOf(request)} is meant`)
}

/** @throws `gateway.location_forbidden`, the same whether the location exists or not */
function refuseForeign(caller: GatewayCaller, ids: readonly (string | undefined)[]): void {
  const { locationIds } = caller
  if (locationIds === null) return
  if (ids.some((id) => id !== undefined && !locationIds.includes(id)))
    throw gatewayErrors.location_forbidden('The API key does not cover a location that the request names')
}

/** Company calls reach every location of it, unless their path is about one that the caller covers. */
function refuseLimited(request: CallRequest, caller: GatewayCaller): void {
  if (caller.locationIds === null) return
  if (request.pathParameters['locationId'] !== undefined) return
  throw gatewayErrors.company_forbidden('The API key is for some locations, and this call is about a company')
}

interface NamedIds {
  /** On the surface of path, query and body, in this order. */
  locations: string[]
  companies: string[]
  /** Locations anywhere deeper. */
  inside: string[]
}

/** Ids of locations and companies that a request names. */
function namedIds({ pathParameters, query, body, operation }: CallRequest): NamedIds {
  const named: NamedIds = { locations: [], companies: [], inside: [] }
  const places = [pathParameters, query, body].filter(isFields)
  for (const place of places) readFields(place, operation, named.locations, named.companies)
  if (isFields(body) || Array.isArray(body)) readDeeper(body, named.inside, 0)
  if (isFields(query)) readDeeper(query, named.inside, 0)
  return named
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

function readFields(
  fields: Fields,
  operation: Operation | undefined,
  locations: string[],
  companies: string[],
): void {
  const altType = fields['altType']
  const isAltLocation = altType === 'location' || (altType === undefined && operation !== undefined)
  for (const value of [
    fields['locationId'],
    fields['location_id'],
    isAltLocation ? fields['altId'] : undefined,
  ])
    if (typeof value === 'string' && value !== '') locations.push(value)
  for (const value of [fields['companyId'], altType === 'company' ? fields['altId'] : undefined])
    if (typeof value === 'string' && value !== '') companies.push(value)
}

/** Deeper than any request of the CRM's goes. */
const deepest = 12
const locationKeys = new Set(['locationId', 'location_id', 'locationIds', 'subAccountId', 'subAccountIds'])

function readDeeper(value: unknown, found: string[], depth: number): void {
  if (depth > deepest || typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (locationKeys.has(key)) found.push(...[inner].flat().filter((one) => typeof one === 'string'))
    readDeeper(inner, found, depth + 1)
  }
}

const nameOf = ({ operation, method, path }: CallRequest): string =>
  operation === undefined ? `${method} ${path}` : `${operation.method} ${operation.path}`
