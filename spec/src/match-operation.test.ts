import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findOperation, listOperations, matchOperation } from './index.ts'

const social = '/social-media-posting'

test('every operation matches its own path, whatever the values', () => {
  const operations = fc.constantFrom(...listOperations())
  // A prefix that no published path has keeps a value from being taken for a literal segment.
  const values = fc.string({ unit: 'grapheme', minLength: 1 }).map((value) => `~${value}`)
  fc.assert(
    fc.property(operations, values, (operation, value) => {
      const path = operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(value))
      const match = matchOperation(operation.generation, operation.method, path)
      expect(match?.operation.id).toBe(operation.id)
      expect(Object.values(match?.pathParameters ?? {}).every((read) => read === value)).toBe(true)
      expect(Object.keys(match?.pathParameters ?? {})).toHaveLength(
        new Set(operation.path.match(/\{\w+\}/g)).size,
      )
    }),
    { numRuns: 2000 },
  )
})

test('literal segments beat parameters', () => {
  expect(matchOperation('v3', 'GET', '/contacts/search/duplicate')?.operation.id).toBe(
    'v3.contacts.get-duplicate-contact',
  )
  expect(matchOperation('v3', 'GET', `${social}/category/queues/available-categories`)?.operation.id).toBe(
    'v3.social-planner.fetch-available-categories',
  )
})

test('a parameter is tried where the literal leads nowhere', () => {
  expect(matchOperation('v3', 'GET', `${social}/comments/tags`)).toMatchObject({
    operation: { id: 'v3.social-planner.get-tags-location-id' },
    pathParameters: { locationId: 'comments' },
  })
})

test('a slash at the end, the query and the case of the method do not count', () => {
  const bare = matchOperation('v2', 'get', '/contacts')
  expect(bare?.operation.id).toBe('v2.contacts.get-contacts')
  expect(matchOperation('v2', 'GET', '/contacts/?locationId=a/b')).toEqual(bare)
})

test('an encoded slash stays inside its segment', () => {
  expect(matchOperation('v3', 'GET', `${social}/a%2Fb/tags`)?.pathParameters).toEqual({ locationId: 'a/b' })
})

test.each([
  ['another generation', 'v2', 'POST', `${social}/comments/facebook`],
  ['another method', 'v3', 'POST', `${social}/abc/tags`],
  ['an unknown path', 'v3', 'GET', '/nothing/here'],
  ['a forgotten value', 'v3', 'GET', `${social}//tags`],
  ['a broken escape', 'v3', 'GET', `${social}/%zz/tags`],
  ['nothing', 'v3', 'GET', ''],
] as const)('%s matches nothing', (_what, generation, method, path) => {
  expect(matchOperation(generation, method, path)).toBeUndefined()
})

test('a path of both generations matches in each', () => {
  for (const [generation, id] of [
    ['v2', 'v2.social-media-posting.get-posts'],
    ['v3', 'v3.social-planner.get-posts'],
  ] as const) {
    const match = matchOperation(generation, 'POST', `${social}/abc/posts/list`)
    expect(match?.operation).toBe(findOperation(id))
  }
})
