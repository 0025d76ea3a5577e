import { tmpdir } from 'node:os'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HubDatabase, openDatabase } from './database.ts'
import {
  createIdempotentCallsStore,
  type IdempotentCall,
  type IdempotentCallsStore,
  type KeptAnswer,
} from './idempotent-calls.store.ts'
import { testDatabases, testServerUrl } from './test-database.ts'

const start = new Date('2026-03-01T10:00:00Z')
const after = (ms: number): Date => new Date(start.getTime() + ms)
const aCall = (changes: Partial<IdempotentCall> = {}): IdempotentCall => ({
  callerKey: 'key:one',
  key: 'order 17',
  requestHash: 'abc',
  now: start,
  ...changes,
})
const answer: KeptAnswer = {
  callId: 'call',
  status: 201,
  body: { z: 1, a: 'NUL \0 and half \ud800', small: 0.1 },
  asOf: start,
  coerced: [],
}

/** A second pool on the same server's database, as another hub process has it. */
async function openAgain({ kysely }: HubDatabase): Promise<HubDatabase> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(kysely)
  const url = new URL((await testServerUrl()) ?? '')
  url.pathname = `/${rows[0]?.name ?? ''}`
  return openDatabase({ url: url.href, dataFolder: tmpdir(), poolSize: 5 })
}

describe.each(await testDatabases())('idempotent calls on $name', (database) => {
  let opened: HubDatabase
  let store: IdempotentCallsStore
  const begin = async (changes?: Partial<IdempotentCall>) => store.begin(aCall(changes))
  const started = async (): Promise<string> => {
    const begun = await begin()
    if (begun.kind !== 'started') throw new Error(`not started but ${begun.kind}`)
    return begun.id
  }
  const sent = async (): Promise<string> => {
    const id = await started()
    expect(await store.markSent(id, start)).toBe(true)
    return id
  }

  beforeEach(async () => {
    opened = await database.open()
    store = createIdempotentCallsStore(opened.kysely, { leaseMs: 60_000 })
  })
  afterEach(() => opened.close())

  it('lost by the only process there is are unknown at once; what was answered stays', async () => {
    await sent()
    const begun = await begin({ key: 'order 18' })
    await store.finish(begun.kind === 'started' ? begun.id : '', answer)
    await store.loseAll(after(1000))
    expect(await begin({ now: after(1001) })).toEqual({ kind: 'outcome_unknown', since: start })
    expect(await begin({ key: 'order 18', now: after(1001) })).toEqual({ kind: 'replay', answer })
  })

  it('starts a call once and gives its answer again, to the byte', async () => {
    await store.finish(await started(), answer)
    const again = await begin({ now: after(3600_000) })
    expect(again).toEqual({ kind: 'replay', answer })
    expect(again.kind === 'replay' && JSON.stringify(again.answer.body)).toBe(JSON.stringify(answer.body))
  })

  it('says when the call is under way, and when its key was used for something else', async () => {
    const id = await started()
    expect(await begin({ now: after(59_000) })).toEqual({ kind: 'under_way' })
    expect(await begin({ requestHash: 'other' })).toEqual({ kind: 'mismatch' })
    await store.finish(id, answer)
    expect(await begin({ requestHash: 'other' })).toEqual({ kind: 'mismatch' })
  })

  it('keeps the keys of two callers apart', async () => {
    await started()
    expect(await begin({ callerKey: 'key:two' })).toMatchObject({ kind: 'started' })
  })

  it('never starts a call again whose process died, but keeps an answer that comes late', async () => {
    const id = await sent()
    expect(await begin({ now: after(60_000) })).toEqual({ kind: 'outcome_unknown', since: start })
    expect(await begin({ now: after(86_000_000) })).toEqual({ kind: 'outcome_unknown', since: start })
    await store.finish(id, answer)
    expect(await begin({ now: after(86_000_000) })).toMatchObject({ kind: 'replay' })
  })

  it('tells at once of a call whose answer was lost', async () => {
    await store.lose(await sent(), start)
    expect(await begin()).toEqual({ kind: 'outcome_unknown', since: start })
  })

  it('starts a call again whose process died before anything was sent, and lets the dead one send nothing', async () => {
    const dead = await started()
    expect(await begin({ now: after(59_999) })).toEqual({ kind: 'under_way' })
    expect(await begin({ now: after(60_000), requestHash: 'other' })).toEqual({ kind: 'mismatch' })
    const again = await Promise.all([begin({ now: after(60_000) }), begin({ now: after(60_000) })])
    expect(again.map(({ kind }) => kind).sort()).toEqual(['started', 'under_way'])
    expect(await store.markSent(dead, after(60_000))).toBe(false)
  })

  it('gives what was sent its own time to be answered', async () => {
    const id = await started()
    await store.markSent(id, after(50_000))
    expect(await begin({ now: after(109_999) })).toEqual({ kind: 'under_way' })
    expect(await begin({ now: after(110_000) })).toEqual({ kind: 'outcome_unknown', since: start })
  })

  it('frees the key of a call that was abandoned, never of one that was answered', async () => {
    await store.abandon(await started())
    const first = await sent()
    await store.abandon(first)
    const second = await started()
    await store.finish(second, answer)
    await store.abandon(second)
    expect(await begin()).toMatchObject({ kind: 'replay' })
  })

  it('remembers a key for 24 hours, then starts anew', async () => {
    await store.finish(await started(), answer)
    expect(await begin({ now: after(86_399_999) })).toMatchObject({ kind: 'replay' })
    expect(await begin({ now: after(86_400_000) })).toMatchObject({ kind: 'started' })
  })

  it('forgets what is over, and nothing else', async () => {
    await started()
    const later = await begin({ key: 'later', now: after(1000) })
    await store.markSent(later.kind === 'started' ? later.id : '', after(1000))
    expect(await store.deleteExpired(after(86_400_500))).toBe(1)
    expect(await begin({ key: 'later', now: after(86_400_500) })).toMatchObject({ kind: 'outcome_unknown' })
  })

  it('lets exactly one of many make a call, whichever was abandoned meanwhile', async () => {
    const begun = await Promise.all(Array.from({ length: 40 }, () => begin()))
    expect(begun.filter(({ kind }) => kind === 'started')).toHaveLength(1)
    expect(begun.filter(({ kind }) => kind === 'under_way')).toHaveLength(39)
  })

  it.runIf(database.name === 'PostgreSQL')('lets one of two hubs make it, round after round', async () => {
    const other = await openAgain(opened)
    try {
      const stores = [store, createIdempotentCallsStore(other.kysely, { leaseMs: 60_000 })]
      for (let round = 0; round < 20; round++) {
        const key = `round ${round}`
        const begun = await Promise.all(
          Array.from({ length: 10 }, async (_, index) => stores[index % 2]?.begin(aCall({ key }))),
        )
        expect(begun.filter((one) => one?.kind === 'started')).toHaveLength(1)
      }
    } finally {
      await other.close()
    }
  })
})
