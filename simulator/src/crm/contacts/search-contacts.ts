import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { Contact, CrmCall } from '../crm.types.ts'
import { bodyOf, isFields, numberOf, textOf } from '../read-call.ts'
import { isMentioned } from './contacts.ts'
import { readFilters } from './filter-contacts.ts'
import { presentFound } from './present-contact.ts'

/** Beyond this many records `page` does not reach; `searchAfter` does (facts 7.2). */
const pageReach = 10_000

type SortValue = string | number

const sortReaders: Record<string, (contact: Contact) => SortValue> = {
  email: ({ email }) => email?.toLowerCase() ?? '',
  dnd: ({ dnd }) => Number(dnd),
  source: ({ source }) => source ?? '',
  firstNameLowerCase: ({ firstName }) => firstName.toLowerCase(),
  lastNameLowerCase: ({ lastName }) => lastName.toLowerCase(),
  dateAdded: ({ dateAdded }) => dateAdded.getTime(),
  dateUpdated: ({ dateUpdated }) => dateUpdated.getTime(),
}

interface SortKey {
  read: (contact: Contact) => SortValue
  direction: 1 | -1
}

/** The asked order, and the id after it: without a last resort, pages could show one contact twice. */
function readSort(given: unknown): SortKey[] {
  const asked = (Array.isArray(given) ? given : []).filter(isFields).map(({ field, direction }): SortKey => {
    const read =
      typeof field === 'string' && Object.hasOwn(sortReaders, field) ? sortReaders[field] : undefined
    if (read === undefined) throw plainRefusal(422, [`Invalid sort field ${String(field)}`])
    return { read, direction: direction === 'asc' ? 1 : -1 }
  })
  const newestFirst: SortKey = { read: ({ dateAdded }) => dateAdded.getTime(), direction: -1 }
  return [...(asked.length > 0 ? asked : [newestFirst]), { read: ({ id }) => id, direction: 1 }]
}

function compare(a: readonly SortValue[], b: readonly SortValue[], keys: readonly SortKey[]): number {
  for (const [index, { direction }] of keys.entries()) {
    const left = a[index] ?? ''
    const right = b[index] ?? ''
    if (left !== right) return left < right ? -direction : direction
  }
  return 0
}

/** Contacts as the index knows them, filtered, sorted, and paged by number or by where the last page ended. */
export function searchContacts(call: CrmCall): OperationAnswer {
  const { contents, crm, request } = call
  const body = bodyOf(call)
  const pageLimit = numberOf(body, 'pageLimit') ?? 20
  const searchAfter = body['searchAfter']
  const cursor =
    Array.isArray(searchAfter) && searchAfter.length > 0 ? (searchAfter as SortValue[]) : undefined
  const page = numberOf(body, 'page') ?? 1
  if (cursor && 'page' in body) throw plainRefusal(422, ['page should not exist with searchAfter'])
  if (!cursor && page * pageLimit > pageReach)
    throw plainRefusal(400, `Only ${pageReach} records can be read by page. Use searchAfter for more.`)

  const test = readFilters(body['filters'], contents)
  const query = textOf(body, 'query') ?? ''
  const keys = readSort(body['sort'])
  const indexed = [
    ...[...contents.contacts.values()].flatMap((contact) => crm.indexed(contact) ?? []),
    ...crm.stillIndexed(contents.location.id),
  ]
  const matching = indexed
    .filter((contact) => test(contact) && (query === '' || isMentioned(contact, query)))
    .map((contact) => ({ contact, place: keys.map(({ read }) => read(contact)) }))
    .toSorted((a, b) => compare(a.place, b.place, keys))
  const rest = cursor ? matching.filter(({ place }) => compare(place, cursor, keys) > 0) : matching
  const skip = cursor ? 0 : (page - 1) * pageLimit
  return {
    body: {
      contacts: rest.slice(skip, skip + pageLimit).map(({ contact, place }) => ({
        ...presentFound(contact, contents, request.generation),
        searchAfter: place,
      })),
      total: matching.length,
    },
  }
}
