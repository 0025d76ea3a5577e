import { loadModule } from '../load-module.ts'
import type { JsonSchema, Operation } from '../operation.types.ts'
import { bundleSchema } from '../visit-schema.ts'
import type { Pagination } from './catalog.types.ts'

/** How to ask an operation for one page after another. */
export interface PagePlan {
  style: Pagination
  /** Where the names below go. */
  place: 'query' | 'body'
  /** Name under which the start goes: `skip`, `offset`, `page`, `pageToken` … */
  startName: string
  /** Name under which the size of a page goes; undefined where the operation decides it. */
  sizeName: string | undefined
  /** Numbers go as text: GHL takes them so in some operations and refuses text in others. */
  isText: boolean
}

/** Names that tell the style, the surest first; `page` beside another one is the lesser way. */
const stylesByName: [string, Pagination][] = [
  ['pageToken', 'pageToken'],
  ['searchAfter', 'searchAfter'],
  ['startAfterId', 'startAfter'],
  ['startAfter', 'startAfter'],
  ['startAfterDate', 'startAfter'],
  ['skip', 'skip'],
  ['offset', 'skip'],
  ['page', 'page'],
]
const sizeNames = ['limit', 'pageSize', 'pageLimit']
/**
 * How an operation hands out its pages, read from its parameters; null for what has no pages.
 * Cursors of two operations (`cursor`, `lastMessageId`) are their own and not walked.
 * @param $defs definitions of the operation's module; default those of the committed data.
 */
export function pagePlanOf(operation: Operation, $defs?: Record<string, JsonSchema>): PagePlan | null {
  if (operation.access !== 'read') return null
  const definitions = $defs ?? loadModule(operation.generation, operation.module).$defs
  const query = new Map(
    operation.parameters.filter((one) => one.in === 'query').map((one) => [one.name, one.schema]),
  )
  const body = operation.body && bundleSchema(operation.body.schema, definitions)
  return (
    planIn('query', query) ?? (body ? planIn('body', new Map(Object.entries(body.properties ?? {}))) : null)
  )
}

function planIn(
  place: PagePlan['place'],
  fields: Map<string, { type?: string | string[] }>,
): PagePlan | null {
  const sizeName = sizeNames.find((name) => fields.has(name))
  const found = stylesByName.find(([name]) => {
    // A `page` of text without a size is a page of a social network, to connect.
    return (
      fields.has(name) && (name !== 'page' || sizeName !== undefined || fields.get(name)?.type !== 'string')
    )
  })
  if (!found) return null
  const [startName, style] = found
  return { style, place, startName, sizeName, isText: fields.get(sizeName ?? startName)?.type === 'string' }
}
