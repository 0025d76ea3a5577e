import { expect, test } from 'vitest'
import { issueErrors } from './issue-errors.ts'

test('messages land at their field, whatever notation the path has', () => {
  const errors = issueErrors({
    issues: [
      { path: 'body.email', message: 'must be an e-mail address' },
      { path: ['query', 'limit'], message: 'must be a number' },
      { path: '/body/tags/0', message: 'must be text' },
      { path: 'body.tags[0]', message: 'must not be empty' },
    ],
  })
  expect(errors).toEqual({
    body: {
      email: { __errors: ['must be an e-mail address'] },
      tags: { 0: { __errors: ['must be text', 'must not be empty'] } },
    },
    query: { limit: { __errors: ['must be a number'] } },
  })
})

test('the words of the gateway are understood, its example too', () => {
  expect(issueErrors({ issues: [{ field: 'query.limit', rule: 'must be a number', example: 20 }] })).toEqual({
    query: { limit: { __errors: ['must be a number, for example 20'] } },
  })
})

test('anything else is no error of a field', () => {
  expect(issueErrors(undefined)).toEqual({})
  expect(issueErrors({ issues: [{ message: 'x' }, { path: '', message: 'y' }, 7] })).toEqual({})
})
