import { expect, it } from 'vitest'
import type { HubError } from '../platform/errors.ts'
import { resolveOperation, resolvePath, versionOf } from './resolve-operation.ts'

const failureOf = (work: () => unknown): HubError => {
  try {
    work()
  } catch (problem) {
    return problem as HubError
  }
  throw new Error('it did not fail')
}

it('takes the newest generation unless a version is given', () => {
  expect(resolvePath('GET', '/contacts/abc', undefined)?.operation.id).toBe('v3.contacts.get-contact')
  expect(resolvePath('GET', '/contacts/abc', '2021-07-28')?.operation.id).toBe('v2.contacts.get-contact')
  expect(resolvePath('GET', '/oauth/installedLocations', undefined)?.operation.generation).toBe('v2')
  expect(resolvePath('GET', '/contacts/abc', 'v3')?.pathParameters).toEqual({ contactId: 'abc' })
})

it('names the right version of what the other generation offers', () => {
  const failure = failureOf(() => resolvePath('GET', '/oauth/installed-locations', '2021-07-28'))
  expect([failure.code, failure.details?.['version']]).toEqual(['gateway.version_wrong', 'v3'])
  expect(failureOf(() => resolvePath('GET', '/contacts/abc', 'latest')).code).toBe('gateway.version_invalid')
})

it('names the methods of a path', () => {
  const failure = failureOf(() => resolvePath('PATCH', '/contacts/abc', undefined))
  expect([failure.code, failure.headers]).toEqual(['gateway.method_unknown', { allow: 'GET, PUT, DELETE' }])
})

it('finds operations by entry and by generation, and suggests the nearest', () => {
  expect(resolveOperation('contacts.get-contact').id).toBe('v3.contacts.get-contact')
  expect(resolveOperation('contacts.get-contact', 'v2').id).toBe('v2.contacts.get-contact')
  expect(resolveOperation('v2.contacts.get-contact').id).toBe('v2.contacts.get-contact')
  const failure = failureOf(() => resolveOperation('contacts.get-contcat'))
  expect(failure.code).toBe('gateway.operation_unknown')
  expect(failure.details?.['suggestions']).toContain('contacts.get-contact')
  expect(failureOf(() => resolveOperation('social.fetch-queue-by-id', 'v2')).message).toContain('v3 does')
})

it('sends a version with every call, also where none is published', () => {
  const operation = resolveOperation('v2.store.list-shipping-carriers'.replace('list-', 'get-'))
  expect(versionOf(operation, undefined)).toBe('2021-07-28')
  expect(versionOf(operation, '2023-02-21')).toBe('2023-02-21')
})
