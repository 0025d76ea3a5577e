import { expect, test } from 'vitest'
import { listOperations, listScopes, socialScopes } from './index.ts'

test('the scopes of the Social Planner are those of the scope picker that some operation uses', () => {
  expect(socialScopes()).toEqual([
    'socialplanner/account.readonly',
    'socialplanner/account.write',
    'socialplanner/category.readonly',
    'socialplanner/category.write',
    'socialplanner/comments.readonly',
    'socialplanner/comments.write',
    'socialplanner/csv.readonly',
    'socialplanner/csv.write',
    'socialplanner/oauth.readonly',
    'socialplanner/oauth.write',
    'socialplanner/post.readonly',
    'socialplanner/post.write',
    'socialplanner/statistics.readonly',
    'socialplanner/tag.readonly',
  ])
})

test('all scopes of both generations are listed once, sorted', () => {
  const asked = new Set(listOperations().flatMap(({ scopes }) => scopes))
  expect(listScopes()).toEqual([...asked].toSorted())
})
