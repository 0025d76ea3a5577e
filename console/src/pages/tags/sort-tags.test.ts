import type { Tag } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { findTags } from './sort-tags.ts'

const usage = { posts: 0, publishedPosts: 0, likes: 0, comments: 0, shares: 0, lastUsedAt: null }

const aTag = (name: string, posts: number, change: Partial<Tag> = {}): Tag => ({
  id: name,
  locationId: 'location',
  version: 1,
  createdAt: '',
  changedAt: '',
  deletedAt: null,
  name,
  details: null,
  detailsVersion: null,
  detailsChangedAt: null,
  usage: { ...usage, posts },
  ...change,
})

const tags = [
  aTag('Sommer', 2, { details: { campaign: 'Spring sale' } }),
  aTag('winter', 9),
  aTag('gone', 50, { deletedAt: '2026-01-01' }),
]

const names = (found: Tag[]) => found.map(({ name }) => name)

test('tags are found by name and details, in any case and order of words', () => {
  expect(names(findTags(tags, 'SALE spring', 'posts', 'down'))).toEqual(['Sommer'])
})

test('deleted tags are never listed', () => {
  expect(names(findTags(tags, '', 'posts', 'down'))).toEqual(['winter', 'Sommer'])
})

test('names go from A, numbers from the top', () => {
  expect(names(findTags(tags, '', 'name', 'up'))).toEqual(['Sommer', 'winter'])
  expect(names(findTags(tags, '', 'posts', 'up'))).toEqual(['Sommer', 'winter'])
})
