import { expect, test } from 'vitest'
import { readOverviewSearch, readPostsSearch, readSignInSearch } from './search.ts'

test('after signing in only paths of this console are gone on to', () => {
  expect(readSignInSearch({ next: '/events?types=post.*' })).toEqual({ next: '/events?types=post.*' })
  expect(readSignInSearch({ next: '//evil.example' })).toEqual({})
  expect(readSignInSearch({ next: '/\\evil.example' })).toEqual({})
  expect(readSignInSearch({ next: 'https://evil.example' })).toEqual({})
})

test('besides, only an agent’s request for access is gone on to', () => {
  const resume = '/mcp/oauth/authorize?client_id=1&state=2'
  expect(readSignInSearch({ resume })).toEqual({ resume })
  for (const other of ['//evil.example/mcp/oauth/authorize?', '/mcp/oauth/authorize', '/v1/agents', '1'])
    expect(readSignInSearch({ resume: other })).toEqual({})
})

test('an address with nonsense is an address without it', () => {
  expect(readOverviewSearch({ days: '31', measure: 'wealth', from: '2026-13-01', to: '2026-11-01' })).toEqual(
    {},
  )
  expect(readOverviewSearch({ days: '90', measure: 'posts' })).toEqual({ days: 90, measure: 'posts' })
})

test('posts keep every filter of the address', () => {
  const given = {
    tag: 't',
    status: 'failed',
    text: '50%',
    asOf: '2026-11-01T10:00:00Z',
    sort: 'oldest',
    post: '0123',
  }
  expect(readPostsSearch(given)).toEqual({ ...given, asOf: '2026-11-01T10:00:00.000Z' })
  expect(readPostsSearch({ asOf: 'soon', sort: 'best' })).toEqual({})
})
