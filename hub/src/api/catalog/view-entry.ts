import {
  catalogModules,
  type CatalogEntry as Entry,
  exampleAnswerOf,
  exampleOf,
  type Generation,
  operationsOf,
  type Operation,
  resolveSchema,
  sdkMethodOf,
  searchCatalog,
  type TriggerEntry,
} from '@causeway/spec'
import type { CatalogEntry, CatalogItem, OperationDefinition } from '../contract/index.ts'

const moduleTitles = new Map(catalogModules.map(({ module, title }) => [module, title]))
const mostRelated = 6

/** An entry as lists show it. */
export function viewItem(entry: Entry, missingScopes: string[] | null): CatalogItem {
  const { id, kind, module, title, summary, scopes } = entry
  const isOperation = entry.kind === 'operation'
  return {
    id,
    kind,
    module,
    moduleTitle: moduleTitles.get(module) ?? module,
    title,
    summary,
    access: isOperation ? entry.access : null,
    method: isOperation ? entry.method : null,
    path: isOperation ? entry.path : null,
    generations: isOperation ? (Object.keys(entry.operationIds).toSorted() as Generation[]) : [],
    scopes: [...scopes],
    missingScopes,
    tokenClasses: isOperation ? [...entry.tokenClasses] : [],
    isDestructive: isOperation && entry.isDestructive,
    costsMoney: isOperation && entry.costsMoney,
    isDeprecated: isOperation && entry.isDeprecated,
    isWithheld: isOperation && entry.isWithheld,
    pagination: isOperation ? entry.pagination : null,
    source: isOperation ? null : entry.source,
  }
}

/** An entry with all there is to know of it: schemas that stand alone, and examples that fit them. */
export function viewEntry(entry: Entry, missingScopes: string[] | null): CatalogEntry {
  return {
    ...viewItem(entry, missingScopes),
    definitions: operationsOf(entry).map(viewDefinition),
    trigger: entry.kind === 'trigger' ? viewTrigger(entry) : null,
    related: relatedTo(entry),
  }
}

function viewDefinition(operation: Operation): OperationDefinition {
  const { body, success } = operation
  const alone = (schema: Parameters<typeof resolveSchema>[1]) => ({ ...resolveSchema(operation, schema) })
  const exampleAnswer = exampleAnswerOf(operation)
  return {
    generation: operation.generation,
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    versions: operation.versions,
    parameters: operation.parameters.map(({ name, in: place, required, schema }) => ({
      name,
      in: place,
      required,
      schema: alone(schema),
    })),
    body: body === undefined ? null : { ...body, schema: alone(body.schema) },
    success: {
      status: success.status,
      schema: success.schema === undefined ? null : alone(success.schema),
    },
    failureStatuses: operation.failureStatuses,
    example: { ...exampleOf(operation) },
    ...(exampleAnswer !== undefined && { exampleAnswer }),
    sdk: sdkMethodOf(operation) ?? null,
  }
}

function viewTrigger({ webhook, payload, example }: TriggerEntry): CatalogEntry['trigger'] {
  return { webhook: webhook === undefined ? null : { ...webhook }, payload: { ...payload }, example }
}

/** What says the most of what the entry says, within its module. */
function relatedTo(entry: Entry): CatalogEntry['related'] {
  return searchCatalog(entry.title, { module: entry.module })
    .filter((hit) => hit.entry.id !== entry.id)
    .slice(0, mostRelated)
    .map((hit) => ({ id: hit.entry.id, title: hit.entry.title }))
}
