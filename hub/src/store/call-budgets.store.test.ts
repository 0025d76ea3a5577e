import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallBudgetsStore, createCallBudgetsStore, type SlotExchange } from './call-budgets.store.ts'
import type { HubDatabase } from './database.ts'
import { testDatabases } from './test-database.ts'

const limits = { burstLimit: 10, burstIntervalMs: 1500, dailyLimit: 1000 }
const wish = { budgetKey: 'k', wanted: 8, wantedInteractive: 0, take: 'one', leaseMs: 60_000, givenBack: [] }

describe.each(await testDatabases())('call budgets on $name', (database) => {
  let opened: HubDatabase
  let budgets: CallBudgetsStore
  beforeEach(async () => {
    opened = await database.open()
    budgets = createCallBudgetsStore(opened.kysely)
  })
  afterEach(() => opened.close())
  const exchange = async (one: SlotExchange) => (await budgets.exchange([one]))[0]

  it('knows nothing of a budget nobody made, and keeps the first limits of one made twice', async () => {
    expect(await exchange(wish)).toBeUndefined()
    await budgets.ensure('k', 'loc', limits)
    await budgets.ensure('k', 'loc', { ...limits, burstLimit: 99 })
    expect(await budgets.read()).toMatchObject([
      { key: 'k', locationId: 'loc', burstLimit: 10, burstFree: 10 },
    ])
  })

  it('exchanges slots of many budgets in one statement, each with its own answer', async () => {
    const keys = ['c', 'a', 'none', 'b']
    for (const key of ['a', 'b', 'c']) await budgets.ensure(key, key, limits)
    const wishes = keys.map((budgetKey, place) => ({
      ...wish,
      budgetKey,
      wanted: place + 1,
      take: budgetKey,
    }))
    const answers = await budgets.exchange(wishes)
    expect(answers.map((answer) => answer?.slots.length)).toEqual([1, 2, undefined, 4])
  })

  it('lets processes exchange slots of the same budgets in any order', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `budget ${index}`)
    for (const key of keys) await budgets.ensure(key, key, limits)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) =>
        budgets.exchange(
          (turn % 2 === 0 ? keys : keys.toReversed()).map((budgetKey) => ({ ...wish, budgetKey, wanted: 1 })),
        ),
      ),
    )
    const taken = answers.flat().reduce((sum, answer) => sum + (answer?.slots.length ?? 0), 0)
    expect(taken).toBe(12 * 8)
  })

  it('hands out each slot once, however many ask at once', async () => {
    await budgets.ensure('k', null, limits)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => exchange({ ...wish, wanted: 1, take: `take ${index}` })),
    )
    const slots = answers.flatMap((answer) => answer?.slots ?? [])
    expect(new Set(slots)).toHaveLength(8)
    expect(slots).toHaveLength(8)
    expect(await budgets.read()).toMatchObject([{ dailyUsed: 8, burstFree: 2 }])
  })

  it('cools a used slot for one interval and frees an unused one at once', async () => {
    await budgets.ensure('k', null, limits)
    const taken = await exchange({ ...wish, wanted: 2 })
    const [used, unused] = taken?.slots ?? []
    const givenBack = [
      { slot: used ?? -1, take: 'one', used: true, at: performance.now() },
      { slot: unused ?? -1, take: 'one', used: false, at: performance.now() },
    ]
    const after = await exchange({ ...wish, wanted: 0, givenBack })
    expect(after).toMatchObject({ dailyUsed: 1, slots: [] })
    expect(await budgets.read()).toMatchObject([{ burstFree: 9 }])
    await sleep(1550)
    expect(await budgets.read()).toMatchObject([{ burstFree: 10 }])
  })

  it('gives the slots of a dead process to others after its lease, who cannot lose them to it', async () => {
    await budgets.ensure('k', null, limits)
    const dead = await exchange({ ...wish, leaseMs: 1500 })
    expect(dead?.slots).toHaveLength(8)
    expect((await exchange({ ...wish, take: 'two' }))?.slots).toEqual([])
    await sleep(1550)
    const heir = { ...wish, wanted: 10, wantedInteractive: 10, take: 'two' }
    expect((await exchange(heir))?.slots).toHaveLength(10)
    const late = (dead?.slots ?? []).map((slot) => ({
      slot,
      take: 'one',
      used: false,
      at: performance.now(),
    }))
    const after = await exchange({ ...wish, wanted: 8, take: 'three', givenBack: late })
    expect(after).toMatchObject({ slots: [], dailyUsed: 18 })
  })

  it('keeps a slot whose call takes longer than the lease', async () => {
    await budgets.ensure('k', null, limits)
    const taken = await exchange({ ...wish, leaseMs: 100 })
    await budgets.renew(
      'k',
      (taken?.slots ?? []).map((slot) => ({ slot, take: 'one' })),
      60_000,
    )
    await sleep(150)
    expect((await exchange({ ...wish, take: 'two' }))?.slots).toEqual([])
  })

  it('adds and takes away slots when limits change', async () => {
    await budgets.ensure('k', null, limits)
    await budgets.setLimits('k', { ...limits, burstLimit: 100 })
    expect(await budgets.read()).toMatchObject([{ burstLimit: 100, burstFree: 100 }])
    await budgets.setLimits('k', { ...limits, burstLimit: 4 })
    expect((await exchange({ ...wish, wanted: 9 }))?.slots).toHaveLength(4)
  })

  it('never hands out more than the day holds, and nothing while paused', async () => {
    await budgets.ensure('k', null, limits)
    await budgets.setDailyUsed('k', 997)
    expect((await exchange(wish))?.slots).toHaveLength(3)
    await budgets.setDailyUsed('k', 0)
    await budgets.pause('k', 1500)
    expect(await exchange({ ...wish, take: 'two' })).toMatchObject({ slots: [] })
    await sleep(1550)
    expect((await exchange({ ...wish, take: 'two' }))?.slots).toHaveLength(5)
  })

  it('lets programs have the last slots while as many come free soon', async () => {
    await budgets.ensure('k', null, { ...limits, burstIntervalMs: 10_000 })
    const taken = (await exchange(wish))?.slots ?? []
    expect((await exchange({ ...wish, wanted: 1, take: 'two' }))?.slots).toEqual([])
    // Two slots whose calls were answered 9.8 seconds ago are free in 0.2 seconds.
    const givenBack = taken
      .slice(0, 2)
      .map((slot) => ({ slot, take: 'one', used: true, at: performance.now() - 9800 }))
    const after = await exchange({ ...wish, wanted: 8, take: 'three', givenBack })
    expect(after?.slots).toHaveLength(2)
    expect(after?.readyMs[0]).toBeLessThan(0.1)
    expect(after?.nextFreeInteractiveMs).toBe(0)
    expect(after?.nextFreeMs).toBeGreaterThan(1000)
  })

  it('keeps the slots that others use of the window away', async () => {
    await budgets.ensure('k', null, limits)
    await budgets.setElsewhere('k', 5)
    expect((await exchange(wish))?.slots).toHaveLength(3)
    expect((await exchange({ ...wish, wantedInteractive: 8, take: 'two' }))?.slots).toHaveLength(2)
  })
})
