import { expect, test } from 'vitest'
import { makeTestWorld, monday } from '../../test/make-test-world.ts'
import { insightsOf } from './post-engagement.ts'

const week = 7 * 86_400_000

test('people go on posting as the clock moves, and the same people post the same', () => {
  const run = () => {
    const { clock, contentsOf } = makeTestWorld({ scale: 'full' })
    const before = contentsOf('Northgate').posts.size
    clock.advance(week)
    const { posts } = contentsOf('Northgate')
    return { grown: posts.size - before, ids: [...posts.keys()].toSorted() }
  }
  const first = run()
  expect(first.grown).toBeGreaterThan(20)
  expect(first.grown).toBeLessThan(300)
  expect(run()).toEqual(first)
})

test('moving in one step or in many comes to the same posts', () => {
  const inSteps = makeTestWorld()
  for (let day = 0; day < 14; day += 1) inSteps.clock.advance(week / 7)
  const atOnce = makeTestWorld()
  atOnce.clock.advance(2 * week)
  const shown = ({ contentsOf }: typeof atOnce) =>
    [...contentsOf('Hearth').posts.values()].map(({ id, status }) => `${id} ${status}`).toSorted()
  expect(shown(atOnce)).toEqual(shown(inSteps))
})

test('there is always something planned, and nothing happens where nobody works', () => {
  const { world, clock, contentsOf } = makeTestWorld({ scale: 'full' })
  const suspended = contentsOf('Copper Kettle').posts.size
  clock.advance(4 * week)
  const planned = world.locations.filter(({ id }) =>
    [...world.contentsOf(id).posts.values()].some(({ status }) => status === 'scheduled'),
  )
  expect(planned).toHaveLength(10)
  expect(contentsOf('Blank Slate').posts.size).toBe(0)
  expect(contentsOf('Copper Kettle').posts.size).toBe(suspended)
})

test('a clock that is set back does not live the same days twice', () => {
  const { clock, contentsOf } = makeTestWorld()
  clock.advance(week)
  const after = contentsOf('Northgate').posts.size
  clock.set(monday)
  clock.advance(week)
  expect(contentsOf('Northgate').posts.size).toBe(after)
})

test('reactions to a post only ever grow, and come to rest', () => {
  const { world, contentsOf } = makeTestWorld()
  const contents = contentsOf('Northgate')
  const post = [...contents.posts.values()].find(
    ({ status, platform }) => status === 'published' && platform === 'instagram',
  )
  if (post?.publishedAt === undefined) throw new Error('no published post')
  const published = post.publishedAt.getTime()
  const likes = Array.from({ length: 60 }, (_, days) => {
    const now = new Date(published + days * 86_400_000)
    return insightsOf(world, contents, post, now)?.like ?? 0
  })
  expect(likes).toEqual(likes.toSorted((a, b) => a - b))
  expect(likes[0]).toBe(0)
  expect(likes[2]).toBeGreaterThan(0)
  expect(likes.at(-1)).toBe(likes.at(-20))
})

test('a location whose people were all removed goes on without them', () => {
  const { world, clock, contentsOf } = makeTestWorld()
  world.users.splice(0)
  clock.advance(3 * week)
  expect(contentsOf('Northgate').posts.size).toBeGreaterThan(0)
})
