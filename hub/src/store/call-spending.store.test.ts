import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallSpendingStore, createCallSpendingStore, type SpentCalls } from './call-spending.store.ts'
import type { HubDatabase } from './database.ts'
import { testDatabases } from './test-database.ts'

const spent = (changes: Partial<SpentCalls> = {}): SpentCalls => ({
  day: '2026-03-01',
  budgetKey: 'live/app/one',
  locationId: 'one',
  companyId: 'company',
  lane: 'sync',
  spender: 'sync:posts',
  spenderName: 'sync:posts',
  calls: 1,
  refused: 0,
  ...changes,
})

describe.each(await testDatabases())('call spending on $name', (database) => {
  let opened: HubDatabase
  let store: CallSpendingStore
  beforeEach(async () => {
    opened = await database.open()
    store = createCallSpendingStore(opened.kysely)
  })
  afterEach(() => opened.close())
  const march = { from: '2026-03-01', to: '2026-03-31' }

  it('adds up what is counted at once and one after the other, over the budgets of a location', async () => {
    await store.add([spent(), spent({ calls: 2, refused: 1 })])
    await store.add([spent({ calls: 4 }), spent({ budgetKey: 'live/private/one', calls: 10 })])
    const { budgetKey: _, ...shown } = spent({ calls: 17, refused: 1 })
    expect(await store.list(march)).toEqual([shown])
  })

  it('keeps days, locations, lanes and spenders apart, and companies without a location', async () => {
    await store.add([
      spent(),
      spent({ day: '2026-03-02' }),
      spent({ locationId: null }),
      spent({ lane: 'backfill' }),
      spent({ spender: 'key:1', spenderName: 'Books' }),
      spent({ spender: 'key:2', spenderName: 'Books' }),
    ])
    expect(await store.list(march)).toHaveLength(6)
    expect(await store.list({ ...march, from: '2026-03-02' })).toHaveLength(1)
    expect(await store.list({ ...march, locationId: 'one' })).toHaveLength(5)
    expect(await store.list({ ...march, locationIds: [] })).toEqual([])
  })

  it('loses nothing when many processes add to the same rows', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => spent({ spender: `s${index}`, calls: 1 }))
    await Promise.all(
      Array.from({ length: 12 }, (_, turn) => store.add(turn % 2 === 0 ? rows : rows.toReversed())),
    )
    const all = await store.list(march)
    expect(all.map(({ calls }) => calls)).toEqual(Array.from({ length: 20 }, () => 12))
  })

  it('forgets days before one', async () => {
    await store.add([spent({ day: '2025-01-01' }), spent({ day: '2025-01-02' }), spent()])
    expect(await store.deleteOlder('2025-01-02', 100)).toBe(1)
    expect(await store.list({ from: '2025-01-01', to: '2026-12-31' })).toHaveLength(2)
  })
})
