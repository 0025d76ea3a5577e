import { findOperationEntry } from '../src/catalog/list-entries.ts'
import { generations, listModules, loadModule } from '../src/load-module.ts'
import { compareCatalogs } from './compare-catalogs.ts'
import { compileCatalog } from './compile-catalog.ts'

/** One operation that is not what this catalog was made for. */
export interface PublishedChange {
  kind: 'added' | 'removed' | 'changed'
  operationId: string
  /** Entry of the catalog; null for what it does not have yet. */
  entryId: string | null
  method: string
  path: string
  /** In plain words. */
  sentences: string[]
  isBreaking: boolean
  /** Left to who knows what uses the operation. */
  affects: string[]
}

/** What changed at GHL since this catalog was made. */
export interface PublishedComparison {
  /** ISO 8601. */
  comparedAt: string
  source: string
  /** Operations in the published files. */
  operations: number
  changes: PublishedChange[]
}

/**
 * Compares a folder of GHL's published OpenAPI files (`v2/apps` and `v3/apps`, or a clone of
 * GoHighLevel/highlevel-api-docs) with this catalog. Takes seconds and reads every file.
 */
export function compareWithPublished(folder: string, now = new Date()): PublishedComparison {
  const { modules } = compileCatalog(folder)
  const known = generations.flatMap((generation) =>
    listModules(generation).map((module) => loadModule(generation, module)),
  )
  return {
    comparedAt: now.toISOString(),
    source: folder,
    operations: modules.reduce((sum, module) => sum + module.operations.length, 0),
    changes: compareCatalogs(known, modules).map(({ id, kind, method, path, sentences, isBreaking }) => ({
      kind,
      operationId: id,
      entryId: findOperationEntry(id)?.id ?? null,
      method,
      path,
      sentences,
      isBreaking,
      affects: [],
    })),
  }
}
