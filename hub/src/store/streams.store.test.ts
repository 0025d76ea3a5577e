import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HubDatabase } from './database.ts'
import { createStreamsStore, type StreamLease, type StreamsStore, withinLease } from './streams.store.ts'
import type { StreamName } from './tables.types.ts'
import { testDatabases } from './test-database.ts'

const leaseMs = 60_000
const all: StreamName[] = ['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments']
const finished = { intervalMs: 60_000, delayMs: 60_000 }

describe.each(await testDatabases())('streams on $name', (place) => {
  let database: HubDatabase
  let streams: StreamsStore
  beforeAll(async () => {
    database = await place.open()
    streams = createStreamsStore(database.kysely)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.kysely.deleteFrom('streams').execute()
    await database.kysely.deleteFrom('connections').execute()
  })

  const claim = (owner = 'one', limit = 100) => streams.claimDue({ owner, limit, leaseMs })
  const names = (leases: readonly StreamLease[]) =>
    leases.map((lease) => `${lease.locationId}/${lease.stream}`)
  const claimOne = async (stream: StreamName = 'accounts') => {
    await streams.ensureStreams('l1', [stream], 1000)
    const [lease] = await claim()
    return lease!
  }
  const expireLeases = () =>
    sql`update streams set lease_until = now() - interval '1 second'`.execute(database.kysely)

  it('hands each due stream to one worker', async () => {
    await streams.ensureStreams('l1', ['accounts', 'tags', 'categories'], 1000)
    const taken = await Promise.all([claim('one', 2), claim('two', 2), claim('three', 2)])
    expect(names(taken.flat()).sort()).toEqual(['l1/accounts', 'l1/categories', 'l1/tags'])
    expect(await claim('four')).toEqual([])
  })

  it('takes locations in turn', async () => {
    for (const location of ['l1', 'l2', 'l3']) await streams.ensureStreams(location, all, 1000)
    expect(names(await claim('one', 3)).sort()).toEqual(['l1/accounts', 'l2/accounts', 'l3/accounts'])
    await streams.ensureStreams('l4', all, 1000)
    expect(names(await claim('one', 1))).toEqual(['l4/accounts'])
  })

  it('takes only so many first copies of statistics, so that a hundred of them leave room for the rest', async () => {
    const locations = Array.from({ length: 12 }, (_, index) => `l${index}`)
    for (const location of locations) await streams.ensureStreams(location, ['accounts', 'statistics'], 1000)
    for (const lease of await claim()) await streams.finish(lease, finished)
    await streams.ensureStreams('l0', ['tags'], 1000)
    const claimLong = (longLimit: number) => streams.claimDue({ owner: 'one', limit: 8, longLimit, leaseMs })
    const taken = (await claimLong(2)).map(({ stream }) => stream)
    expect(taken.sort()).toEqual(['statistics', 'statistics', 'tags'])
    expect(await claimLong(0)).toEqual([])
    expect(await claimLong(3)).toHaveLength(3)
  })

  it('keeps what needs the accounts waiting until they are known', async () => {
    await streams.ensureStreams('l1', all, 1000)
    const leases = await claim()
    expect(names(leases)).toEqual(['l1/accounts', 'l1/tags', 'l1/categories'])
    await streams.finish(leases[0]!, finished)
    expect(names(await claim())).toEqual(['l1/posts', 'l1/statistics'])
  })

  it('copies comments for the first time after the posts, or when those cannot be copied', async () => {
    await streams.ensureStreams('l1', all, 1000)
    const [accounts] = await claim()
    await streams.finish(accounts!, finished)
    const [posts] = await claim()
    expect(await claim()).toEqual([])
    const failure = { code: 'connections.scope_missing', message: 'Missing.', hint: null }
    await streams.fail(posts!, failure, { state: 'failed', retryInMs: 60_000 })
    expect(names(await claim())).toEqual(['l1/comments'])
  })

  it('gives a stream to another worker when its lease ran out, and refuses the late one', async () => {
    const late = await claimOne()
    expect(await claim('two')).toEqual([])
    await expireLeases()
    const [taken] = await claim('two')
    expect(taken).toMatchObject({ stream: 'accounts', owner: 'two' })
    expect(taken!.fence).toBeGreaterThan(late.fence)
    const lateWrite = withinLease(database.kysely, late, async (trx) => {
      await trx.insertInto('companies').values({ id: 'late' }).execute()
      return { progress: {}, result: undefined }
    })
    await expect(lateWrite).rejects.toMatchObject({ code: 'store.lease_lost' })
    expect(await streams.renew(late)).toBe(false)
    await streams.finish(late, finished)
    expect(await streams.list(['l1'])).toMatchObject([{ state: 'running', lastFinishedAt: null }])
    expect(await streams.renew(taken!)).toBe(true)
  })

  it('keeps the checkpoint with the work of its transaction, or neither', async () => {
    const lease = await claimOne()
    await withinLease(database.kysely, lease, async () => ({
      progress: { checkpoint: { skip: 100 }, done: 100, total: 300, stored: 90, hasChanged: true },
      result: undefined,
    }))
    const failing = withinLease(database.kysely, lease, async (trx) => {
      await trx.insertInto('companies').values({ id: 'half' }).execute()
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await streams.list(['l1'])).toMatchObject([{ done: 100, total: 300, recordsStored: 90 }])
    await expireLeases()
    expect(await claim('two')).toMatchObject([{ checkpoint: { skip: 100 } }])
  })

  it('says when a stream ran and runs again', async () => {
    const lease = await claimOne()
    await streams.finish(lease, { intervalMs: 30_000, delayMs: 30_000 })
    const [view] = await streams.list(['l1'])
    expect(view).toMatchObject({ state: 'waiting', intervalMs: 30_000, error: null })
    expect(Date.parse(view!.nextRunAt) - Date.parse(view!.lastFinishedAt!)).toBe(30_000)
    expect(view!.firstSyncedAt).toBe(view!.lastFinishedAt)
    expect(await streams.untilNextDueMs()).toBeGreaterThan(20_000)
  })

  it('keeps why a stream failed until it works again', async () => {
    const lease = await claimOne()
    const failure = { code: 'client.remote_failure', message: 'The CRM failed.', hint: 'Wait.' }
    await streams.fail(lease, failure, { state: 'failed', retryInMs: 0 })
    expect(await streams.list(['l1'])).toMatchObject([{ state: 'failed', error: failure }])
    const [again] = await claim()
    expect(again!.failures).toBe(1)
    await streams.finish(again!, finished)
    expect(await streams.list(['l1'])).toMatchObject([{ state: 'waiting', error: null }])
  })

  it('resumes paused streams once the location has a usable connection', async () => {
    const lease = await claimOne()
    const failure = { code: 'connections.suspended', message: 'Suspended.', hint: null }
    await streams.fail(lease, failure, { state: 'paused', retryInMs: 0 })
    expect(await claim()).toEqual([])
    expect(await streams.resumePaused()).toBe(0)
    await database.kysely
      .insertInto('connections')
      .values({
        id: '00000000-0000-7000-8000-000000000001',
        kind: 'private_token',
        level: 'location',
        environment: 'simulator',
        api_base_url: 'http://127.0.0.1',
        location_id: 'l1',
        status: 'ok',
      })
      .execute()
    expect(await streams.resumePaused()).toBe(1)
    expect(names(await claim())).toEqual(['l1/accounts'])
    await streams.ensureConnected(['accounts', 'tags'], 1000)
    expect((await streams.list()).map(({ stream }) => stream)).toEqual(['accounts', 'tags'])
  })

  it('runs a stream again that was asked for while it ran, and anew when asked', async () => {
    const lease = await claimOne()
    expect(lease.isFull).toBe(false)
    await streams.requestNow('l1', { streams: ['accounts'], full: true })
    await streams.finish(lease, finished)
    const [again] = await claim()
    expect(again!.isFull).toBe(true)
    await streams.finish(again!, finished)
    expect(await claim()).toEqual([])
    await streams.requestNow('l1', {})
    expect(await claim()).toMatchObject([{ isFull: false }])
  })

  it('runs sooner while somebody looks', async () => {
    await streams.finish(await claimOne(), { intervalMs: 900_000, delayMs: 900_000 })
    await streams.markHot('l1', { forMs: 60_000, intervalMs: 0 })
    expect(await claim()).toMatchObject([{ isHot: true }])
  })
})
