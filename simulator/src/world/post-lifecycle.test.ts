import { expect, test } from 'vitest'
import { makeTestWorld, monday } from '../../test/make-test-world.ts'
import type { LocationContents, NewPost, Post } from './world.types.ts'

const inMinutes = (minutes: number): Date => new Date(monday.getTime() + minutes * 60_000)

const aPost = (contents: LocationContents, changes: Partial<NewPost> = {}): NewPost => ({
  accountIds: contents.accounts.slice(0, 2).map(({ id }) => id),
  summary: 'Soon',
  media: [],
  type: 'post',
  tags: [],
  platformDetails: {},
  source: 'composer',
  status: 'scheduled',
  createdBy: 'someone',
  scheduleDate: inMinutes(10),
  ...changes,
})

function schedule(changes: Partial<NewPost> = {}, location = 'Northgate') {
  const bench = makeTestWorld()
  const contents = bench.contentsOf(location)
  const post = bench.world.addPost(contents, aPost(contents, changes))
  const children = (): Post[] => [...contents.posts.values()].filter((one) => one.parentPostId === post.id)
  return { ...bench, contents, post, children }
}

test('a due post splits into one document for each account, in progress first and then published', () => {
  const { clock, contents, post, children } = schedule()
  clock.set(inMinutes(9))
  expect(contents.posts.get(post.id)?.status).toBe('scheduled')
  clock.set(inMinutes(10))
  expect(children().map(({ status }) => status)).toEqual(['in_progress', 'in_progress'])
  expect(contents.posts.has(post.id)).toBe(false)
  clock.set(inMinutes(11))
  expect(children().map(({ status, platform }) => [status, platform])).toEqual([
    ['published', 'facebook'],
    ['published', 'instagram'],
  ])
  expect(children().every(({ accountIds }) => accountIds.length === 1)).toBe(true)
})

test('a clock that jumps publishes at the planned time, not at the time of the jump', () => {
  const { clock, children } = schedule()
  clock.set(inMinutes(60 * 24 * 10))
  for (const { publishedAt } of children()) {
    expect(Number(publishedAt) - inMinutes(10).getTime()).toBeLessThan(60_000)
  }
})

test('a child deleted while it is in progress comes back: only its parent could be stopped', () => {
  const { clock, contents, children } = schedule()
  clock.set(inMinutes(10))
  const [child] = children()
  if (child !== undefined) child.isDeleted = true
  contents.postsRevision += 1
  clock.set(inMinutes(11))
  const alive = children().filter(({ isDeleted }) => !isDeleted)
  expect(alive.map(({ status }) => status)).toEqual(['published', 'published'])
  expect(alive.map(({ id }) => id)).not.toContain(child?.id)
})

test('a scheduled post that is deleted is never published', () => {
  const { clock, post, children } = schedule()
  post.isDeleted = true
  clock.set(inMinutes(30))
  expect(children()).toEqual([])
})

test('an account whose token has ended fails alone, with the text of the network', () => {
  const { clock, contents, children } = schedule()
  const [, second] = contents.accounts
  if (second !== undefined) second.expiresAt = inMinutes(5)
  clock.set(inMinutes(11))
  expect(children().map(({ status, error }) => [status, error])).toEqual([
    ['published', ''],
    ['failed', 'Social Account token has expired, been revoked, or is otherwise invalid'],
  ])
})

test('media that cannot be fetched fails', () => {
  const media = [{ url: 'https://pictures.invalid/a.jpg', type: 'image/jpeg' }]
  const { clock, children } = schedule({ media })
  clock.set(inMinutes(11))
  for (const { error } of children()) expect(error).toContain('could not fetch the media')
})

test('a post in review waits for a person: approved it is published in time, rejected it is a draft', () => {
  const approval = { approvalStatus: 'pending' as const, approver: 'someone' }
  const { world, clock, contents, post, children } = schedule({ status: 'in_review', approval })
  const other = world.addPost(contents, aPost(contents, { status: 'in_review', approval }))
  clock.set(inMinutes(5))
  world.reviewPost(post.id, 'approved')
  world.reviewPost(other.id, 'rejected', 'Not this one')
  expect(() => world.reviewPost(other.id, 'approved')).toThrow('not in review')
  clock.set(inMinutes(20))
  expect(children().map(({ status }) => status)).toEqual(['published', 'published'])
  expect(contents.posts.get(other.id)).toMatchObject({
    status: 'draft',
    approval: { approvalStatus: 'rejected', approverNote: 'Not this one' },
  })
})

test('a post in review that nobody looks at stays there after its date', () => {
  const { clock, contents, post } = schedule({ status: 'in_review', approval: { approvalStatus: 'pending' } })
  clock.set(inMinutes(600))
  expect(contents.posts.get(post.id)?.status).toBe('in_review')
})

test('published posts are counted on their day for the statistics', () => {
  const { clock, contents, children } = schedule()
  clock.set(inMinutes(11))
  const [child] = children()
  const day = Math.floor(monday.getTime() / 86_400_000)
  expect(contents.publishedPerDay.get(child?.accountId ?? '')?.get(day)).toBeGreaterThan(0)
})
