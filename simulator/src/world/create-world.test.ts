import { describe, expect, test } from 'vitest'
import { makeTestWorld, monday } from '../../test/make-test-world.ts'
import type { Post, World } from './world.types.ts'

const summaryOf = (world: World) =>
  world.locations.map(({ id, name }) => {
    const { posts, tags, accounts } = world.contentsOf(id)
    return { id, name, posts: [...posts.values()], tags, accounts }
  })

describe('the full world', () => {
  const { world, contentsOf } = makeTestWorld({ scale: 'full' })
  const sizeOf = (name: string) => {
    const { accounts, posts, tags } = contentsOf(name)
    return { accounts: accounts.length, posts: posts.size, tags: tags.length }
  }

  test('has three companies and twelve locations, with people in each', () => {
    expect(world.companies).toHaveLength(3)
    expect(world.locations).toHaveLength(12)
    for (const { id } of world.locations) {
      expect(world.users.filter(({ locationIds }) => locationIds.includes(id)).length).toBeGreaterThan(1)
    }
  })

  test('has a large location, an empty one, a suspended one and a sandbox', () => {
    expect(sizeOf('Northgate Outfitters')).toEqual({ accounts: 8, posts: 5000, tags: 300 })
    expect(sizeOf('Blank Slate Interiors')).toEqual({ accounts: 0, posts: 0, tags: 0 })
    expect(world.locations.filter(({ isActive }) => !isActive).map(({ name }) => name)).toEqual([
      'Copper Kettle Brewing',
    ])
    expect(world.locations.filter(({ isSandbox }) => isSandbox === true).map(({ name }) => name)).toEqual([
      'Paperplane Sandbox',
    ])
  })

  test('has 400 days of statistics before today', () => {
    expect(Math.floor(monday.getTime() / 86_400_000) - world.firstStatisticsDay).toBe(400)
  })

  test('writes from right to left, in several scripts and with emoji', () => {
    const { location, tags, posts } = contentsOf('مقهى')
    expect(location.name).toMatch(/\p{Script=Arabic}.*\p{Extended_Pictographic}/u)
    const text = [...tags.map(({ tag }) => tag), ...[...posts.values()].map(({ summary }) => summary)].join()
    for (const script of ['Arabic', 'Hebrew', 'Hiragana', 'Latin']) {
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'))
    }
  })

  test('gives every post and tag an id of its own', () => {
    const ids = summaryOf(world).flatMap(({ posts, tags }) => [...posts, ...tags].map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('posts only to accounts, tags and categories of their own location', () => {
    for (const { id } of world.locations) {
      const { posts, accounts, tags, categories } = world.contentsOf(id)
      const known = new Set([...accounts, ...tags, ...categories].map((one) => one.id))
      const used = (post: Post) => [...post.accountIds, ...post.tags, post.categoryId ?? [...known][0] ?? '']
      expect([...posts.values()].flatMap(used).every((one) => known.has(one))).toBe(true)
    }
  })

  test('has posts in every state a person would see', () => {
    const statuses = new Set(summaryOf(world).flatMap(({ posts }) => posts.map(({ status }) => status)))
    expect([...statuses]).toEqual(
      expect.arrayContaining(['published', 'failed', 'scheduled', 'draft', 'notification_sent']),
    )
  })

  test('has accounts that are expired and about to expire, and one without statistics', () => {
    const accounts = summaryOf(world).flatMap((location) => location.accounts)
    const daysLeft = accounts.map(({ expiresAt }) => (expiresAt.getTime() - monday.getTime()) / 86_400_000)
    expect(daysLeft.some((days) => days < 0)).toBe(true)
    expect(daysLeft.some((days) => days > 0 && days < 3)).toBe(true)
    expect(accounts.filter((account) => !account.hasStatisticsPermissions)).toHaveLength(1)
  })
})

test('the same seed and time make the same world', () => {
  expect(summaryOf(makeTestWorld().world)).toEqual(summaryOf(makeTestWorld().world))
})

test('another seed makes other ids of the same places', () => {
  const [one, other] = [makeTestWorld().world, makeTestWorld({ seed: 8 }).world]
  expect(other.locations.map(({ name }) => name)).toEqual(one.locations.map(({ name }) => name))
  expect(new Set([...one.locations, ...other.locations].map(({ id }) => id)).size).toBe(24)
})

test('started again the next day, the world has the same tags and nearly the same posts', () => {
  const today = makeTestWorld({ scale: 'full' })
  const tomorrow = makeTestWorld({ scale: 'full', at: new Date(monday.getTime() + 86_400_000) })
  const before = today.contentsOf('Northgate')
  const after = tomorrow.contentsOf('Northgate')
  expect(after.tags).toEqual(before.tags)
  const kept = [...before.posts.values()].filter((post) => {
    const same = after.posts.get(post.id)
    return same?.summary === post.summary && same.publishedAt?.getTime() === post.publishedAt?.getTime()
  })
  expect(kept.length).toBeGreaterThan(4900)
  expect(after.posts.size).toBe(5000)
})

test('what a person makes with an unknown location, tag or account is refused with a reason', () => {
  const { world, contentsOf } = makeTestWorld()
  const { location } = contentsOf('Hearth')
  expect(() => world.contentsOf('nowhere')).toThrow('does not exist')
  expect(() => world.renameTag('none', 'x')).toThrow('does not exist')
  expect(() => world.createTag({ locationId: location.id, tag: '  ' })).toThrow('should not be empty')
  const draft = { locationId: location.id, summary: '', status: 'draft' as const }
  expect(() => world.createPost({ ...draft, accountIds: ['x'] })).toThrow('not connected')
  expect(() => world.createPost({ ...draft, accountIds: [], status: 'scheduled' })).toThrow('scheduleDate')
})
