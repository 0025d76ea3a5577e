import type { Operation } from '@causeway/spec'
import { plainRefusal, socialRefusal, type OperationHandler } from '../simulator.types.ts'

/** Answers for calls that GHL knows but does not publish (facts 2.3, 6.2, 6.3, 6.5). */
const base = {
  generation: 'v2',
  module: 'social-media-posting',
  versions: ['2021-07-28', 'v3'],
  tokenClasses: ['location'],
  parameters: [],
  success: { status: 201 },
  failureStatuses: [],
  access: 'write',
  isDestructive: false,
} as const

const describe = (facts: Pick<Operation, 'id' | 'method' | 'path'> & Partial<Operation>): Operation => ({
  ...base,
  versions: [...base.versions],
  tokenClasses: [...base.tokenClasses],
  parameters: [],
  failureStatuses: [],
  publishedId: facts.id,
  scopes: [],
  ...facts,
})

export const undocumentedOperations: Operation[] = [
  describe({
    id: 'undocumented.social.create-tag',
    method: 'POST',
    path: '/social-media-posting/{locationId}/tags',
    scopes: ['socialplanner/tag.write'],
  }),
  describe({
    id: 'undocumented.social.create-category',
    method: 'POST',
    path: '/social-media-posting/{locationId}/categories',
    scopes: ['socialplanner/category.write'],
  }),
  describe({
    id: 'undocumented.social.patch-post',
    method: 'PATCH',
    path: '/social-media-posting/{locationId}/posts/{id}',
    scopes: ['socialplanner/post.write'],
  }),
  describe({
    id: 'undocumented.oauth.reconnect',
    module: 'oauth',
    method: 'POST',
    path: '/oauth/reconnect',
    versions: [],
    tokenClasses: ['none'],
  }),
]

/** The social ones; the tag that is "created" is stored nowhere. */
export function createUndocumentedHandlers(
  isTagCreationAnswered: () => boolean,
): Record<string, OperationHandler> {
  return {
    'undocumented.social.create-tag': ({ params }) => {
      if (!isTagCreationAnswered())
        throw plainRefusal(404, `Cannot POST /social-media-posting/${params['locationId']}/tags`)
      return { status: 201, body: { success: true, statusCode: 201, message: 'Created' } }
    },
    // Without `name` it is asked for, and with it, it should not exist: no category is ever created.
    'undocumented.social.create-category': ({ body }) => {
      const hasName = typeof body === 'object' && body !== null && 'name' in body
      throw socialRefusal(422, [hasName ? 'property name should not exist' : 'name should not be empty'])
    },
    'undocumented.social.patch-post': ({ body }) => {
      const names = typeof body === 'object' && body !== null ? Object.keys(body) : []
      throw socialRefusal(
        422,
        names.map((name) => `property ${name} should not exist`),
      )
    },
  }
}
