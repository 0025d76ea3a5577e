import type { Fields } from './generic.types.ts'

/** A page of a list, and what the answer may say of the whole. */
export interface ListPage<Item> {
  items: Item[]
  /** Totals and positions under every name the published answers use for them. */
  facts: Fields
}

const defaultLimit = 20
const highestLimit = 500

/** Cuts the page that a query or body asks for, in whichever of GHL's styles it asks. */
export function pageList<Item extends { id: string }>(all: Item[], asked: Fields): ListPage<Item> {
  const limit = Math.min(
    Math.max(numberOf(asked, ['limit', 'pageSize', 'pageLimit', 'pageLength']) ?? defaultLimit, 1),
    highestLimit,
  )
  const start = startOf(all, asked, limit)
  const items = all.slice(start, start + limit)
  const end = start + items.length
  const hasMore = end < all.length
  const page = Math.floor(start / limit) + 1
  return {
    items,
    facts: {
      ...sameValue(totalNames, all.length),
      ...sameValue(['count', 'currentPageSize', 'pageCount'], items.length),
      ...sameValue(['limit', 'pageSize', 'pageLimit'], limit),
      ...sameValue(['skip', 'offset'], start),
      ...sameValue(['page', 'currentPage', 'pageNumber'], page),
      ...sameValue(['hasMore', 'hasNextPage', 'hasNext'], hasMore),
      ...sameValue(['hasPrevPage', 'hasPrevious'], start > 0),
      totalPages: Math.ceil(all.length / limit),
      ...(hasMore && { nextPageToken: tokenFor(end), nextPage: page + 1 }),
      ...(start > 0 && { prevPageToken: tokenFor(Math.max(0, start - limit)), prevPage: page - 1 }),
    },
  }
}

const totalNames = ['total', 'totalCount', 'totalRecords', 'totalItems', 'estimatedTotalRecords']
/** Parameters that name the last item of the page before. */
const afterNames = ['startAfterId', 'lastDoc', 'lastFaqId', 'lastKnowledgeBaseId', 'cursor', 'startAfter']

function startOf(all: { id: string }[], asked: Fields, limit: number): number {
  const token = asked['pageToken']
  if (typeof token === 'string' && token !== '') return Math.min(offsetIn(token), all.length)
  const after = afterNames.map((name) => all.findIndex(({ id }) => id === asked[name])).find((at) => at >= 0)
  if (after !== undefined) return after + 1
  const skip = numberOf(asked, ['skip', 'offset'])
  if (skip !== undefined) return Math.max(0, skip)
  const page = numberOf(asked, ['page', 'pageNumber'])
  return page === undefined ? 0 : Math.max(0, page - 1) * limit
}

function numberOf(asked: Fields, names: string[]): number | undefined {
  for (const name of names) {
    const number = Number(asked[name] === '' ? undefined : asked[name])
    if (Number.isInteger(number)) return number
  }
  return undefined
}

const tokenFor = (offset: number): string => Buffer.from(`after ${offset}`).toString('base64url')

function offsetIn(token: string): number {
  const offset = Number(/^after (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1])
  return Number.isInteger(offset) ? offset : 0
}

const sameValue = (names: string[], value: unknown): Fields =>
  Object.fromEntries(names.map((name) => [name, value]))
