import { pagePlanOf, type Operation, type PagePlan } from '@causeway/spec'
import { RemoteError } from '../client.errors.ts'
import type { CallOptions, CallPage, CallResult, PagesOptions, PageStyle } from '../client.types.ts'
import type { JsonObject } from '../json.types.ts'
import { pagesByCursor, pagesBySkip } from '../transport/paginate.ts'

/** Sends one page's call. */
export type FetchPage = (options: CallOptions) => Promise<CallResult>

/**
 * Walks through all pages of an operation.
 * @throws RemoteError `invalid_call` when the operation has no known way of paging
 */
export async function* pageThrough(
  operation: Operation | undefined,
  options: PagesOptions,
  fetchPage: FetchPage,
): AsyncGenerator<CallPage, void, undefined> {
  const { pageSize = 100, style, items: itemsKey, ...call } = options
  const plan = planPages(operation, style)
  const fetch = async (extra: JsonObject): Promise<CallPage> => {
    const size = plan.sizeName === undefined ? {} : { [plan.sizeName]: numeral(plan, pageSize) }
    return readPage(await fetchPage(place(call, plan.place, { ...size, ...extra })), itemsKey)
  }
  if (plan.style === 'skip') {
    yield* pagesBySkip((skip) => fetch({ [plan.startName]: numeral(plan, skip) }), pageSize)
    return
  }
  if (plan.style === 'page') {
    let number = 0
    // Where the CRM decides how long a page is, only an empty one is surely the last.
    const fullPage = plan.sizeName === undefined ? 1 : pageSize
    yield* pagesBySkip(() => fetch({ [plan.startName]: numeral(plan, (number += 1)) }), fullPage)
    return
  }
  const pages = pagesByCursor<JsonObject, { page: CallPage; next: JsonObject | undefined }>(
    async (cursor) => {
      const page = await fetch(cursor ?? {})
      return { page, next: page.items.length === 0 ? undefined : nextCursor(plan, page) }
    },
  )
  let isFirst = true
  for await (const { page } of pages) {
    // Some lists end with an empty page, which says nothing; an empty list is still one page.
    if (isFirst || page.items.length > 0) yield page
    isFirst = false
  }
}

function planPages(operation: Operation | undefined, wanted: PageStyle | undefined): PagePlan {
  const known = operation ? pagePlanOf(operation) : null
  if (known && (wanted === undefined || wanted === known.style)) return known
  if (wanted !== undefined) return planUnlisted(operation, wanted)
  throw new RemoteError(
    'invalid_call',
    `${operation?.id ?? 'The operation'} does not say how it pages: pass a style`,
  )
}

/** How a style is spoken where the catalog does not tell. */
function planUnlisted(operation: Operation | undefined, style: PageStyle): PagePlan {
  const query = new Set(
    (operation?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
  )
  const isInBody = style === 'searchAfter' || (style === 'skip' && !query.has('skip') && hasBody(operation))
  const sizeName = ['limit', 'pageSize', 'pageLimit'].find((name) => query.has(name))
  return {
    style,
    place: isInBody ? 'body' : 'query',
    startName: style,
    sizeName: style === 'searchAfter' ? 'pageLimit' : (sizeName ?? (isInBody ? 'limit' : undefined)),
    isText: false,
  }
}

function hasBody(operation: Operation | undefined): boolean {
  return operation?.body !== undefined
}

function numeral(plan: PagePlan, value: number): number | string {
  return plan.isText ? String(value) : value
}

function place(call: CallOptions, where: PagePlan['place'], extra: JsonObject): CallOptions {
  if (where === 'body') return { ...call, body: { ...objectOf(call.body), ...extra } }
  const query = Object.entries(extra).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.map(String) : String(value)] as const
  })
  return { ...call, query: { ...call.query, ...Object.fromEntries(query) } }
}

function readPage(result: CallResult, itemsKey: string | undefined): CallPage {
  const body = objectOf(result.body)
  const holder = Object.hasOwn(body, 'results') && !Array.isArray(body['results']) ? body['results'] : body
  const fields = objectOf(holder)
  const key = itemsKey ?? Object.keys(fields).find((name) => Array.isArray(fields[name]))
  const list = Array.isArray(result.body) ? result.body : key === undefined ? undefined : fields[key]
  return {
    items: Array.isArray(list) ? (list as unknown[]) : [],
    total: firstNumber(
      fields['total'],
      fields['count'],
      objectOf(fields['meta'])['total'],
      objectOf(fields['meta'])['count'],
      objectOf(fields['pagination'])['totalRecords'],
    ),
    result,
  }
}

/** Where each style puts what to ask for next. */
function nextCursor({ style, startName }: PagePlan, page: CallPage): JsonObject | undefined {
  const body = objectOf(page.result.body)
  if (style === 'pageToken') {
    const pagination = objectOf(body['pagination'])
    if (pagination['hasNextPage'] === false) return undefined
    const pageToken = pagination['nextPageToken'] ?? body['nextPageToken']
    return typeof pageToken === 'string' && pageToken !== '' ? { pageToken } : undefined
  }
  if (style === 'searchAfter') {
    const { searchAfter } = objectOf(page.items.at(-1))
    return Array.isArray(searchAfter) ? { searchAfter } : undefined
  }
  if (startName === 'startAfterDate') {
    // Conversations start after the sort value of the last one, which by default is the date of its last message.
    const { sort, lastMessageDate } = objectOf(page.items.at(-1))
    const startAfterDate = Array.isArray(sort) ? (sort as unknown[]) : lastMessageDate
    return startAfterDate === undefined ? undefined : { startAfterDate }
  }
  const meta = objectOf(body['meta'])
  const { startAfter, startAfterId, nextPage, nextPageUrl } = meta
  if (startAfter === undefined || startAfter === null) return undefined
  if (nextPage === null && (nextPageUrl === null || nextPageUrl === undefined)) return undefined
  return startAfterId === undefined ? { startAfter } : { startAfter, startAfterId }
}

function firstNumber(...values: unknown[]): number | undefined {
  for (const value of values) {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) return number
  }
  return undefined
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {}
}
