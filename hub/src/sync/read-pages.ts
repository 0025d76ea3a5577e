import { readAhead } from './read-ahead.ts'

/** A page of a list that is asked by how many to skip. */
export interface ListPage<Item> {
  items: readonly Item[]
  /** How many there are in all, as this answer says. */
  total: number
}

export interface PageReading<Item> {
  read: (skip: number, signal: AbortSignal) => Promise<ListPage<Item>>
  /** Where to begin. */
  skip: number
  pageSize: number
  /** How many items of a page are asked for again with the next: a list that loses items meanwhile moves up. */
  overlap: number
  /** Pages read ahead. */
  ahead: number
  signal: AbortSignal
}

export type Paging = Pick<PageReading<unknown>, 'pageSize' | 'overlap'>

/** Pages that arrived together. */
export interface PageBatch<Item> {
  items: Item[]
  total: number
  /** Where to go on from once these are stored. */
  nextSkip: number
  isLast: boolean
}

/** Pages stored in one transaction at most. */
const pagesInBatch = 10

/** Reads a list to its end: the first page tells how many there are, the others are read several at a time. */
export async function* readPages<Item>(
  reading: PageReading<Item>,
): AsyncGenerator<PageBatch<Item>, void, undefined> {
  const options = { ahead: reading.ahead, batch: pagesInBatch, signal: reading.signal }
  let skips = [reading.skip]
  while (skips.length > 0) {
    let following: number[] = []
    for await (const pages of readAhead(skips, reading.read, options)) {
      const last = pages.at(-1)!
      const { items, total } = last.result
      following = skipsAfter(last.task, { length: items.length, total }, reading)
      yield {
        items: pages.flatMap(({ result }) => result.items),
        total: last.result.total,
        nextSkip: following[0] ?? last.task + reading.pageSize - reading.overlap,
        isLast: following.length === 0,
      }
      if (following.length === 0) return
    }
    // After the first page this is all the rest; later what the list grew by meanwhile.
    skips = following
  }
}

/** How many pages a list of so many items is read in. */
export function countPages(total: number, paging: Paging): number {
  let pages = 0
  for (let skips = [0]; skips.length > 0;) {
    pages += skips.length
    const last = skips.at(-1) ?? 0
    const length = Math.min(Math.max(0, total - last), paging.pageSize)
    skips = skipsAfter(last, { length, total }, paging)
  }
  return pages
}

/**
 * Where the pages after this one begin, by its own word on the total. A CRM that gives less than was asked for is
 * taken at the size it gives. A full page is never the last, whatever the total says: an answer without a total is
 * read as one that counts its own page.
 */
function skipsAfter(
  skip: number,
  { length, total }: { length: number; total: number },
  { pageSize, overlap }: Paging,
): number[] {
  if (length <= overlap) return []
  const reached = skip + length
  const end = length >= pageSize ? Math.max(total, reached + 1) : total
  const step = Math.min(length, pageSize) - overlap
  const skips: number[] = []
  for (let next = skip + step; next + overlap < end; next += step) skips.push(next)
  return skips
}
