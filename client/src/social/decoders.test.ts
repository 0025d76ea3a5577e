import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../read-fields.ts'
import { decodeAccount, decodeAccountGroup } from './accounts/decode-account.ts'
import { decodeCategory } from './categories/decode-category.ts'
import { decodeComment } from './comments/decode-comment.ts'
import { decodeAttachedAccount, decodeCandidates } from './connections/decode-candidates.ts'
import { decodeCsvImport, decodeCsvPost, decodeCsvUpload } from './csv/decode-csv.ts'
import { decodePost } from './posts/decode-post.ts'
import {
  decodeCalendarEntry,
  decodeQueue,
  decodeQueueCategory,
  decodeQueueItem,
  decodeQueueSlot,
} from './queues/decode-queue.ts'
import { decodeStatistics } from './statistics/decode-statistics.ts'
import { decodeTag } from './tags/decode-tag.ts'

type Report = (path: string, problem: string) => void

const decoders: Record<string, (value: unknown, report: Report) => unknown> = {
  account: (value, report) => decodeAccount(value, 'x', report),
  accountGroup: (value, report) => decodeAccountGroup(value, 'x', report),
  category: (value, report) => decodeCategory(value, 'x', report),
  comment: (value, report) => decodeComment(value, 'x', report),
  candidates: (value, report) => decodeCandidates(open(value, report), report),
  attachedAccount: (value, report) => decodeAttachedAccount(open(value, report), report),
  csvUpload: (value, report) => decodeCsvUpload(open(value, report), 'posts.csv'),
  csvImport: (value, report) => decodeCsvImport(value, 'x', report),
  csvPost: (value, report) => decodeCsvPost(value, 'x', report),
  post: (value, report) => decodePost(value, 'x', report),
  queue: (value, report) => decodeQueue(value, 'x', report),
  queueCategory: (value, report) => decodeQueueCategory(value, 'x', report),
  queueItem: (value, report) => decodeQueueItem(value, 'x', report),
  queueSlot: (value, report) => decodeQueueSlot(value, 'x', report),
  calendarEntry: (value, report) => decodeCalendarEntry(value, 'x', report),
  statistics: (value, report) => decodeStatistics(open(value, report), open(value, report), report),
  tag: (value, report) => decodeTag(value, 'x', report),
}

function open(value: unknown, report: Report) {
  return fieldsOf(typeof value === 'object' && value !== null ? { ...value } : {}, 'x', report)
}

/** Real key names with any value at all, which reach much deeper than arbitrary objects. */
const keys = `
  _id id name tag tags media url status platform accountIds insights like
  postApprovalDetails approverUser breakdowns posts platforms postPerformance totals demographics gender age platformTotals followers
  series change variations post category timeSlots pages profile locations location author attachments
  __proto__ createdAt deleted tiktokPostDetails errors queueDetails meta expire
`
  .trim()
  .split(/\s+/)
const oddJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom(null, '', 0, -1, '12', 'true', false, 'Tags not found', '2026-01-01', 'NaN', 1e308),
    fc.string(),
    fc.double(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 12 }),
  ),
})).value

describe.each(Object.entries(decoders))('the decoder of %s', (_, decode) => {
  test('never throws, and gives only sound numbers and moments', () => {
    fc.assert(
      fc.property(oddJson, (value) => {
        const problems: string[] = []
        const decoded = decode(value, (path, problem) => problems.push(`${path} ${problem}`))
        expectSound(decoded)
      }),
      { numRuns: 300 },
    )
  })
})

/** Outside `raw` (and what is passed on as it came) no number is NaN and every `…At` is an instant. */
function expectSound(value: unknown, key = ''): void {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
  if (key.endsWith('At') && typeof value === 'string') expect(new Date(value).toISOString()).toBe(value)
  else if (key.endsWith('At')) expect(value).toBeUndefined()
  if (typeof value !== 'object' || value === null) return
  for (const [name, one] of Object.entries(value)) {
    if (!['raw', 'meta', 'platformDetails'].includes(name)) expectSound(one, name)
  }
}

const quiet = () => undefined

