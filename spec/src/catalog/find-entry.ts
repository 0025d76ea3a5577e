import { catalogModules } from './catalog-modules.ts'
import type { CatalogEntry } from './catalog.types.ts'
import { findOperationEntry, listEntries } from './list-entries.ts'
import { findTrigger, listTriggers } from './list-triggers.ts'

/** The entry with this id: an operation (also by the id of one generation's), or a trigger; undefined when none is. */
export function findEntry(id: string): CatalogEntry | undefined {
  return findOperationEntry(id) ?? findTrigger(id)
}

/** A module with how much it holds. */
export interface CatalogModuleCount {
  module: string
  title: string
  operations: number
  triggers: number
}

/** All modules in the order people look for them. */
export function listCatalogModules(): CatalogModuleCount[] {
  const operations = countByModule(listEntries())
  const triggers = countByModule(listTriggers())
  return catalogModules.map(({ module, title }) => ({
    module,
    title,
    operations: operations.get(module) ?? 0,
    triggers: triggers.get(module) ?? 0,
  }))
}

function countByModule(entries: readonly CatalogEntry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { module } of entries) counts.set(module, (counts.get(module) ?? 0) + 1)
  return counts
}
