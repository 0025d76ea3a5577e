import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../test/exercise-social.ts'
import { noon, type SocialBench, startSocial } from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial()
})
afterAll(() => bench.simulator.close())

const day = 24 * 3_600_000
const profileIds = (...platforms: string[]) =>
  bench.contents.accounts
    .filter(({ platform }) => platforms.length === 0 || platforms.includes(platform))
    .map(({ profileId }) => profileId)

const query = () => ({ locationId: bench.location.id })
const ask = async (body: Answer): Promise<Answer> =>
  (await bench.v3.call('get-statistics', { query: query(), body }))['results']
const refusal = async (body: Answer) => bench.v3.refuse('get-statistics', { query: query(), body })

/** Whole UTC days from `from` to `to` days after noon's day. */
const days = (from: number, to: number) => ({
  startDate: new Date(noon.getTime() + from * day).toISOString().replace(/T.*/, 'T00:00:00.000Z'),
  endDate: new Date(noon.getTime() + to * day).toISOString().replace(/T.*/, 'T23:59:59.999Z'),
})

test('by default it is the week before today against the week before that', async () => {
  const results = await ask({ profileIds: profileIds() })
  expect(results['dayRange']).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
  const asRange = await ask({
    profileIds: profileIds(),
    currentRange: days(-7, -1),
    prevRange: days(-14, -8),
  })
  expect(asRange).toEqual(results)
})

test('v2 answers 201 with changes as texts, v3 200 with changes as numbers', async () => {
  const body = { profileIds: profileIds('facebook') }
  const v2 = await bench.v2.refuse('get-social-media-statistics', { query: query(), body })
  const v3 = await bench.v3.refuse('get-statistics', { query: query(), body })
  expect([v2.status, v3.status]).toEqual([201, 200])
  const texts = v2.body['results'].breakdowns.impressions.platforms.facebook
  const numbers = v3.body['results'].breakdowns.impressions.platforms.facebook
  expect(texts.change).toMatch(/^-?\d+\.\d\d$/)
  expect(numbers.change).toBe(Number(texts.change))
  expect(v2.body).not.toHaveProperty('success')
})

test('a change of nothing is the number 0 in both', async () => {
  const body = { profileIds: ['0'.repeat(24)] }
  const v2 = await bench.v2.call('get-social-media-statistics', { query: query(), body })
  expect(v2['results'].breakdowns.impressions.totalChange).toBe(0)
  expect(v2['results'].platformTotals.followers).toEqual({})
})

test('platforms are summed over profiles, and series agree with their totals', async () => {
  const results = await ask({ profileIds: profileIds(), currentRange: days(-30, -1) })
  const { impressions, followers } = results['platformTotals']
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
  for (const [platform, { total, series }] of Object.entries<Answer>(impressions)) {
    expect(series).toHaveLength(30)
    expect(sum(series)).toBe(total)
    expect(results['breakdowns'].impressions.platforms[platform].value).toBe(total)
  }
  expect(sum(results['postPerformance'].impressions)).toBe(results['totals'].impressions)
  expect(sum(Object.values<Answer>(followers).map(({ total }) => total))).toBe(results['totals'].followers)
})

test('without a range to compare with there is no change', async () => {
  const results = await ask({ profileIds: profileIds(), currentRange: days(-10, -1) })
  expect(results['breakdowns'].impressions).not.toHaveProperty('totalChange')
  expect(results['breakdowns'].impressions.platforms.facebook).not.toHaveProperty('change')
})

test('platforms filter, and networks without statistics are left out', async () => {
  const some = await ask({ profileIds: profileIds(), platforms: ['facebook', 'tiktok'] })
  expect(Object.keys(some['platformTotals'].impressions).toSorted()).toEqual(['facebook', 'tiktok'])
  const all = await ask({ profileIds: profileIds() })
  expect(all['platformTotals'].impressions).not.toHaveProperty('threads')
})

test('the account id of posts is no profile id of statistics', async () => {
  const [account] = bench.contents.accounts
  const results = await ask({ profileIds: [account?.id] })
  expect(results['totals'].impressions).toBe(0)
})

test('published posts are counted on their day', async () => {
  const results = await ask({ profileIds: profileIds(), currentRange: days(-20, -1) })
  const published = [...bench.contents.posts.values()].filter(
    ({ publishedAt, platform }) =>
      publishedAt !== undefined &&
      platform !== 'threads' &&
      publishedAt >= new Date(days(-20, -1).startDate) &&
      publishedAt <= new Date(days(-20, -1).endDate),
  )
  expect(results['totals'].posts).toBe(published.length)
})

test('days before the first and days to come are empty', async () => {
  const past = await ask({ profileIds: profileIds(), currentRange: days(-90, -70) })
  const future = await ask({ profileIds: profileIds(), currentRange: days(1, 9) })
  for (const { totals } of [past, future] as { totals: Answer }[]) {
    expect(totals).toEqual({ posts: 0, likes: 0, followers: 0, impressions: 0, comments: 0 })
  }
})

test.each([
  ['more than 100 profiles', { profileIds: Array.from({ length: 101 }, (_, index) => `p${index}`) }, 400],
  ['an unknown platform', { profileIds: ['p'], platforms: ['myspace'] }, 400],
  ['a range that ends before it starts', { profileIds: ['p'], currentRange: days(-1, -5) }, 400],
  ['a comparison without a range', { profileIds: ['p'], prevRange: days(-5, -1) }, 400],
  ['a date that is none', { profileIds: ['p'], currentRange: { startDate: 'soon', endDate: 'later' } }, 400],
  ['no profiles', { profileIds: [] }, 422],
])('%s is refused', async (_, body, status) => {
  expect((await refusal(body)).status).toBe(status)
})

test('v2 does not know ranges', async () => {
  const body = { profileIds: profileIds(), currentRange: days(-5, -1) }
  const { status, body: answer } = await bench.v2.refuse('get-social-media-statistics', {
    query: query(),
    body,
  })
  expect(status).toBe(422)
  expect(answer['message']).toEqual(['property currentRange should not exist'])
})

test('any range has one value for each of its days', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -500, max: 20 }),
      fc.integer({ min: 0, max: 120 }),
      async (from, length) => {
        const results = await ask({
          profileIds: profileIds('facebook'),
          currentRange: days(from, from + length),
        })
        expect(results['dayRange']).toHaveLength(length + 1)
        expect(results['platformTotals'].followers.facebook.series).toHaveLength(length + 1)
      },
    ),
    { numRuns: 25 },
  )
})
