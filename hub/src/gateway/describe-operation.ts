import {
  entryOf,
  findOperation,
  findOperationEntry,
  type Generation,
  listEntries,
  type Operation,
  type OperationEntry,
} from '@causeway/spec'

/** The catalog's facts about an operation, the same for both generations. */
export type OperationFacts = Pick<
  OperationEntry,
  'module' | 'title' | 'isDestructive' | 'costsMoney' | 'isWithheld' | 'pagination'
> & { entryId: string }

/** What the catalog says of an operation besides how to call it. */
export function describeOperation(operation: Operation): OperationFacts {
  const { id, module, title, isDestructive, costsMoney, isWithheld, pagination } = entryOf(operation)
  return { entryId: id, module, title, isDestructive, costsMoney, isWithheld, pagination }
}

/** The operation behind an id of the catalog or of one generation: of the wanted, else the newest generation. */
export function findCatalogued(id: string, generation?: Generation): Operation | undefined {
  const exact = findOperation(id)
  if (exact !== undefined) return exact
  const offered = findOperationEntry(id)?.operationIds
  const wanted = generation === undefined ? (offered?.v3 ?? offered?.v2) : offered?.[generation]
  return wanted === undefined ? undefined : findOperation(wanted)
}

/** Ids people may have meant. */
export const listCatalogIds = (): string[] => listEntries().map(({ id }) => id)
