import { describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { createCallLogStore } from '../store/call-log.store.ts'
import { createCallSpendingStore } from '../store/call-spending.store.ts'
import { createIdempotentCallsStore } from '../store/idempotent-calls.store.ts'
import { testDatabases } from '../store/test-database.ts'
import { createCallJournal } from './call-journal.ts'
import { createCallRetention } from './forget-old-calls.ts'
import { anEntry } from './call-entry.suite.ts'

const dayMs = 86_400_000
const now = new Date('2026-03-31T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
const log = createLog({ level: 'silent' })

describe.each(await testDatabases())('old calls on $name', (database) => {
  it('are deleted in batches, younger ones stay, and two processes do not get in each other’s way', async () => {
    const opened = await database.open()
    const calls = createCallLogStore(opened.kysely)
    const spending = createCallSpendingStore(opened.kysely)
    const idempotentCalls = createIdempotentCallsStore(opened.kysely)
    const journal = createCallJournal({ store: calls, log })
    for (let call = 0; call < 4500; call++) journal.record(anEntry({ at: daysAgo(31) }))
    for (let call = 0; call < 30; call++) journal.record(anEntry({ at: daysAgo(call) }))
    await journal.stop()
    await idempotentCalls.begin({ callerKey: 'a', key: 'old', requestHash: 'h', now: daysAgo(2) })

    const make = () =>
      createCallRetention({
        calls,
        spending,
        idempotentCalls,
        clock: { now: () => now },
        log,
        callLogDays: 30,
      })
    const [one, other] = [make(), make()]
    const [first, second] = await Promise.all([one.forget(), other.forget()])
    expect(first + second).toBe(4500)
    const left = await opened.kysely.selectFrom('calls').select('at').execute()
    expect(left).toHaveLength(30)
    expect(await opened.kysely.selectFrom('idempotent_calls').select('key').execute()).toEqual([])
    await Promise.all([one.stop(), other.stop()])
    await opened.close()
  })
})
