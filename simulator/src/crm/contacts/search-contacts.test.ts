import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CrmBench, startCrm } from '../../../test/start-crm.ts'
import { indexLagMs } from '../create-crm.ts'
import type { Contact } from '../crm.types.ts'

let bench: CrmBench
beforeAll(async () => {
  bench = await startCrm()
})
afterAll(() => bench.simulator.close())

const search = (body: Record<string, unknown>) =>
  bench.v2.call('contacts.search-contacts-advanced', {
    body: { locationId: bench.locationId, pageLimit: 500, ...body },
  })

const idsFor = async (...filters: unknown[]): Promise<string[]> =>
  (await search({ filters }))['contacts'].map(({ id }: { id: string }) => id).toSorted()

const idsWhere = (test_: (contact: Contact) => boolean): string[] =>
  [...bench.contents.contacts.values()].flatMap((contact) => (test_(contact) ? contact.id : [])).toSorted()

const sort = [{ field: 'lastNameLowerCase', direction: 'asc' }]

test('both ways of paging give every contact once, in the same order', async () => {
  const byPage: string[] = []
  const byCursor: string[] = []
  const pages = Math.ceil(bench.contents.contacts.size / 30)
  let searchAfter: unknown
  for (let page = 1; page <= pages; page += 1) {
    byPage.push(...(await search({ pageLimit: 30, page, sort }))['contacts'].map(({ id }: Contact) => id))
    const { contacts } = await search({ pageLimit: 30, sort, ...(searchAfter ? { searchAfter } : {}) })
    byCursor.push(...contacts.map(({ id }: Contact) => id))
    searchAfter = contacts.at(-1).searchAfter
  }
  expect(byPage).toHaveLength(bench.contents.contacts.size)
  expect(new Set(byPage).size).toBe(byPage.length)
  expect(byCursor).toEqual(byPage)
  expect((await search({ pageLimit: 30, sort, searchAfter }))['contacts']).toEqual([])
})

test('without an order the newest come first', async () => {
  const { contacts, total } = await search({})
  const dates = contacts.map(({ dateAdded }: { dateAdded: string }) => dateAdded)
  expect(dates).toEqual(dates.toSorted().toReversed())
  expect(total).toBe(bench.contents.contacts.size)
})

describe('filters', () => {
  test('by tag, and by its absence', async () => {
    expect(await idsFor({ field: 'tags', operator: 'eq', value: 'VIP' })).toEqual(
      idsWhere(({ tags }) => tags.includes('vip')),
    )
    expect(await idsFor({ field: 'tags', operator: 'not_exists' })).toEqual(
      idsWhere(({ tags }) => tags.length === 0),
    )
  })

  test('the outermost are joined by AND, groups as they say', async () => {
    const vip = { field: 'tags', operator: 'eq', value: 'vip' }
    const regular = { field: 'tags', operator: 'eq', value: 'regular' }
    const boulder = { field: 'city', operator: 'contains', value: 'boul' }
    const isBoulder = ({ city }: Contact) => city === 'Boulder'
    const isEither = ({ tags }: Contact) => tags.includes('vip') || tags.includes('regular')
    expect(await idsFor(boulder, { group: 'OR', filters: [vip, regular] })).toEqual(
      idsWhere((contact) => isBoulder(contact) && isEither(contact)),
    )
    expect(
      await idsFor({ group: 'OR', filters: [boulder, { group: 'AND', filters: [vip, regular] }] }),
    ).toEqual(
      idsWhere(
        (contact) => isBoulder(contact) || (contact.tags.includes('vip') && contact.tags.includes('regular')),
      ),
    )
  })

  test('a range of dates is understood in both spellings', async () => {
    const middle = [...bench.contents.contacts.values()][50]!.dateAdded
    const later = idsWhere(({ dateAdded }) => dateAdded >= middle)
    const range = (value: unknown) => idsFor({ field: 'dateAdded', operator: 'range', value })
    expect(later.length).toBeGreaterThan(1)
    expect(await range({ gte: middle.toISOString() })).toEqual(later)
    expect(await range({ from: middle.getTime() })).toEqual(later)
    expect(await range({ gt: middle.toISOString() })).toHaveLength(later.length - 1)
  })

  test('by the value of a custom field', async () => {
    const [field] = bench.contents.customFields
    const value = 'Morning'
    expect(await idsFor({ field: `customFields.${field!.id}`, operator: 'eq', value })).toEqual(
      idsWhere(({ customFields }) => customFields.some((one) => one.id === field!.id && one.value === value)),
    )
  })

  test.each([
    [{ field: 'shoeSize', operator: 'eq', value: 1 }, 'Invalid field shoeSize'],
    [{ field: 'email', operator: 'contains', value: 'a' }, 'Invalid operator contains for field email'],
    [{ field: 'tags', operator: 'range', value: {} }, 'Invalid operator range for field tags'],
    [{ field: 'constructor', operator: 'exists' }, 'Invalid field constructor'],
    [{ group: 'XOR', filters: [] }, 'group must be one of the following values: AND, OR'],
  ])('%j is refused', async (filter, message) => {
    const body = { locationId: bench.locationId, pageLimit: 1, filters: [filter] }
    const refused = await bench.v2.refuse('contacts.search-contacts-advanced', { body })
    expect(refused).toMatchObject({ status: 422, body: { message: [message] } })
  })
})

test.each([
  [{ locationId: undefined }, 422],
  [{ pageLimit: undefined }, 422],
  [{ pageLimit: 501 }, 422],
  [{ query: 'x'.repeat(76) }, 422],
  [{ page: 1, searchAfter: [1, 'a'] }, 422],
  [{ page: 21 }, 400],
])('a search with %j is answered %i', async (change, status) => {
  const body = { locationId: bench.locationId, pageLimit: 500, ...change }
  expect((await bench.v2.refuse('contacts.search-contacts-advanced', { body })).status).toBe(status)
})

test('the index may be late: what was written shows seconds later, what is read by id at once', async () => {
  bench.simulator.admin.setSwitches({ contactSearchLags: true })
  const query = async (words: string) => (await search({ query: words }))['total'] as number
  const { id } = await bench.aContact({ firstName: 'Laggard', lastName: 'Before' })
  const params = { contactId: id as string }
  expect(await query('laggard')).toBe(0)
  expect((await bench.v2.call('contacts.get-contact', { params }))['contact'].firstName).toBe('Laggard')
  bench.simulator.clock.advance(indexLagMs)
  expect(await query('laggard')).toBe(1)

  await bench.v2.call('contacts.update-contact', { params, body: { lastName: 'After' } })
  expect([await query('laggard before'), await query('laggard after')]).toEqual([1, 0])
  bench.simulator.clock.advance(indexLagMs)
  expect([await query('laggard before'), await query('laggard after')]).toEqual([0, 1])

  await bench.v2.call('contacts.delete-contact', { params })
  expect(await query('laggard')).toBe(1)
  bench.simulator.clock.advance(indexLagMs)
  expect(await query('laggard')).toBe(0)
  bench.simulator.admin.setSwitches({ contactSearchLags: false })
})
