import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../test/exercise-social.ts'
import {
  accountIdOn,
  hoursLater,
  noon,
  picture,
  type SocialBench,
  startSocial,
} from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial('Ironside')
})
afterAll(() => bench.simulator.close())

const locationId = () => bench.location.id
const results = async (name: string, options: Answer): Promise<Answer> =>
  (await bench.v3.call(name, options))['results']

/** The gym's own queue, active from the start. */
const seededQueue = async (): Promise<Answer> =>
  (await results('fetch-queues', { body: { locationId: locationId() } }))['queues'][0]

const payload = () => ({
  accountIds: [accountIdOn(bench.contents, 'facebook')],
  summary: 'Again and again',
  media: [picture],
  type: 'post',
})

/** A draft queue of a category that has none yet. */
async function aDraftQueue(): Promise<string> {
  const { categories } = await results('fetch-available-categories', {
    query: { locationId: locationId(), limit: '50' },
  })
  const free = categories.find((category: Answer) => category['status'] === 'available')
  const timeSlots = [{ dayOfWeek: 2, time: '09:30' }]
  const body = { locationId: locationId(), categoryId: free._id, timeSlots, userId: bench.userId }
  return (await results('create-queue', { body }))['queue']._id
}

const refuse = async (name: string, options: Answer) => (await bench.v3.refuse(name, options)).status

test('an active queue keeps the post of its next slot scheduled', async () => {
  const queue = await seededQueue()
  expect(queue).toMatchObject({ status: 'active', category: { _id: queue['categoryId'] } })
  const { post } = await results('get-post', { params: { id: queue['currentPostId'] } })
  expect(post).toMatchObject({ status: 'scheduled', source: 'recurring' })
  const { slots } = await results('fetch-slots', {
    params: { queueId: queue['_id'] },
    body: { locationId: locationId() },
  })
  expect(post.scheduleDate).toBe(slots[0].scheduledDateTime)
})

test('when its time comes the post is published and the next item has its turn', async () => {
  const before = await seededQueue()
  const { post } = await results('get-post', { params: { id: before['currentPostId'] } })
  bench.simulator.clock.set(new Date(Date.parse(post.scheduleDate) + 60_000))
  const after = await seededQueue()
  expect(after['lastScheduledTime']).toBe(post.scheduleDate)
  expect(after['currentPostId']).not.toBe(before['currentPostId'])
  const published = [...bench.contents.posts.values()].filter(({ parentPostId }) => parentPostId === post._id)
  expect(published.map(({ status }) => status)).toContain('published')
  bench.simulator.clock.set(noon)
})

test('taking the active post away schedules the next item in its place', async () => {
  const before = await seededQueue()
  const options = { params: { postId: before['currentPostId'] }, query: { locationId: locationId() } }
  await bench.v3.call('delete-current-active-post-and-schedule-next', options)
  const after = await seededQueue()
  expect(after['currentOrder']).not.toBe(before['currentOrder'])
  expect(await refuse('get-post', { params: { id: before['currentPostId'] } })).toBe(404)
})

test('a skipped time is shown as skipped and nothing is scheduled for it', async () => {
  const { _id: queueId } = await seededQueue()
  const options = { params: { queueId }, body: { locationId: locationId() } }
  const skipped = (await results('fetch-slots', options))['slots'][0].scheduledDateTime
  await bench.v3.call('update-queue', {
    params: { queueId },
    body: { locationId: locationId(), skipDateTime: skipped },
  })
  const { slots } = await results('fetch-slots', options)
  expect(slots[0]).toMatchObject({ scheduledDateTime: skipped, isSkipped: true })
  const { currentPostId } = await seededQueue()
  const { post } = await results('get-post', { params: { id: currentPostId } })
  expect(post.scheduleDate > skipped).toBe(true)
})

test('pausing takes the scheduled post back', async () => {
  const { _id: queueId, currentPostId } = await seededQueue()
  const paused = await bench.v3.call('update-queue', {
    params: { queueId },
    body: { locationId: locationId(), status: 'paused' },
  })
  expect(paused['results'].message).toBe('Queue paused successfully.')
  expect(await refuse('get-post', { params: { id: currentPostId } })).toBe(404)
  await bench.v3.call('update-queue', {
    params: { queueId },
    body: { locationId: locationId(), status: 'active' },
  })
})

