import { HighLevel } from '@gohighlevel/api-client'
import { expect, test } from 'vitest'
import { countSdkMethods, importSdk } from '../../build/import-sdk.ts'
import { findOperation } from '../find-operation.ts'
import { listOperations } from '../load-module.ts'
import { sdkMethodOf } from './sdk-method-of.ts'

const operations = listOperations()

test('the data says what the installed SDK requests', () => {
  expect(countSdkMethods()).toBe(584)
  const said = Object.fromEntries(
    operations.flatMap((operation) => {
      const found = sdkMethodOf(operation)
      return found ? [[operation.id, `${found.service}.${found.method}`]] : []
    }),
  )
  expect(said).toEqual(importSdk(operations))
  expect(new Set(Object.values(said)).size).toBe(583)
})

test('every method named is there at run time', () => {
  const sdk = new HighLevel({ privateIntegrationToken: 'pit-none' }) as unknown as Record<
    string,
    Record<string, unknown>
  >
  for (const operation of operations) {
    const found = sdkMethodOf(operation)
    if (found) expect(typeof sdk[found.service]?.[found.method], operation.id).toBe('function')
  }
})

test.each([
  ['v3.contacts.get-contact', { service: 'contacts', method: 'getContact' }],
  ['v2.social-media-posting.get-posts', { service: 'socialMediaPosting', method: 'getPosts' }],
  ['v3.social-planner.create-queue', undefined],
])('%s is %o', (id, method) => {
  const operation = findOperation(id)
  expect(operation && sdkMethodOf(operation)).toEqual(method)
})
