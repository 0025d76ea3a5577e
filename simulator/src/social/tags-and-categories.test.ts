import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SocialBench, startSocial } from '../../test/start-social.ts'

let shop: SocialBench
let empty: SocialBench
let cafe: SocialBench
beforeAll(async () => {
  shop = await startSocial()
  empty = await startSocial('Blank Slate')
  cafe = await startSocial('مقهى')
})
afterAll(() => Promise.all([shop, empty, cafe].map(({ simulator }) => simulator.close())))

const tagsOf = async (bench: SocialBench, query: Record<string, string> = {}) =>
  (await bench.v2.call('get-tags-location-id', { query }))['results']

test('a location without tags answers a sentence in the place of the list', async () => {
  expect(await tagsOf(empty)).toEqual({ tags: 'Tags not found for Location Id', count: 0 })
})

test('unknown tag ids answer another sentence', async () => {
  const answer = await shop.v3.call('get-tags-by-ids', { body: { tagIds: ['0'.repeat(24)] } })
  expect(answer).toMatchObject({ statusCode: 201, results: { tags: 'Tags not found', count: 0 } })
})

test('tags page by texts of numbers and are found by a part of their name', async () => {
  const all = await tagsOf(shop, { limit: '1000' })
  expect(all.tags).toHaveLength(30)
  const page = await tagsOf(shop, { skip: '5', limit: '5' })
  expect(page).toEqual({ tags: all.tags.slice(5, 10), count: 30 })
  const found = await tagsOf(shop, { searchText: 'CAMP', limit: '50' })
  expect(found.tags.length).toBeGreaterThan(0)
  expect(found.tags.every(({ tag }: { tag: string }) => /camp/i.test(tag))).toBe(true)
})

test('a limit that is no number is refused', async () => {
  const { status } = await shop.v2.refuse('get-tags-location-id', { query: { limit: 'ten' } })
  expect(status).toBe(422)
})

test('tags keep every character they were made with', async () => {
  const { tags } = await tagsOf(cafe, { limit: '100' })
  const names = tags.map(({ tag }: { tag: string }) => tag)
  expect(names).toContain('👨‍👩‍👧‍👦 Family')
  expect(names).toContain("Robert'); DROP TABLE tags;--")
  expect(names).toContain('\u202Bمن اليمين\u202C mixed')
  // The same word composed and decomposed are two tags.
  expect(names).toEqual(expect.arrayContaining(['été', 'e\u0301te\u0301']))
})

test('a tag made, renamed and removed by a person is seen by the API at once', async () => {
  const tag = shop.simulator.world.createTag({ locationId: shop.location.id, tag: 'Fresh' })
  expect((await tagsOf(shop)).tags[0]).toMatchObject({ _id: tag.id, tag: 'Fresh', deleted: false })
  shop.simulator.world.renameTag(tag.id, 'Renamed')
  const details = await shop.v3.call('get-tags-by-ids', { body: { tagIds: [tag.id] } })
  expect(details['results'].tags[0].tag).toBe('Renamed')
  shop.simulator.world.deleteTag(tag.id)
  expect((await tagsOf(shop, { searchText: 'Renamed' })).count).toBe(0)
})

test('the undocumented call says "Created" and stores nothing', async () => {
  const { token } = shop.simulator.admin.createPrivateToken({ locationId: shop.location.id })
  const response = await fetch(`${shop.simulator.url}/social-media-posting/${shop.location.id}/tags`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28', 'content-type': 'application/json' },
    body: JSON.stringify({ tag: 'Ghost' }),
  })
  expect(await response.json()).toMatchObject({ message: 'Created' })
  expect((await tagsOf(shop, { searchText: 'Ghost' })).count).toBe(0)
})

test('categories without any are a real empty list', async () => {
  const answer = await empty.v3.call('get-categories-location-id')
  expect(answer['results']).toEqual({ categories: [], count: 0 })
})

test('a missing category is a sentence in a success, spelt as GHL spells it', async () => {
  const answer = await shop.v2.call('get-categories-id', { params: { id: '0'.repeat(24) } })
  expect(answer).toMatchObject({
    success: true,
    message: 'Fetched Catagory',
    results: { category: 'Category not found' },
  })
})
