import { findOperation, generations } from '@causeway/spec'
import {
  type OperationAnswer,
  type OperationHandler,
  plainRefusal,
  type SimulatedClock,
  type SimulatedRefusal,
} from '../simulator.types.ts'
import type { Crm, CrmCall, LocationCrm } from './crm.types.ts'

/** The records of one subject, a book for each location. */
export interface LocationBooks<Book> {
  /** The book of a location; made when first looked at. */
  bookOf(locationId: string): Book
}

/** What handlers of a subject work on: the call, its location's customers, and its book of the subject. */
export interface BookCall<Book> extends CrmCall {
  book: Book
  books: LocationBooks<Book>
}

export type BookHandler<Book> = (call: BookCall<Book>) => OperationAnswer | Promise<OperationAnswer>

/** @param make makes the seeded book of a location; nothing is made before it is asked for. */
export function createBooks<Book>(crm: Crm, make: (contents: LocationCrm) => Book): LocationBooks<Book> {
  const books = new Map<string, Book>()
  return {
    bookOf(locationId) {
      const known = books.get(locationId)
      if (known !== undefined) return known
      const made = make(crm.contentsOf(locationId))
      books.set(locationId, made)
      return made
    },
  }
}

/** Handlers of a module by operation id, in each generation that has the operation. */
export function serveBooks<Book>(
  module: string,
  handlers: Record<string, BookHandler<Book>>,
  { crm, clock, books }: { crm: Crm; clock: SimulatedClock; books: LocationBooks<Book> },
): Record<string, OperationHandler> {
  const serve =
    (handler: BookHandler<Book>): OperationHandler =>
    (request) => {
      const { locationId } = request
      if (locationId === undefined) throw plainRefusal(422, ['locationId should not be empty'])
      const contents = crm.contentsOf(locationId)
      return handler({ request, crm, contents, now: clock.now(), book: books.bookOf(locationId), books })
    }
  return Object.fromEntries(
    Object.entries(handlers).flatMap(([name, handler]) =>
      generations
        .map((generation) => `${generation}.${module}.${name}`)
        .filter((id) => findOperation(id) !== undefined)
        .map((id): [string, OperationHandler] => [id, serve(handler)]),
    ),
  )
}

/**
 * Finds what a call names by its id alone: another location's is refused like that location itself (facts 5), and
 * only what nobody has is "not found".
 */
export function findInBooks<Book, Found>(
  { book, books, crm }: BookCall<Book>,
  find: (book: Book) => Found | undefined,
  refusal: () => SimulatedRefusal,
): Found {
  const own = find(book)
  if (own !== undefined) return own
  const isForeign = crm.world.locations.some(({ id }) => find(books.bookOf(id)) !== undefined)
  throw isForeign ? plainRefusal(403, 'The token does not have access to this location.') : refusal()
}