test('a session changes nothing until it is saved, and nothing at all when it is discarded', async () => {
  const queueId = await aDraftQueue()
  const params = { queueId }
  const { sessionId } = await results('start-edit-session', { params, body: { locationId: locationId() } })
  const inSession = { locationId: locationId(), sessionId }
  const items = async (body: Answer): Promise<Answer[]> =>
    (await results('fetch-queue-items', { params, body: { ...body, limit: 100 } }))['items']
  const live = (await items({ locationId: locationId() })).length
  await bench.v3.call('create-queue-item', {
    params,
    body: { ...inSession, modifiedPostPayload: payload(), order: 'top' },
  })
  expect((await items(inSession))[0]).toMatchObject({ variations: [{ content: 'Again and again' }] })
  expect(await items({ locationId: locationId() })).toHaveLength(live)
  await bench.v3.call('discard-edit-session', { params, body: inSession })
  expect(await refuse('save-edit-session', { params, body: inSession })).toBe(404)
  const second = await results('start-edit-session', { params, body: { locationId: locationId() } })
  const again = { locationId: locationId(), sessionId: second['sessionId'] }
  await bench.v3.call('create-queue-item', { params, body: { ...again, modifiedPostPayload: payload() } })
  await bench.v3.call('save-edit-session', { params, body: { ...again, keepInDraft: true } })
  expect(await items({ locationId: locationId() })).toHaveLength(live + 1)
  const { queue } = await results('fetch-queue-by-id', { params, query: { locationId: locationId() } })
  expect(queue.status).toBe('draft')
})

test('saving a draft queue activates it and its calendar goes round the items', async () => {
  const queueId = await aDraftQueue()
  const params = { queueId }
  await bench.v3.call('create-queue-item', {
    params,
    body: { locationId: locationId(), modifiedPostPayload: payload() },
  })
  const { sessionId } = await results('start-edit-session', { params, body: { locationId: locationId() } })
  await bench.v3.call('save-edit-session', { params, body: { locationId: locationId(), sessionId } })
  const { queue } = await results('fetch-queue-by-id', { params, query: { locationId: locationId() } })
  expect(queue.status).toBe('active')
  const calendar = await results('fetch-calendar-list', {
    body: {
      locationId: locationId(),
      startDate: noon.toISOString(),
      endDate: hoursLater(24 * 28),
      categoryIds: [queue.categoryId],
    },
  })
  // One slot a week, on Tuesdays at half past nine in London.
  expect(calendar['scheduledPosts'].map((entry: Answer) => entry['scheduledDateTime'])).toEqual([
    '2026-11-24T09:30:00.000Z',
    '2026-12-01T09:30:00.000Z',
    '2026-12-08T09:30:00.000Z',
    '2026-12-15T09:30:00.000Z',
  ])
})

test('an item that only ever was an idea is removed by a reset', async () => {
  const queueId = await aDraftQueue()
  const made = await results('create-queue-item', {
    params: { queueId },
    body: { locationId: locationId(), modifiedPostPayload: payload() },
  })
  const reset = await results('reset-queue-item', {
    params: { queueId, itemId: made['queueItem']._id },
    body: { locationId: locationId() },
  })
  expect(reset['message']).toBe('Dummy queue item deleted successfully')
})

test('a new post of the category joins its queue', async () => {
  const queue = await seededQueue()
  await bench.v3.call('create-post', {
    body: { ...payload(), categoryId: queue['categoryId'], status: 'published', userId: bench.userId },
  })
  expect((await seededQueue())['totalPosts']).toBe(queue['totalPosts'] + 1)
})

test.each([
  ['another queue of the same category', 'create-queue', {}, 400],
  ['a weekday that is none', 'create-queue', { timeSlots: [{ dayOfWeek: 7, time: '09:30' }] }, 422],
  ['a time that is none', 'create-queue', { timeSlots: [{ dayOfWeek: 1, time: '25:00' }] }, 422],
  ['an unknown category', 'create-queue', { categoryId: '0'.repeat(24) }, 404],
])('%s is refused', async (_, name, change, status) => {
  const { categoryId } = await seededQueue()
  const timeSlots = [{ dayOfWeek: 1, time: '09:30' }]
  const body = { locationId: locationId(), categoryId, timeSlots, userId: bench.userId, ...change }
  expect(await refuse(name, { body })).toBe(status)
})

test('items of a running queue need a session or the direct way', async () => {
  const { _id: queueId } = await seededQueue()
  const body = { locationId: locationId(), modifiedPostPayload: payload() }
  expect(await refuse('create-queue-item', { params: { queueId }, body })).toBe(400)
  expect(
    await refuse('create-queue-item', { params: { queueId }, body: { ...body, directToQueue: true } }),
  ).toBe(201)
  expect(
    await refuse('fetch-queue-by-id', { params: { queueId: 'none' }, query: { locationId: locationId() } }),
  ).toBe(404)
})
