import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { appendEvents, createEventsStore } from '../store/events.store.ts'
import { testDatabases } from '../store/test-database.ts'
import { createEventRetention } from './forget-old-events.ts'

const now = new Date('2026-03-31T12:00:00Z')

describe.each(await testDatabases())('old events on $name', (database) => {
  it('are deleted in batches, and never before a reader has read them without a word', async () => {
    const opened = await database.open()
    const { kysely } = opened
    const events = createEventsStore(kysely)
    const readers = createEventReadersStore(kysely)
    const append = async (count: number, days: number) => {
      const one = {
        locationId: 'loc',
        type: 'post.made',
        subject: { kind: 'post', id: 'p' },
        occurredAt: now,
      }
      await appendEvents(
        kysely,
        Array.from({ length: count }, () => ({ ...one, data: { days } })),
      )
      const at = new Date(now.getTime() - days * 86_400_000).toISOString()
      await sql`update events set recorded_at = ${at}::timestamptz where (data ->> 'days')::int = ${days}`.execute(
        kysely,
      )
    }
    await readers.ensure('broken', 'beginning')
    await append(4500, 31)
    await expect.poll(async () => (await events.countBeyond('0-0', 5000)).events).toBe(4500)
    await readers.ensure('prompt', 'now')
    await append(20, 29)

    const lines: string[] = []
    const log = createLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } })
    const make = () =>
      createEventRetention({ events, readers, clock: { now: () => now }, log, eventDays: 30 })
    const deleted = await Promise.all([make().forget(), make().forget()])
    expect(deleted[0] + deleted[1]).toBe(4500)
    // Transactions of other tests on the same server hold new events back for a moment.
    await expect.poll(async () => (await events.read({ limit: 100 })).events).toHaveLength(20)
    const warned = lines.map((line) => JSON.parse(line) as { reader?: string }).map(({ reader }) => reader)
    expect(warned).toContain('broken')
    expect(warned).not.toContain('prompt')

    lines.length = 0
    expect(await make().forget()).toBe(0)
    expect(lines).toEqual([])
    await opened.close()
  })
})
