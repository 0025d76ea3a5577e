import { expect, test } from 'vitest'
import { describeFrom, nameFromPath } from './sources.ts'

test('a field made from a path has a name that is free and that every database takes', () => {
  expect(nameFromPath('details.owner', [])).toBe('details_owner')
  expect(nameFromPath('tags[].name', [])).toBe('tags_name')
  expect(nameFromPath('publishedAt', ['published_at'])).toBe('published_at_2')
  expect(nameFromPath('["2nd"]', [])).toBe('field_2nd')
  expect(nameFromPath('["…"]', ['field_'])).toBe('field__2')
})

test('where a value begins is said in a few words', () => {
  expect(describeFrom({ name: 'a', type: 'string', from: { paths: ['a', 'b'] } })).toBe('a + b')
  expect(describeFrom({ name: 'a', type: 'string', from: { constant: 'x' } })).toBe('"x"')
})
