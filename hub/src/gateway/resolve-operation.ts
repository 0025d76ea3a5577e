import { type Generation, listOperations, matchOperation, type Operation } from '@causeway/spec'
import { findCatalogued, listCatalogIds } from './describe-operation.ts'
import { gatewayErrors } from './gateway.errors.ts'
import { nearest } from './nearest.ts'

/** An operation and what its path said. */
export interface ResolvedPath {
  operation: Operation
  pathParameters: Record<string, string>
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * The operation with an id of the catalog (`contacts.get-contact`) or of one generation (`v2.contacts.get-contact`).
 * @throws `gateway.operation_unknown` naming the nearest
 */
export function resolveOperation(id: string, generation?: Generation): Operation {
  const found = findCatalogued(id, generation)
  if (found !== undefined) return found
  const other = generation === undefined ? undefined : findCatalogued(id)
  if (other !== undefined)
    throw gatewayErrors.operation_unknown(
      `The generation ${generation} does not offer "${id}"; ${other.generation} does`,
    )
  const suggestions = nearest(id.slice(0, 200), listCatalogIds())
  throw gatewayErrors.operation_unknown(
    `There is no operation "${id.slice(0, 200)}"${orMeant(suggestions)}`,
    suggestions.length > 0 ? { details: { suggestions } } : {},
  )
}

/**
 * The operation that answers at a path of the CRM, or undefined when neither generation has the path.
 * Without a version the newest generation that offers it.
 * @param path still percent-encoded
 * @throws `gateway.version_wrong`, `gateway.version_invalid`, `gateway.method_unknown`
 */
export function resolvePath(
  method: string,
  path: string,
  version: string | undefined,
): ResolvedPath | undefined {
  const wanted = generationOf(version)
  const found = match(wanted ?? 'v3', method, path) ?? (wanted === undefined && match('v2', method, path))
  if (found) return found
  const other = wanted === undefined ? undefined : match(wanted === 'v3' ? 'v2' : 'v3', method, path)
  if (other !== undefined) {
    // Some operations of the newest files still speak under the older version.
    if (version !== undefined && other.operation.versions.includes(version)) return other
    throw wrongVersion(other.operation, version)
  }
  const allowed = methods.filter((one) => match('v3', one, path) ?? match('v2', one, path))
  if (allowed.length > 0)
    throw gatewayErrors.method_unknown(`The CRM does not offer ${method} at this path`, {
      headers: { allow: allowed.join(', ') },
    })
  return undefined
}

/** What a problem says of a path that is in neither generation: the nearest that are. */
export function pathUnknown(method: string, path: string): Error {
  const suggestions = nearestPaths(method, path)
  return gatewayErrors.path_unknown(
    `The catalog has no ${method} ${path.slice(0, 200)}${orMeant(suggestions)}`,
    suggestions.length > 0 ? { details: { suggestions } } : {},
  )
}

/** `Version` header to send: what the caller said, else what the operation declares. */
export function versionOf(operation: Operation, given: string | undefined): string | undefined {
  if (given !== undefined && given !== '') return given
  if (operation.versions[0] !== undefined) return operation.versions[0]
  // The CRM refuses calls without the header, also those whose published files name no value for it.
  return operation.generation === 'v3' ? 'v3' : '2021-07-28'
}

const match = (generation: Generation, method: string, path: string): ResolvedPath | undefined =>
  matchOperation(generation, method, path)

/** @throws `gateway.version_invalid` */
function generationOf(version: string | undefined): Generation | undefined {
  if (version === undefined || version === '') return undefined
  if (version === 'v3') return 'v3'
  if (version === 'legacy' || /^\d{4}-\d{2}-\d{2}$/.test(version)) return 'v2'
  throw gatewayErrors.version_invalid('The Version header is neither v3 nor a date')
}

function wrongVersion(operation: Operation, version: string | undefined): Error {
  const right = versionOf(operation, undefined)
  return gatewayErrors.version_wrong(
    `${operation.method} ${operation.path} is not offered under Version ${version}, only under Version ${right}`,
    { details: { version: right, operation: operation.id } },
  )
}

function nearestPaths(method: string, path: string): string[] {
  const operations = listOperations()
  const ofMethod = new Set(operations.filter((one) => one.method === method).map(({ path: own }) => own))
  const all = new Set(operations.map(({ path: own }) => own))
  const found = nearest(path.slice(0, 200), ofMethod)
  return (found.length > 0 ? found : nearest(path.slice(0, 200), all)).map((own) =>
    found.includes(own) ? `${method} ${own}` : own,
  )
}

const orMeant = (suggestions: readonly string[]): string =>
  suggestions.length === 0 ? '' : `. Did you mean ${suggestions.join(' or ')}?`