describe('a post', () => {
  test('has no platform while the CRM shows its placeholder, and has one once published', () => {
    const scheduled = { _id: 'p', platform: 'google', status: 'scheduled', accountIds: ['a_loc_b_page'] }
    expect(decodePost(scheduled, 'x', quiet)?.platform).toBeUndefined()
    const published = { ...scheduled, status: 'published', publishedAt: '2026-05-01T08:00:00.000Z' }
    expect(decodePost(published, 'x', quiet)?.platform).toBe('google')
    const failed = { ...scheduled, platform: 'instagram', status: 'failed' }
    expect(decodePost(failed, 'x', quiet)?.platform).toBe('instagram')
  })

  test('names the account of a published record among its accounts', () => {
    expect(decodePost({ _id: 'p', accountId: 'a' }, 'x', quiet)?.accountIds).toEqual(['a'])
  })

  test('keeps what is not known in raw, and platform blocks by their name', () => {
    const raw = {
      _id: 'p',
      shiny: 1,
      tiktokPostDetails: { privacyLevel: 'SELF_ONLY' },
      postApprovalDetails: {},
    }
    const post = decodePost(raw, 'x', quiet)
    expect(post?.raw).toEqual(raw)
    expect(post?.platformDetails).toMatchObject({ tiktokPostDetails: { privacyLevel: 'SELF_ONLY' } })
    expect(post?.approval).toBeUndefined()
  })

  test('without an id is dropped and told about', () => {
    const problems: string[] = []
    expect(
      decodePost({ summary: 'lost' }, 'results.posts[3]', (...drift) => problems.push(drift.join(' '))),
    ).toBe(undefined)
    expect(problems).toEqual(['results.posts[3] a post without an id'])
  })
})

describe('statistics', () => {
  const results = {
    dayRange: ['Sat', 'Sun', 'Mon'],
    totals: { posts: 3, likes: '14', followers: 200, impressions: 900, comments: 0 },
    postPerformance: {
      posts: { instagram: [1, 0, 2] },
      impressions: [300, '300', 300],
      likes: [],
      comments: [],
    },
    breakdowns: {
      posts: { total: 3, totalChange: '-73.53', platforms: { instagram: { value: 3, change: 0 } } },
      impressions: { total: 900, totalChange: 0, platforms: {} },
      reach: { total: 0, platforms: { instagram: { value: 0, change: 'n/a' } } },
      engagement: { instagram: { likes: 14, comments: 0, shares: 1, change: '12.00' } },
    },
    platformTotals: { followers: { instagram: { total: 200, series: [198, 199, 200] } } },
    demographics: {
      gender: { totals: { male: { total: 40, percentage: 40 }, female: { total: 60, percentage: '60.0' } } },
      age: { totals: { '18-24': 12, '25-34': { total: 30, percentage: 30 } } },
    },
  }
  const problems: string[] = []
  const report: Report = (path, problem) => problems.push(`${path}: ${problem}`)
  const body = fieldsOf({ results, message: 'Analytics Built Successfully' }, 'body', report)
  const statistics = decodeStatistics(body, fieldsOf(results, 'results', report), report)

  test('turn changes, sent as text or as 0, into numbers', () => {
    expect(statistics.breakdowns.posts).toEqual({
      total: 3,
      totalChange: -73.53,
      platforms: { instagram: { value: 3, change: 0 } },
    })
    expect(statistics.breakdowns.impressions.totalChange).toBe(0)
    expect(statistics.breakdowns.engagement['instagram']?.change).toBe(12)
  })

  test('know no change where nothing was compared, and tell what they could not read', () => {
    expect(statistics.breakdowns.reach).toMatchObject({ totalChange: undefined })
    expect(problems).toEqual([
      'results.breakdowns.reach.platforms.instagram.change: expected a number, got string',
    ])
  })

  test('read the audience from plain counts and from objects', () => {
    expect(statistics.demographics.age).toEqual({
      '18-24': { total: 12, percentage: undefined },
      '25-34': { total: 30, percentage: 30 },
    })
    expect(statistics.demographics.gender['female']).toEqual({ total: 60, percentage: 60 })
  })

  test('of accounts that give nothing are zeros, not errors', () => {
    const empty = decodeStatistics(fieldsOf({}, 'body', quiet), fieldsOf({}, 'results', quiet), quiet)
    expect(empty.totals).toEqual({ posts: 0, likes: 0, followers: 0, impressions: 0, comments: 0 })
    expect(empty.platformTotals.followers).toEqual({})
  })
})

test('a Google place is found inside its wrapper, a profile knows that it is one', () => {
  const results = {
    locations: {
      location: { name: 'locations/1', title: 'Bakery', isConnected: true },
      account: { name: 'accounts/2' },
    },
    profile: [{ id: 'p1', name: 'Baker' }],
  }
  const candidates = decodeCandidates(fieldsOf(results, 'results', quiet), quiet)
  expect(candidates.map(({ id, name, type, isConnected }) => ({ id, name, type, isConnected }))).toEqual([
    { id: 'p1', name: 'Baker', type: 'profile', isConnected: false },
    { id: 'locations/1', name: 'Bakery', type: 'location', isConnected: true },
  ])
})
