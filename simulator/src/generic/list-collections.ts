import { listOperations } from '@causeway/spec'
import type { IdShape } from './document.store.ts'
import { placeOperation } from './place-operation.ts'
import { idShapeOf, tellsIds } from './shape-answer.ts'

/** What the published operations together say of one collection. */
export interface CollectionFacts {
  idShape: IdShape
  /** True when callers can learn ids: by a list or by creating, from operations without handlers of their own. */
  isKnowable: boolean
}

/** Facts about every collection there is. @param served operations that have handlers of their own. */
export function listCollections(served: ReadonlySet<string>): Map<string, CollectionFacts> {
  const shapes = new Map<string, IdShape>()
  const told = new Set<string>()
  const foreign = new Set<string>()
  for (const operation of listOperations()) {
    const place = placeOperation(operation)
    const { collection, deed, idParameter } = place
    const shape = idShapeOf(operation, place)
    if (shape !== undefined && !shapes.has(collection)) shapes.set(collection, shape)
    if (served.has(operation.id)) foreign.add(collection)
    else if (deed === 'list' && !tellsIds(operation)) continue
    // A copy tells an id only to who knows the original's.
    else if (deed === 'list' || (deed === 'create' && idParameter === undefined)) told.add(collection)
  }
  const names = new Set([...shapes.keys(), ...told, ...foreign])
  return new Map(
    [...names].map((name) => [
      name,
      { idShape: shapes.get(name) ?? 'object', isKnowable: told.has(name) && !foreign.has(name) },
    ]),
  )
}
