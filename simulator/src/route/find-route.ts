import { matchOperation, type Generation, type Operation } from '@causeway/spec'
import { readVersion } from '../gates/check-version.ts'
import { plainRefusal } from '../simulator.types.ts'
import { undocumentedOperations } from './undocumented-operations.ts'

/** The operation that answers a request, and in which generation's shape. */
export interface Route {
  operation: Operation
  generation: Generation
  params: Record<string, string>
}

type Candidate = Omit<Route, 'generation'>

/**
 * Routes on method, path and `Version` (facts 1): a path of both generations answers under every version, a path
 * of one only under its own.
 * @throws 404 for what no generation has, and the refusals of the header.
 */
export function findRoute(method: string, path: string, versionHeader: string | undefined): Route {
  const published = { v2: matchCandidate('v2', method, path), v3: matchCandidate('v3', method, path) }
  const undocumented = matchUndocumented(method, path)
  if (!published.v2 && !published.v3 && !undocumented) throw unknownRoute(method, path)

  if (versionHeader === undefined) {
    const open = [published.v2, published.v3, undocumented].find(
      (one) => one?.operation.versions.length === 0,
    )
    if (open) return { ...open, generation: open.operation.generation }
  }
  const generation = readVersion(versionHeader)
  const own = published[generation]
  if (own) return { ...own, generation }
  if (undocumented) return { ...undocumented, generation }
  return routeForeign(published, generation, { method, path, versionHeader })
}

/** A path that only the other generation has: unknown, but for what was seen to answer otherwise. */
function routeForeign(
  published: Record<Generation, Candidate | undefined>,
  generation: Generation,
  asked: { method: string; path: string; versionHeader: string | undefined },
): Route {
  const other = published[generation === 'v2' ? 'v3' : 'v2']
  if (other) {
    // Most of the v3 advertising file still declares a dated version.
    const isDeclared =
      asked.versionHeader !== undefined && other.operation.versions.includes(asked.versionHeader)
    const answersEverywhere =
      other.operation.path === '/oauth/locationToken' || other.operation.versions.length === 0
    if (isDeclared || answersEverywhere) return { ...other, generation: other.operation.generation }
    if (other.operation.path === '/oauth/installedLocations') throw removedRoute(asked.path)
  }
  throw unknownRoute(asked.method, asked.path)
}

function matchCandidate(generation: Generation, method: string, path: string): Candidate | undefined {
  const match = matchOperation(generation, method, path)
  return match && { operation: match.operation, params: match.pathParameters }
}

function matchUndocumented(method: string, path: string): Candidate | undefined {
  const segments = splitPath(path)
  for (const operation of undocumentedOperations) {
    const parts = splitPath(operation.path)
    const fits = parts.every((part, index) =>
      part.startsWith('{') ? segments[index] !== '' : part === segments[index],
    )
    if (operation.method !== method || parts.length !== segments.length || !fits) continue
    const named = parts.flatMap((part, index): [string, string][] =>
      part.startsWith('{') ? [[part.slice(1, -1), decode(segments[index] ?? '')]] : [],
    )
    return { operation, params: Object.fromEntries(named) }
  }
  return undefined
}

const splitPath = (path: string) => path.replace(/\/$/, '').split('/')

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A broken escape names nothing; as it stands it is nobody's id.
    return text
  }
}

const unknownRoute = (method: string, path: string) => plainRefusal(404, `Cannot ${method} ${path}`)

/** Seen live: highlevel-api-docs issue 304. */
const removedRoute = (path: string) =>
  plainRefusal(
    400,
    `Endpoint ${path} not available in API version v3. This endpoint was removed in version v3. Please use a version before v3.`,
  )
