import type { Operation } from '@causeway/spec'
import { expect, test } from 'vitest'
import type { TokenContext } from '../simulator.types.ts'
import { checkPermission } from './check-permission.ts'

const operation: Operation = {
  id: 'v3.sample.read',
  generation: 'v3',
  module: 'sample',
  publishedId: 'read',
  method: 'GET',
  path: '/sample',
  versions: ['v3'],
  scopes: ['sample.readonly'],
  tokenClasses: ['location'],
  parameters: [],
  success: { status: 200 },
  failureStatuses: [],
  access: 'read',
  isDestructive: false,
}

const token: TokenContext = {
  kind: 'oauth',
  class: 'Location',
  companyId: 'company',
  locationId: 'location',
  userId: 'user',
  scopes: ['sample.readonly'],
  appId: 'app',
}

test('a token with the class and the scope passes', () => {
  expect(() => checkPermission(operation, token)).not.toThrow()
})

test('a missing scope is named so', () => {
  expect(() => checkPermission(operation, { ...token, scopes: ['other'] })).toThrow(
    'not authorized for this scope',
  )
})

test('an agency OAuth token on a location operation is refused for its class, before its scopes', () => {
  expect(() => checkPermission(operation, { ...token, class: 'Company', scopes: [] })).toThrow(
    'This authClass type',
  )
})

test('an agency private token on a location operation hears of a user type mismatch', () => {
  expect(() => checkPermission(operation, { ...token, class: 'Company', kind: 'pit' })).toThrow(
    "Token's user type mismatch!",
  )
})

test('a private token cannot do what only OAuth tokens may', () => {
  const only = { ...operation, isPrivateTokenRefused: true }
  expect(() => checkPermission(only, { ...token, kind: 'pit' })).toThrow('This authClass type')
})

test('an operation without published classes takes either class', () => {
  expect(() =>
    checkPermission({ ...operation, tokenClasses: [] }, { ...token, class: 'Company' }),
  ).not.toThrow()
})
