import { RemoteError } from '../client.errors.ts'

/** A page read by offset. */
export interface SkipPage<Item> {
  items: Item[]
  /** Matches in all, when the answer tells. */
  total: number | undefined
}

/**
 * Walks a list by offset: yields pages until one comes that is the last.
 *
 * GHL's `count` is sometimes the size of the page instead of the whole list, and a server may give fewer items than
 * were asked for; so a full page is followed by another request unless the total is beyond doubt, and a short page
 * ends the list unless the total says otherwise.
 * @throws RemoteError `malformed_answer` when a page repeats the one before: the list would never end
 */
export async function* pagesBySkip<Item, Page extends SkipPage<Item>>(
  fetchPage: (skip: number) => Promise<Page>,
  pageSize: number,
  firstSkip = 0,
): AsyncGenerator<Page, void, undefined> {
  let skip = firstSkip
  let previousMarks: string | undefined
  while (true) {
    const page = await fetchPage(skip)
    const { length } = page.items
    if (length === 0 && skip > firstSkip) return
    const marks = JSON.stringify([page.items[0], page.items.at(-1)])
    if (marks === previousMarks && length > 0) {
      throw new RemoteError('malformed_answer', `The CRM gave the same page again for skip ${skip}`)
    }
    previousMarks = marks
    yield page
    skip += length
    if (length === 0) return
    const isTotalKnown = page.total !== undefined && (page.total > pageSize || page.total > length)
    if (isTotalKnown ? skip >= (page.total ?? 0) : length < pageSize) return
  }
}

/** A page read by a cursor, and the cursor of the next. */
export interface CursorPage<Cursor> {
  next: Cursor | undefined
}

/**
 * Walks a list by cursors until a page has none.
 * @throws RemoteError `malformed_answer` when a cursor comes back a second time: the list would never end
 */
export async function* pagesByCursor<Cursor, Page extends CursorPage<Cursor>>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page>,
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>()
  let cursor: Cursor | undefined
  while (true) {
    const page = await fetchPage(cursor)
    yield page
    cursor = page.next
    if (cursor === undefined) return
    const key = JSON.stringify(cursor)
    if (seen.has(key)) {
      throw new RemoteError('malformed_answer', 'The CRM gave the same page cursor twice')
    }
    seen.add(key)
  }
}
