import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteRecords, findUnseen } from './delete-records.ts'
import type { HubDatabase } from './database.ts'
import { createRecordsStore } from './records.store.ts'
import { testDatabases } from './test-database.ts'
import { writeRecords } from './write-records.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
let locations = 0
const newLocation = () => `location-${++locations}`

describe.each(await testDatabases())('records on $name', (place) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await place.open()
  })
  afterAll(() => database.close())

  const write = (locationId: string, data: Record<string, object>, second: number, generation?: number) =>
    database.kysely.transaction().execute((trx) =>
      writeRecords(trx, {
        locationId,
        kind: 'tag',
        records: Object.entries(data).map(([id, fields]) => ({ id, data: fields, raw: { _id: id } })),
        generation,
        at: at(second),
      }),
    )
  const history = (locationId: string, id: string) =>
    createRecordsStore(database.kysely).history(locationId, 'tag', id)

  it('keeps every version of a record with the time it was valid', async () => {
    const location = newLocation()
    expect(await write(location, { a: { name: 'One' } }, 1)).toEqual([
      { id: 'a', change: 'created', current: { name: 'One' }, previous: undefined, version: 1 },
    ])
    expect(await write(location, { a: { name: 'One' } }, 2)).toMatchObject([
      { change: 'unchanged', version: 1 },
    ])
    expect(await write(location, { a: { name: 'Two' } }, 3)).toEqual([
      { id: 'a', change: 'updated', current: { name: 'Two' }, previous: { name: 'One' }, version: 2 },
    ])
    expect(await history(location, 'a')).toEqual([
      { version: 2, validFrom: at(3).toISOString(), validTo: null, data: { name: 'Two' }, changed: ['name'] },
      {
        version: 1,
        validFrom: at(1).toISOString(),
        validTo: at(3).toISOString(),
        data: { name: 'One' },
        changed: ['name'],
      },
    ])
  })

  it('does not see a change in another order of keys', async () => {
    const location = newLocation()
    await write(location, { a: { name: 'One', colour: 'red' } }, 1)
    expect(await write(location, { a: { colour: 'red', name: 'One' } }, 2)).toMatchObject([
      { change: 'unchanged' },
    ])
  })

  it('orders versions even when the clock runs backwards', async () => {
    const location = newLocation()
    await write(location, { a: { name: 'One' } }, 10)
    await write(location, { a: { name: 'Two' } }, 5)
    const [second, first] = await history(location, 'a')
    expect(first!.validTo).toBe(second!.validFrom)
    expect(second!.validFrom > first!.validFrom).toBe(true)
  })

  it('marks what a full pass did not see as deleted, and restores it when it comes back', async () => {
    const location = newLocation()
    await write(location, { a: { name: 'A' }, b: { name: 'B' } }, 1, 1)
    await write(location, { a: { name: 'A' } }, 2, 2)
    const collection = { locationId: location, kind: 'tag' } as const
    const unseen = await findUnseen(database.kysely, collection, 2)
    expect(unseen).toEqual({ live: 2, unseen: 1, ids: ['b'] })
    const deleted = await database.kysely
      .transaction()
      .execute((trx) => deleteRecords(trx, collection, unseen.ids, at(3)))
    expect(deleted).toEqual([{ id: 'b', previous: { name: 'B' }, version: 2 }])
    expect((await createRecordsStore(database.kysely).listCategories(location, { limit: 5 })).items).toEqual(
      [],
    )
    expect((await createRecordsStore(database.kysely).all(location, 'tag')).map(({ id }) => id)).toEqual([
      'a',
    ])
    expect(await write(location, { b: { name: 'B' } }, 4, 3)).toMatchObject([
      { change: 'restored', previous: { name: 'B' }, version: 3 },
    ])
    expect((await history(location, 'b')).map(({ version, data }) => [version, data])).toEqual([
      [3, { name: 'B' }],
      [2, null],
      [1, { name: 'B' }],
    ])
  })

  it('stores text that PostgreSQL refuses, with a replacement for what it cannot hold', async () => {
    const location = newLocation()
    await write(location, { 'a\0': { name: 'zero \0, half \uD83D, "\\u0000" as text' } }, 1)
    expect(await createRecordsStore(database.kysely).find(location, 'tag', 'a\0')).toMatchObject({
      id: 'a\uFFFD',
      name: 'zero \uFFFD, half \uFFFD, "\\u0000" as text',
    })
    expect(
      await write(location, { 'a\0': { name: 'zero \0, half \uD83D, "\\u0000" as text' } }, 2),
    ).toMatchObject([{ change: 'unchanged' }])
  })

  it('lets two writers of the same new records follow each other', async () => {
    const location = newLocation()
    const outcomes = await Promise.all(
      [1, 2, 3].map((second) => write(location, { a: { name: 'Same' } }, second)),
    )
    expect(
      outcomes
        .flat()
        .map(({ change }) => change)
        .sort(),
    ).toEqual(['created', 'unchanged', 'unchanged'])
  })

  it('is, after any writes and deletes, what the last of them said, and as of any instant what was said then', async () => {
    const ids = ['a', 'b', 'c']
    const step = fc.oneof(
      fc.record({
        write: fc.dictionary(fc.constantFrom(...ids), fc.record({ name: fc.string({ unit: 'binary' }) })),
      }),
      fc.record({ drop: fc.constantFrom(...ids) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const location = newLocation()
        const states: Map<string, object>[] = []
        const model = new Map<string, object>()
        for (const [place, action] of steps.entries()) {
          if ('write' in action) {
            await write(location, action.write, place + 1)
            for (const [id, data] of Object.entries(action.write)) model.set(id, data)
          } else {
            await database.kysely
              .transaction()
              .execute((trx) =>
                deleteRecords(trx, { locationId: location, kind: 'tag' }, [action.drop], at(place + 1)),
              )
            model.delete(action.drop)
          }
          states.push(new Map(model))
        }
        for (const [place, state] of states.entries()) {
          const then = await database.kysely
            .selectFrom('record_versions')
            .select(['id', 'data'])
            .where('location_id', '=', location)
            .where('valid_from', '<=', at(place + 1))
            .where((some) => some.or([some('valid_to', 'is', null), some('valid_to', '>', at(place + 1))]))
            .where('data', 'is not', null)
            .execute()
          const expected = [...state].map(([id, data]) => [
            id,
            (data as { name: string }).name.replaceAll('\0', '\uFFFD').toWellFormed(),
          ])
          expect(Object.fromEntries(then.map(({ id, data }) => [id, data!['name']]))).toEqual(
            Object.fromEntries(expected),
          )
        }
      }),
      { numRuns: 15 },
    )
  })
})
