import { describe, expect, it } from 'vitest'
import type { AccountData, PostData } from '../../store/record.types.ts'
import type { StatisticChange } from '../../store/write-statistics.ts'
import { deriveAccountEvents, deriveExpiringEvents } from './derive-account-events.ts'
import { deriveCategoryEvents } from './derive-category-events.ts'
import { deriveCommentEvents } from './derive-comment-events.ts'
import { derivePostEvents } from './derive-post-events.ts'
import { deriveStatisticsEvents, milestoneBelow } from './derive-statistics-events.ts'
import { deriveTagEvents } from './derive-tag-events.ts'

const at = new Date('2026-05-01T00:00:00Z')
const context = { locationId: 'l1', at, isInitial: false, tagNames: new Map([['t1', 'spring']]) }
const aPost = (facts: Partial<PostData> = {}): PostData => ({
  status: 'draft',
  type: 'post',
  platforms: ['facebook'],
  summary: 'Hello',
  accountIds: ['a1'],
  tagIds: [],
  categoryId: null,
  parentPostId: null,
  media: [],
  scheduledAt: null,
  publishedAt: null,
  displayAt: null,
  error: null,
  approval: null,
  insights: null,
  createdBy: null,
  ...facts,
})
const anAccount = (facts: Partial<AccountData> = {}): AccountData => ({
  profileId: 'p1',
  platform: 'facebook',
  type: 'page',
  name: 'Bakery',
  avatarUrl: null,
  expiresAt: null,
  isExpired: false,
  hasStatistics: true,
  originId: 'o1',
  ...facts,
})
const postTypes = (previous: PostData | undefined, current: PostData | undefined, more = {}) =>
  derivePostEvents({ id: 'p1', version: 2, previous, current }, { ...context, ...more }).map(
    ({ type }) => type,
  )
const accountTypes = (previous: AccountData | undefined, current: AccountData | undefined) =>
  deriveAccountEvents({ id: 'a1', version: 2, previous, current }, context).map(({ type }) => type)

describe('events about posts', () => {
  it.each([
    ['draft', 'scheduled', 'post.scheduled'],
    ['scheduled', 'published', 'post.published'],
    ['scheduled', 'failed', 'post.failed'],
    ['draft', 'in_review', 'post.sent_to_review'],
  ])('%s to %s is %s', (before, after, type) => {
    expect(postTypes(aPost({ status: before }), aPost({ status: after }))).toEqual([type])
  })

  it('tell of a new post and what it is already', () => {
    expect(postTypes(undefined, aPost({ status: 'published', tagIds: ['t1'] }))).toEqual([
      'post.created',
      'post.published',
      'tag.added_to_post',
    ])
  })

  it('tell only of its existence in the first pass, marked as initial', () => {
    const events = derivePostEvents(
      { id: 'p1', version: 1, current: aPost({ status: 'published', tagIds: ['t1'] }) },
      { ...context, isInitial: true },
    )
    expect(events).toMatchObject([{ type: 'post.created', data: { initial: true } }])
  })

  it('carry the time of publication and the reason of a failure', () => {
    const published = aPost({ status: 'published', publishedAt: '2026-04-30T09:00:00.000Z' })
    const failed = aPost({ status: 'failed', error: 'Token expired' })
    const of = (current: PostData) =>
      derivePostEvents(
        { id: 'p1', version: 2, previous: aPost({ status: 'scheduled' }), current },
        context,
      )[0]
    expect(of(published)).toMatchObject({
      occurredAt: '2026-04-30T09:00:00.000Z',
      data: { previousStatus: 'scheduled' },
      subject: { kind: 'post', id: 'p1', version: 2 },
    })
    expect(of(failed)).toMatchObject({ occurredAt: at, data: { error: 'Token expired' } })
  })

  it('name the fields that changed, their former values and the tags', () => {
    const [updated, added, removed] = derivePostEvents(
      {
        id: 'p1',
        version: 2,
        previous: aPost({ tagIds: ['t2'] }),
        current: aPost({ summary: 'Hi', tagIds: ['t1'] }),
      },
      context,
    )
    expect(updated).toMatchObject({
      type: 'post.updated',
      data: { changed: ['summary', 'tagIds'], previous: { summary: 'Hello', tagIds: ['t2'] } },
    })
    expect(added).toMatchObject({
      type: 'tag.added_to_post',
      subject: { kind: 'tag', id: 't1' },
      data: { name: 'spring', postId: 'p1' },
    })
    expect(removed).toMatchObject({ type: 'tag.removed_from_post', data: { tagId: 't2', name: null } })
  })

  it('tell approval and rejection once', () => {
    const waiting = aPost({ status: 'in_review', approval: 'pending' })
    const approved = aPost({ status: 'scheduled', approval: 'approved' })
    expect(postTypes(waiting, approved)).toEqual(['post.approved', 'post.scheduled'])
    expect(postTypes(approved, aPost({ status: 'published', approval: 'approved' }))).toEqual([
      'post.published',
    ])
    expect(postTypes(waiting, aPost({ status: 'in_review', approval: 'rejected' }))).toEqual([
      'post.rejected',
    ])
  })

  it('keep likes apart from changes by people', () => {
    const insights = { likes: 1, comments: 0, shares: 0 }
    expect(postTypes(aPost({ insights }), aPost({ insights: { ...insights, likes: 2 } }))).toEqual([
      'post.insights_changed',
    ])
  })

  it('tell a delete from a split at publication', () => {
    const reason = (splitIds: Set<string>) =>
      derivePostEvents({ id: 'p1', version: 2, previous: aPost() }, { ...context, splitIds })[0]!.data[
        'reason'
      ]
    expect([reason(new Set()), reason(new Set(['p1']))]).toEqual(['deleted', 'split_at_publication'])
  })
})

