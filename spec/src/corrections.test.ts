import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { corrections } from '../corrections/index.ts'
import { findOperation } from './find-operation.ts'
import type { JsonSchema, Operation } from './operation.types.ts'
import { resolveSchema } from './resolve-schema.ts'

const ajv = new Ajv({ strict: false })
formats.default(ajv)

const social = { v2: 'v2.social-media-posting', v3: 'v3.social-planner' } as const
const both = Object.entries(social)

function operation(id: string): Operation {
  const found = findOperation(id)
  if (!found) throw new Error(`no ${id}`)
  return found
}

function fits(id: string, schema: (operation: Operation) => JsonSchema | undefined, value: unknown): boolean {
  const found = operation(id)
  return ajv.validate(resolveSchema(found, schema(found) ?? {}), value)
}
const answerFits = (id: string, value: unknown) => fits(id, ({ success }) => success.schema, value)
const bodyFits = (id: string, value: unknown) => fits(id, ({ body }) => body?.schema, value)
const envelope = (results: unknown) => ({ success: true, statusCode: 200, message: 'Fetched', results })

test('every correction has an id of its own, a reason and a source', () => {
  expect(new Set(corrections.map(({ id }) => id)).size).toBe(corrections.length)
  for (const { id, what, why, evidence } of corrections) {
    expect(id).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/)
    expect(
      [what, why].every((text) => text.endsWith('.')),
      id,
    ).toBe(true)
    expect(evidence.sources.length, id).toBeGreaterThan(0)
    expect(
      evidence.sources.every((key) => /^(S[23]|R[OW]|D|SDK|CLI|P|M\d+|[HI]-\d+)$/.test(key)),
      id,
    ).toBe(true)
  }
})

describe.each(both)('Social Planner %s', (_generation, module) => {
  test('a list of tags may be a sentence, and nothing else', () => {
    const id = `${module}.get-tags-location-id`
    expect(answerFits(id, envelope({ tags: 'Tags not found for Location Id', count: 0 }))).toBe(true)
    expect(answerFits(id, envelope({ tags: [{ tag: 'a', _id: '1' }], count: 1 }))).toBe(true)
    expect(answerFits(id, envelope({ tags: 7 }))).toBe(false)
    expect(answerFits(`${module}.get-tags-by-ids`, envelope({ tags: 'Tags not found', count: 0 }))).toBe(true)
  })

  test('a category may be a sentence', () => {
    expect(answerFits(`${module}.get-categories-id`, envelope({ category: 'Category not found' }))).toBe(true)
  })

  test('posts are listed with strings and not with numbers', () => {
    const id = `${module}.get-posts`
    const body = { skip: '0', limit: '10', fromDate: 'a', toDate: 'b', includeUsers: 'true' }
    expect(bodyFits(id, body)).toBe(true)
    expect(bodyFits(id, { ...body, skip: 0 })).toBe(false)
    expect(bodyFits(id, { ...body, limit: 'ten' })).toBe(false)
    expect(bodyFits(id, { ...body, includeUsers: true })).toBe(false)
    expect(operation(id)).toMatchObject({ access: 'read', success: { status: 201 } })
  })

  test('creating and editing a post need accounts, a user, a type and a list of media', () => {
    const post = { accountIds: ['a'], userId: 'u', type: 'post', media: [], status: 'draft' }
    for (const id of [`${module}.create-post`, `${module}.edit-post`]) {
      expect(bodyFits(id, post)).toBe(true)
      expect(bodyFits(id, { ...post, type: 'tweet' })).toBe(false)
      for (const missing of ['accountIds', 'userId', 'type', 'media']) {
        expect(bodyFits(id, { ...post, [missing]: undefined }), missing).toBe(false)
      }
    }
  })

  test('bulk delete takes 1 to 50 posts', () => {
    const id = `${module}.bulk-delete-social-planner-posts`
    const ids = (length: number) => ({ postIds: Array.from({ length }, String) })
    expect([0, 1, 50, 51].map((length) => bodyFits(id, ids(length)))).toEqual([false, true, true, false])
    expect(bodyFits(id, {})).toBe(false)
    expect(operation(id)).toMatchObject({ isDestructive: true, tokenClasses: ['location'] })
  })

  test('CSV imports come as a list, or as an empty object', () => {
    const id = `${module}.get-upload-status`
    expect(answerFits(id, envelope({ csvs: {}, count: 0 }))).toBe(true)
    expect(answerFits(id, envelope({ csvs: [{ _id: '1' }], count: 1 }))).toBe(true)
    expect(answerFits(id, envelope({ csvs: 'none', count: 0 }))).toBe(false)
  })

  test('a change of statistics is a number or a string', () => {
    const id = `${module}.${module === social.v2 ? 'get-social-media-statistics' : 'get-statistics'}`
    const answer = (change: unknown) => ({
      results: {
        grouping: 'daily',
        breakdowns: {
          posts: { total: 1, totalChange: change, platforms: { facebook: { value: 1, change } } },
          engagement: { facebook: { likes: 1, comments: 0, shares: 0, change } },
        },
        demographics: { age: { totals: { '18-24': 3, '25-34': { total: 3, percentage: 50 } } } },
      },
    })
    expect([0, '-73.53', null].map((change) => answerFits(id, answer(change)))).toEqual([true, true, false])
    expect(operation(id)).toMatchObject({
      access: 'read',
      scopes: ['socialplanner/statistics.readonly'],
      tokenClasses: ['location'],
      success: { status: module === social.v2 ? 201 : 200 },
    })
    const profiles = (length: number) => ({ profileIds: Array.from({ length }, String) })
    expect([0, 1, 100, 101].map((length) => bodyFits(id, profiles(length)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})

test('pages of a network fit the answer that is published as one of many', () => {
  const id = 'v3.social-planner.get-oauth-accounts'
  expect(answerFits(id, envelope({ pages: [{ id: '1', name: 'A page', isConnected: true }] }))).toBe(true)
})

test('location tokens and workflow enrolments are answered 201', () => {
  expect(operation('v2.oauth.get-location-access-token')).toMatchObject({
    success: { status: 201 },
    isPrivateTokenRefused: true,
  })
  expect(operation('v3.contacts.add-contact-to-workflow').success.status).toBe(201)
})

test('a contact search without its page size is refused', () => {
  const id = 'v3.contacts.search-contacts-advanced'
  expect(bodyFits(id, { locationId: 'a', pageLimit: 500 })).toBe(true)
  expect(bodyFits(id, { locationId: 'a' })).toBe(false)
  expect(bodyFits(id, { locationId: 'a', pageLimit: 501 })).toBe(false)
})
