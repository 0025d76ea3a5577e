import { expect, test } from 'vitest'
import { importOperation, operationName, type PublishedPlace } from './import-operation.ts'
import type { PublishedOperation } from './published.types.ts'

const place: PublishedPlace = { generation: 'v3', module: 'links', method: 'GET', path: '/links/{linkId}' }

function anOperation(parts: Partial<PublishedOperation> = {}): PublishedOperation {
  return { operationId: 'getLink', responses: { 200: {} }, ...parts }
}

test('published ids of all spellings become one spelling', () => {
  expect(operationName('get-posts')).toBe('get-posts')
  expect(operationName('fetchQueues')).toBe('fetch-queues')
  expect(operationName('create-integration provider')).toBe('create-integration-provider')
  expect(operationName('DELETE-an-email-sms-template')).toBe('delete-an-email-sms-template')
  expect(operationName('getHTMLPage')).toBe('get-html-page')
})

test('an id is qualified by generation and module, and the published one is kept', () => {
  expect(importOperation(place, anOperation())).toMatchObject({
    id: 'v3.links.get-link',
    publishedId: 'getLink',
  })
})

test('the Version header becomes the versions, in any spelling, and no parameter', () => {
  const header = { in: 'header', required: true, schema: { type: 'string', enum: ['v3'] } }
  for (const name of ['Version', 'version']) {
    const parameters = [
      { ...header, name },
      { name: 'Authorization', in: 'header' },
    ]
    const operation = importOperation({ ...place, path: '/links' }, anOperation({ parameters }))
    expect(operation.versions).toEqual(['v3'])
    expect(operation.parameters).toEqual([])
  }
})

test('a path parameter that is not declared, or declared optional, is required', () => {
  const required = { name: 'linkId', in: 'path', required: true, schema: { type: 'string' } }
  expect(importOperation(place, anOperation()).parameters).toEqual([required])
  const parameters = [{ ...required, required: false }]
  expect(importOperation(place, anOperation({ parameters })).parameters).toEqual([required])
})

test('keywords beside the schema of a parameter count', () => {
  const parameters = [
    { name: 'fields', in: 'query', explode: false, schema: { type: 'array' } },
    { name: 'after', in: 'query', oneOf: [{ type: 'string' }, { type: 'number' }], schema: { type: 'any' } },
    { name: 'stats', in: 'query', default: true, schema: { type: 'boolean' } },
  ]
  expect(importOperation({ ...place, path: '/links' }, anOperation({ parameters })).parameters).toEqual([
    { name: 'fields', in: 'query', required: false, schema: { type: 'array' }, isCommaSeparated: true },
    {
      name: 'after',
      in: 'query',
      required: false,
      schema: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    },
    { name: 'stats', in: 'query', required: false, schema: { type: 'boolean', default: true } },
  ])
})

test('security becomes token classes and scopes, and tells where private tokens are refused', () => {
  const security = [{ 'Location-Access': ['links.readonly'] }, { 'Agency-Access': ['links.readonly'] }]
  expect(importOperation(place, anOperation({ security }))).toMatchObject({
    tokenClasses: ['company', 'location'],
    scopes: ['links.readonly'],
  })
  const only = importOperation(place, anOperation({ security: [{ 'Agency-Access-Only': ['oauth.write'] }] }))
  expect(only).toMatchObject({ tokenClasses: ['company'], isPrivateTokenRefused: true })
  expect(() => importOperation(place, anOperation({ security: [{ magic: [] }] }))).toThrow('magic')
})

test('the success answer is the first 2xx that is described', () => {
  const content = { 'application/json': { schema: { type: 'object' } } }
  const described = importOperation(
    place,
    anOperation({ responses: { 200: {}, 201: { content }, 422: {}, 401: {} } }),
  )
  expect(described.success).toEqual({ status: 201, schema: { type: 'object' } })
  expect(described.failureStatuses).toEqual([401, 422])
  expect(importOperation(place, anOperation({ responses: { 204: {} } })).success).toEqual({ status: 204 })
  expect(() => importOperation(place, anOperation({ responses: { 400: {} } }))).toThrow('No success answer')
})