describe('events about accounts', () => {
  it('tell what became of an account', () => {
    expect(accountTypes(undefined, anAccount())).toEqual(['account.connected'])
    expect(accountTypes(anAccount(), undefined)).toEqual(['account.disconnected'])
    expect(accountTypes(anAccount(), anAccount({ isExpired: true }))).toEqual(['account.expired'])
    expect(accountTypes(anAccount({ isExpired: true }), anAccount())).toEqual(['account.connected'])
    expect(accountTypes(anAccount(), anAccount({ name: 'Baker' }))).toEqual(['account.updated'])
  })

  it('warn once, seven days ahead, of each date of expiry', () => {
    const inDays = (days: number) => new Date(at.getTime() + days * 86_400_000).toISOString()
    const warned = (data: AccountData, announcedExpiry?: string) =>
      deriveExpiringEvents([{ id: 'a1', version: 1, data, announcedExpiry }], context).length
    expect(warned(anAccount({ expiresAt: inDays(8) }))).toBe(0)
    expect(warned(anAccount({ expiresAt: inDays(6) }))).toBe(1)
    expect(warned(anAccount({ expiresAt: inDays(6) }), inDays(6))).toBe(0)
    expect(warned(anAccount({ expiresAt: inDays(5) }), inDays(6))).toBe(1)
    expect(warned(anAccount({ expiresAt: inDays(-1) }))).toBe(0)
    expect(warned(anAccount({ expiresAt: inDays(6), isExpired: true }))).toBe(0)
  })
})

describe('events about tags, categories and comments', () => {
  it('tell creation, change and removal', () => {
    const record = { id: 'x', version: 1 }
    const tag = (name: string) => ({ name })
    expect(deriveTagEvents({ ...record, current: tag('a') }, context)).toMatchObject([
      { type: 'tag.created' },
    ])
    expect(deriveTagEvents({ ...record, previous: tag('a'), current: tag('b') }, context)).toMatchObject([
      { type: 'tag.renamed', data: { name: 'b', previousName: 'a' } },
    ])
    expect(deriveTagEvents({ ...record, previous: tag('a') }, context)).toMatchObject([
      { type: 'tag.removed' },
    ])
    const category = { name: 'News', primaryColor: '#fff', secondaryColor: null }
    expect(
      deriveCategoryEvents({ ...record, previous: category, current: { ...category, name: 'New' } }, context),
    ).toMatchObject([{ type: 'category.changed', data: { changed: ['name'], previous: { name: 'News' } } }])
    const comment = {
      postId: 'p1',
      parentId: null,
      accountId: 'a1',
      platform: 'facebook',
      authorName: 'Ann',
      text: 'Nice',
      commentedAt: '2026-04-01T00:00:00.000Z',
      replies: 0,
      networkId: null,
    }
    expect(deriveCommentEvents({ ...record, current: comment }, context)).toMatchObject([
      { type: 'comment.received', occurredAt: '2026-04-01T00:00:00.000Z' },
    ])
    expect(
      deriveCommentEvents({ ...record, previous: comment, current: { ...comment, replies: 3 } }, context),
    ).toEqual([])
  })
})

describe('events about statistics', () => {
  const profile = { id: 'a1', profileId: 'p1', name: 'Bakery', platform: 'facebook' }
  const aChange = (facts: Partial<StatisticChange>): StatisticChange => ({
    accountId: 'p1',
    platform: 'facebook',
    metric: 'impressions',
    day: '2026-04-30',
    value: 100,
    revision: 1,
    previous: null,
    ...facts,
  })
  const types = (changes: StatisticChange[], mean: number | undefined, milestone = 0) =>
    deriveStatisticsEvents(profile, changes, { meanImpressionsBefore: () => mean, milestone }, context).map(
      ({ type }) => type,
    )

  it('tell when a day has more than twice the usual impressions, once', () => {
    expect(types([aChange({ value: 201 })], 100)).toContain('metric.crossed_threshold')
    expect(types([aChange({ value: 200 })], 100)).toEqual(['statistics.updated'])
    expect(types([aChange({ value: 260, previous: 220, revision: 2 })], 100)).toEqual(['statistics.updated'])
    expect(types([aChange({ value: 220, previous: 90, revision: 2 })], 100)).toContain(
      'metric.crossed_threshold',
    )
    expect(types([aChange({ value: 201 })], undefined)).toEqual(['statistics.updated'])
    expect(types([aChange({ value: 19 })], 5)).toEqual(['statistics.updated'])
    expect(types([], 100)).toEqual([])
  })

  it('tell milestones of followers that were not reached before', () => {
    const followers = aChange({ metric: 'followers', value: 1004 })
    expect(types([followers], undefined, 500)).toContain('account.reached_follower_milestone')
    expect(types([followers], undefined, 1000)).toEqual(['statistics.updated'])
    expect([0, 99, 100, 249, 250, 999, 1000, 26_000].map(milestoneBelow)).toEqual([
      0, 0, 100, 100, 250, 500, 1000, 25_000,
    ])
  })
})
