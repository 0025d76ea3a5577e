import type { OperationModule } from '../src/operation.types.ts'
import { corrections } from '../corrections/index.ts'
import { operationSchemas } from '../src/operation-schemas.ts'
import { reachableDefinitions } from '../src/visit-schema.ts'
import { applyCorrections } from './apply-corrections.ts'
import { importModule } from './import-module.ts'
import { readPublished } from './read-published.ts'

/** What the published files say once corrected. */
export interface Catalog {
  modules: OperationModule[]
  /** Corrections that no longer fit the published files; the facts are only right when there are none. */
  problems: string[]
}

/** Published files in, corrected facts out; nothing is read or written besides the folder's files. */
export function compileCatalog(folder: string): Catalog {
  const modules = readPublished(folder).map(importModule)
  const problems = applyCorrections(modules, corrections)
  requireUniqueIds(modules)
  return { modules: modules.map(withNeededDefinitions), problems }
}

/** Definitions that only failures or nothing at all refer to are dropped. */
function withNeededDefinitions(module: OperationModule): OperationModule {
  const schemas = module.operations.flatMap(operationSchemas)
  return { ...module, $defs: reachableDefinitions(schemas, module.$defs) }
}

function requireUniqueIds(modules: OperationModule[]): void {
  const seen = new Set<string>()
  for (const { id } of modules.flatMap(({ operations }) => operations)) {
    if (seen.has(id)) throw new Error(`Two operations are called ${id}`)
    seen.add(id)
  }
}
