import { findOperation, listOperations, type Operation } from '@causeway/spec'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBodyProblems } from './check-body.ts'
import { findQueryProblems } from './check-query.ts'

function operationAt(generation: 'v2' | 'v3', method: string, path: string): Operation {
  const operation = listOperations(generation).find((one) => one.method === method && one.path === path)
  return operation ?? expect.unreachable(`no ${generation} ${method} ${path}`)
}

const listPosts = operationAt('v3', 'POST', '/social-media-posting/{locationId}/posts/list')
const createPost = operationAt('v3', 'POST', '/social-media-posting/{locationId}/posts')

const aListRequest = {
  type: 'all',
  skip: '0',
  limit: '10',
  fromDate: '2026-01-01T00:00:00Z',
  toDate: '2026-02-01T00:00:00Z',
  includeUsers: 'true',
}
const aPost = { accountIds: ['one'], type: 'post', userId: 'someone', media: [], summary: 'Fresh bread' }

test('a body as the contract has it has no problems', () => {
  expect(findBodyProblems(listPosts, aListRequest)).toEqual([])
  expect(findBodyProblems(createPost, aPost)).toEqual([])
})

test('a key the contract does not know should not exist', () => {
  expect(findBodyProblems(createPost, { ...aPost, caption: 'Fresh bread' })).toEqual([
    'property caption should not exist',
  ])
})

test('an unknown key deep inside is named with its place', () => {
  const media = [{ url: 'https://example.com/a.png', type: 'image/png', size: 3 }]
  expect(findBodyProblems(createPost, { ...aPost, media })).toEqual([
    'media.0.property size should not exist',
  ])
})

test('numbers where the contract wants numeric strings are refused', () => {
  expect(
    findBodyProblems(listPosts, { ...aListRequest, limit: 10, skip: 'ten', includeUsers: true }),
  ).toEqual([
    'skip must be a number string',
    'limit must be a number string',
    'includeUsers must be a boolean string',
  ])
})

test('a post without accounts and user hears of both, twice', () => {
  expect(findBodyProblems(createPost, { type: 'post', media: [] })).toEqual([
    'accountIds must be an array with Account IDs',
    'accountIds should not be empty',
    'userId must be a string',
    'userId should not be empty',
  ])
  expect(findBodyProblems(createPost, { ...aPost, accountIds: [], userId: '' })).toEqual([
    'accountIds should not be empty',
    'userId should not be empty',
  ])
})

test('values outside a list of allowed ones are refused with the list', () => {
  expect(findBodyProblems(createPost, { ...aPost, type: 'poem' })).toEqual([
    'type must be one of the following values: post, story, reel',
  ])
})

test('the type of a medium is left to the handler, as drafts may have any', () => {
  const media = [{ url: 'https://example.com/a.png', type: 'image' }]
  expect(findBodyProblems(createPost, { ...aPost, media })).toEqual([])
})

test('a body that is missing lacks everything required', () => {
  expect(findBodyProblems(listPosts, undefined)).toContain('fromDate should not be empty')
})

test('a required query parameter that is missing should not be empty, an unknown one should not exist', () => {
  const installed =
    findOperation('v2.oauth.get-installed-location') ?? expect.unreachable('spec has the operation')
  expect(findQueryProblems(installed, { companyId: 'one', colour: 'red' })).toEqual([
    'property colour should not exist',
    'appId should not be empty',
  ])
})

test('whatever the body, checking it ends and finds sentences', () => {
  const withBodies = listOperations().filter((operation) => operation.body)
  fc.assert(
    fc.property(fc.constantFrom(...withBodies), fc.jsonValue(), (operation, body) => {
      for (const problem of findBodyProblems(operation, body)) expect(problem).toMatch(/ (must|should) /)
    }),
    { numRuns: 500 },
  )
})
