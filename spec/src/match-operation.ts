import { listOperations } from './load-module.ts'
import type { Generation, Operation } from './operation.types.ts'

/** An operation found by its URL, with what stood in the places of its path parameters, decoded. */
export interface OperationMatch {
  operation: Operation
  pathParameters: Record<string, string>
}

/** The published paths as a tree of segments; `operations` by method where a path ends. */
interface Branch {
  literals: Map<string, Branch>
  parameter?: Branch
  operations: Map<string, Operation>
}

const trees = new Map<Generation, Branch>()

/**
 * The operation that answers a request, or undefined when the generation has none.
 * Literal segments beat parameters; a query and a slash at the end do not count.
 * @param method in any case.
 * @param path path of the URL still percent-encoded, so that an encoded slash stays inside its segment.
 */
export function matchOperation(
  generation: Generation,
  method: string,
  path: string,
): OperationMatch | undefined {
  const segments = splitPath(path)
  const operation = findBranch(treeOf(generation), segments, method.toUpperCase())
  if (!operation) return undefined
  const pathParameters = readPathParameters(operation.path, segments)
  return pathParameters && { operation, pathParameters }
}

function treeOf(generation: Generation): Branch {
  const known = trees.get(generation) ?? growTree(listOperations(generation))
  trees.set(generation, known)
  return known
}

function growTree(operations: Operation[]): Branch {
  const root = newBranch()
  for (const operation of operations) {
    const end = splitPath(operation.path).reduce(growBranch, root)
    end.operations.set(operation.method, operation)
  }
  return root
}

function growBranch(branch: Branch, segment: string): Branch {
  if (isParameter(segment)) return (branch.parameter ??= newBranch())
  const next = branch.literals.get(segment) ?? newBranch()
  branch.literals.set(segment, next)
  return next
}

function newBranch(): Branch {
  return { literals: new Map(), operations: new Map() }
}

/** Tries the literal way first and comes back for the parameter, so `/a/b/x` may still match `/a/{id}/x`. */
function findBranch(branch: Branch, [segment, ...rest]: string[], method: string): Operation | undefined {
  if (segment === undefined) return branch.operations.get(method)
  const literal = branch.literals.get(segment)
  const found = literal && findBranch(literal, rest, method)
  // An empty segment is a forgotten value, never the value of a parameter.
  return (
    found ?? (segment === '' ? undefined : branch.parameter && findBranch(branch.parameter, rest, method))
  )
}

function readPathParameters(template: string, segments: string[]): Record<string, string> | undefined {
  const named = splitPath(template).flatMap((part, position): [string, string][] =>
    isParameter(part) ? [[part.slice(1, -1), segments[position] ?? '']] : [],
  )
  try {
    return Object.fromEntries(named.map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    // A broken percent escape names nothing, so no operation answers it.
    return undefined
  }
}

function splitPath(path: string): string[] {
  const [beforeQuery = ''] = path.split('?')
  return beforeQuery.replace(/^\//, '').replace(/\/$/, '').split('/')
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{')
}
