import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../platform/log.ts'
import { createCacheMarksStore } from '../store/cache-marks.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { createAnswerCache } from './answer-cache.ts'
import { watchCacheMarks } from './watch-cache-marks.ts'

const log = createLog({ level: 'silent' })
const answer = {
  status: 200,
  bytes: Buffer.from('{}'),
  contentType: undefined,
  headers: {},
  traceId: undefined,
}

describe.each(await testDatabases())('cache marks on $name', ({ open }) => {
  let database: HubDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  /** One hub process: its cache, and its eye on the marks. */
  function startProcess(ownerId: string) {
    const place = { ownerId, module: 'contacts' }
    const cache = createAnswerCache(1_000_000)
    const marks = watchCacheMarks({
      store: createCacheMarksStore(database.kysely),
      cache,
      log,
      isAlone: false,
    })
    const keep = (key: string) => {
      cache.put(key, place, { ...answer, asOfMs: 0, freshUntilMs: Infinity }, cache.epochOf(place))
      marks.watch()
    }
    return { cache, marks, keep, holds: (key: string) => cache.find(key) !== undefined }
  }

  async function until(isSo: () => boolean): Promise<void> {
    for (let tries = 0; tries < 600 && !isSo(); tries++) await wait(50)
    expect(isSo()).toBe(true)
  }

  it('make every process forget, at once where the change was made', async () => {
    const [one, other] = [startProcess('first'), startProcess('first')]
    one.keep('a')
    other.keep('a')
    const marking = one.marks.mark('first', ['contacts', 'social'])
    expect(one.holds('a')).toBe(false)
    await marking
    await until(() => !other.holds('a'))
    await Promise.all([one.marks.stop(), other.marks.stop()])
  })

  it('of one’s own do not take away what was kept since', async () => {
    const [one, other] = [startProcess('second'), startProcess('second')]
    other.keep('b')
    await one.marks.mark('second', undefined)
    one.keep('b')
    await until(() => !other.holds('b'))
    await wait(1200)
    expect(one.holds('b')).toBe(true)
    await Promise.all([one.marks.stop(), other.marks.stop()])
  })

  it('made twice in a row count twice', async () => {
    const [one, other] = [startProcess('third'), startProcess('third')]
    for (const key of ['c', 'd']) {
      other.keep(key)
      await one.marks.mark('third', ['contacts'])
      await until(() => !other.holds(key))
    }
    await Promise.all([one.marks.stop(), other.marks.stop()])
  })
})
