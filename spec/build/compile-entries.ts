import type { EntryFacts } from '../src/catalog/entry-facts.types.ts'
import { catalogModules, moduleOf } from '../src/catalog/catalog-modules.ts'
import { pagePlanOf } from '../src/catalog/page-plan.ts'
import type { Operation, OperationModule } from '../src/operation.types.ts'
import { costlyOperations, withheldOperations } from './judgements/costly-operations.ts'
import { entryNames } from './judgements/entry-names.ts'
import { operationPairs } from './judgements/paired-operations.ts'

/**
 * The entries of the catalog: operations of both generations that are the same thing share one. They are the same
 * when method and path are, whatever the path's parameters are called, or when they are named a pair.
 */
export function compileEntries(modules: OperationModule[]): EntryFacts[] {
  const operations = modules.flatMap((module) => module.operations)
  const definitions = new Map(modules.map((one) => [`${one.generation}.${one.module}`, one.$defs]))
  const groups = Map.groupBy(operations, groupKey)
  const entries = [...groups.values()].map((group) => toEntry(group, definitions))
  requireKnown(operations, new Set(entries.map(({ id }) => id)), entries.length)
  return entries.toSorted(byModuleAndPath)
}

/** `GET /contacts/{}`: what two generations of the same operation have in common. */
export function pathShape({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path.replaceAll(/\{\w+\}/g, '{}').replace(/(?<=.)\/$/, '')}`
}

const olderByNewer = new Map(operationPairs.map(({ v2, v3 }) => [v2, v3]))

function groupKey(operation: Operation): string {
  const newer = olderByNewer.get(operation.id)
  const isPaired = newer !== undefined || operationPairs.some(({ v3 }) => v3 === operation.id)
  return isPaired ? (newer ?? operation.id) : pathShape(operation)
}

function toEntry(group: Operation[], definitions: Map<string, OperationModule['$defs']>): EntryFacts {
  const newest = group.find(({ generation }) => generation === 'v3') ?? group[0]
  if (!newest || group.length > 2) throw new Error(`An entry is made of ${group.length} operations`)
  const module = moduleOf(newest.module)
  const shape = pathShape(newest)
  return {
    id: `${module}.${entryNames[newest.id] ?? newest.id.split('.')[2]}`,
    module,
    operationIds: Object.fromEntries(group.map(({ generation, id }) => [generation, id])),
    method: newest.method,
    path: newest.path,
    scopes: newest.scopes,
    tokenClasses: newest.tokenClasses,
    access: newest.access,
    isDestructive: newest.isDestructive,
    costsMoney: costlyOperations[shape] !== undefined,
    isDeprecated: newest.isDeprecated === true,
    isWithheld: withheldOperations[shape] !== undefined,
    pagination: pagePlanOf(newest, definitions.get(`${newest.generation}.${newest.module}`))?.style ?? null,
  }
}

/** A judgement about an operation that is not there any more would silently judge nothing. */
function requireKnown(operations: Operation[], ids: Set<string>, count: number): void {
  if (ids.size !== count) throw new Error('Two entries of the catalog have the same id')
  const known = new Set(operations.map(({ id }) => id))
  const shapes = new Set(operations.map(pathShape))
  const unknown = [
    ...operationPairs.flatMap(({ v2, v3 }) => [v2, v3]).filter((id) => !known.has(id)),
    ...Object.keys(entryNames).filter((id) => !known.has(id)),
    ...[...Object.keys(costlyOperations), ...Object.keys(withheldOperations)].filter(
      (one) => !shapes.has(one),
    ),
  ]
  if (unknown.length > 0) throw new Error(`Judged, but published no more: ${unknown.join(', ')}`)
}

const moduleOrder = new Map(catalogModules.map(({ module }, position) => [module, position]))

function byModuleAndPath(left: EntryFacts, right: EntryFacts): number {
  const order = (moduleOrder.get(left.module) ?? 0) - (moduleOrder.get(right.module) ?? 0)
  if (order !== 0) return order
  // Not localeCompare: the order must not depend on the machine's language.
  return `${left.path} ${left.method}` < `${right.path} ${right.method}` ? -1 : 1
}
