export type {
  Generation,
  JsonSchema,
  Operation,
  OperationModule,
  OperationParameter,
} from './operation.types.ts'
export type { OperationMatch } from './match-operation.ts'
export type {
  CallExample,
  CatalogEntry,
  CatalogHit,
  OperationEntry,
  Pagination,
  TriggerEntry,
  TriggerSource,
} from './catalog/catalog.types.ts'
export { catalogModules } from './catalog/catalog-modules.ts'
export { findEntry, listCatalogModules, type CatalogModuleCount } from './catalog/find-entry.ts'
export { searchCatalog, type CatalogFilter } from './catalog/search-catalog.ts'
export { findTrigger, listTriggers } from './catalog/list-triggers.ts'
export { entryOf, findOperationEntry, listEntries, operationsOf } from './catalog/list-entries.ts'
export { pagePlanOf, type PagePlan } from './catalog/page-plan.ts'
export { exampleAnswerOf, exampleOf } from './examples/example-of.ts'
export { makeExample, type ExampleOptions } from './examples/make-example.ts'
export { sdkMethodOf, type SdkMethod } from './catalog/sdk-method-of.ts'
export { findOperation } from './find-operation.ts'
export { generations, listModules, listOperations, loadModule } from './load-module.ts'
export { listScopes, socialScopes } from './list-scopes.ts'
export { matchOperation } from './match-operation.ts'
export { resolveSchema } from './resolve-schema.ts'
export { SpecError, type SpecErrorCode } from './spec.errors.ts'
