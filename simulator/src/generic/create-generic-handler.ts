import type { OperationHandler, SimulatedClock } from '../simulator.types.ts'
import { answerGenerically } from './answer-generically.ts'
import { createDocumentStore } from './document.store.ts'
import type { DocumentChange } from './generic.types.ts'
import { listCollections, type CollectionFacts } from './list-collections.ts'

/** What the generic answers are made from. */
export interface GenericParts {
  seed: number
  clock: SimulatedClock
  /** Operations that have handlers of their own. */
  served: ReadonlySet<string>
  /** Tells the locations that start without any data. */
  isEmpty: (tenantId: string) => boolean
  /** Is told of every change. */
  onChange?: (change: DocumentChange) => void
}

/** The handler of every published operation that has none of its own. */
export function createGenericHandler({
  seed,
  clock,
  served,
  isEmpty,
  onChange,
}: GenericParts): OperationHandler {
  let collections: Map<string, CollectionFacts> | undefined
  // Judging all operations takes a moment, which a simulator that is asked for none of this need not spend.
  const factsOf = (collection: string) => (collections ??= listCollections(served)).get(collection)

  const store = createDocumentStore({
    seed,
    clock,
    isEmpty,
    idShapeOf: (collection) => factsOf(collection)?.idShape ?? 'object',
  })
  const context = {
    store,
    isKnowable: (collection: string) => factsOf(collection)?.isKnowable ?? false,
    announce: (change: DocumentChange) => onChange?.(change),
  }
  return (call) => answerGenerically(context, call)
}
