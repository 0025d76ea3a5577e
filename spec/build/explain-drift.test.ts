import { expect, test } from 'vitest'
import type { Operation } from '../src/operation.types.ts'
import { explainDrift } from './explain-drift.ts'

const before: Operation = {
  id: 'v3.posts.create-post',
  generation: 'v3',
  module: 'posts',
  publishedId: 'create-post',
  method: 'POST',
  path: '/posts',
  versions: ['v3'],
  scopes: ['posts.write'],
  tokenClasses: ['location'],
  parameters: [
    { name: 'locationId', in: 'query', required: true, schema: { type: 'string' } },
    { name: 'limit', in: 'query', required: false, schema: { type: 'string' } },
  ],
  body: {
    contentTypes: ['application/json'],
    required: true,
    schema: {
      type: 'object',
      properties: {
        userId: { type: 'string' },
        status: { type: 'string', enum: ['draft', 'scheduled'] },
        media: { type: 'array', items: { type: 'object', properties: { url: { type: 'string' } } } },
      },
    },
  },
  success: {
    status: 201,
    schema: {
      type: 'object',
      properties: { results: { $ref: '#/$defs/Results' } },
      required: ['results'],
      $defs: {
        Results: {
          type: 'object',
          properties: { count: { type: 'number' }, next: { $ref: '#/$defs/Results' } },
        },
      },
    },
  },
  failureStatuses: [400],
  access: 'write',
  isDestructive: false,
}

function explain(change: (operation: Operation) => void): [string, boolean][] {
  const after = structuredClone(before)
  change(after)
  return explainDrift(before, after).map(({ sentence, isBreaking }) => [sentence, isBreaking])
}

test('nothing is said where nothing changed', () => {
  expect(explain(() => {})).toEqual([])
})

test.each<[string, boolean, (operation: Operation) => void]>([
  [
    "The body's field `userId` is now required.",
    true,
    ({ body }) => Object.assign(body?.schema ?? {}, { required: ['userId'] }),
  ],
  [
    'The body\'s field `status` may no longer be "draft".',
    true,
    ({ body }) => void body?.schema.properties?.['status']?.enum?.shift(),
  ],
  [
    'The body\'s field `status` may now also be "in_review".',
    false,
    ({ body }) => void body?.schema.properties?.['status']?.enum?.push('in_review'),
  ],
  [
    "The body's field `media[].url` is now a number, not text.",
    true,
    ({ body }) =>
      Object.assign(body?.schema.properties?.['media']?.items?.properties?.['url'] ?? {}, { type: 'number' }),
  ],
  [
    'The body now also takes the field `title`.',
    false,
    ({ body }) => Object.assign(body?.schema.properties ?? {}, { title: { type: 'string' } }),
  ],
  [
    'The body no longer takes the field `userId`.',
    true,
    ({ body }) => void delete body?.schema.properties?.['userId'],
  ],
  [
    'The answer lost `results.count`.',
    true,
    ({ success }) => void delete success.schema?.$defs?.['Results']?.properties?.['count'],
  ],
  [
    'The answer gained `results.total`.',
    false,
    ({ success }) =>
      Object.assign(success.schema?.$defs?.['Results']?.properties ?? {}, { total: { type: 'number' } }),
  ],
  [
    "The answer's field `results` may now be missing.",
    true,
    ({ success }) => Object.assign(success.schema ?? {}, { required: [] }),
  ],
  [
    'It needs the new scope `posts.publish`.',
    true,
    (operation) => void operation.scopes.push('posts.publish'),
  ],
  ['It no longer takes the token of a location.', true, (operation) => void (operation.tokenClasses = [])],
  [
    'The query parameter `limit` is now a number, not text.',
    true,
    ({ parameters }) => Object.assign(parameters[1]?.schema ?? {}, { type: 'number' }),
  ],
  ['The query parameter `limit` is gone.', true, ({ parameters }) => void parameters.pop()],
  [
    'It moved from `POST /posts` to `POST /v3/posts`.',
    true,
    (operation) => void (operation.path = '/v3/posts'),
  ],
  ['The Version header now takes `v4`, not `v3`.', true, (operation) => void (operation.versions = ['v4'])],
  ['It succeeds with 200, not 201.', false, ({ success }) => void (success.status = 200)],
  ['The CRM now advises against it.', false, (operation) => void (operation.isDeprecated = true)],
])('%s (breaking: %s)', (sentence, isBreaking, change) => {
  expect(explain(change)).toContainEqual([sentence, isBreaking])
})
