import { storeErrors } from './store.errors.ts'

/** A page of a list; `nextCursor` is null on the last one. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  /** How many match in all; only on the first page. */
  total?: number
}

/** A page of a search, which looks through a part of the list for each: it may be short or empty though there is a next. */
export interface SearchPage<Item> extends Page<Item> {
  /** From when the oldest row is that was looked at, when there are older ones. */
  searchedTo: Date | null
}

/** A search looks through so many rows for a page. */
export const searchedPerPage = 20_000

/** The last row of the part of a list that a page's search looks through, when there are rows beyond it. */
export interface SearchedPart {
  id: string
  at: Date
}

/** Where a page ended: the sort it was made with, and the sort value and id of its last row. */
export interface PageEnd {
  sort: string
  value: string | number
  id: string
}

export const toCursor = ({ sort, value, id }: PageEnd): string =>
  Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')

/** @throws `store.cursor_invalid` */
export function fromCursor(cursor: string, sort: string): PageEnd {
  const end = parseCursor(cursor)
  if (end === undefined || end.sort !== sort)
    throw storeErrors.cursor_invalid('The cursor does not belong to this list.')
  return end
}

function parseCursor(cursor: string): PageEnd | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(parts)) return undefined
    const [sort, value, id]: unknown[] = parts
    const isRight =
      typeof sort === 'string' &&
      typeof id === 'string' &&
      (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)))
    return isRight && !`${value}${id}`.includes('\0') ? { sort, value, id } : undefined
  } catch {
    // Not ours: the caller tells.
    return undefined
  }
}

/** Cuts a list read with one row too many into a page. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  endOf: (row: Row) => PageEnd,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? toCursor(endOf(last)) : null,
  }
}

/** The same for a search of a part of the list; undefined `part`: of its rest. */
export function pageOfSearch<Row extends { id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  part: SearchedPart | undefined,
  endOf: (row: { id: string }) => PageEnd,
  itemOf: (row: Row) => Item,
): SearchPage<Item> {
  const found = pageOfRows(rows, limit, endOf, itemOf)
  if (found.nextCursor !== null || part === undefined) return { ...found, searchedTo: null }
  return { ...found, nextCursor: toCursor(endOf(part)), searchedTo: part.at }
}
