import { apiErrors } from '../api.errors.ts'
import type { PostData } from '../../store/record.types.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { pageOf, Post, PostQuery, RecordVersion } from '../contract/index.ts'
import { CrmId, listOf, locationParams } from './route-shapes.ts'

const postParams = locationParams.extend({ postId: CrmId })

/** Posts of a location, from the store, now and at any instant before. */
export function addPostsRoutes(server: ApiServer, { stores }: ApiParts): void {
  const tags = ['Posts']
  const unknown = (postId: string) =>
    apiErrors.record_unknown(`The hub holds no post ${postId.slice(0, 100)} of this location`)

  server.get(
    '/v1/locations/:locationId/posts',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Find posts',
        params: locationParams,
        querystring: PostQuery,
        response: { 200: pageOf(Post) },
      },
    },
    async ({ params, query }) => stores.posts.list(params.locationId, query),
  )

  server.get(
    '/v1/locations/:locationId/posts/:postId',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Read a post', params: postParams, response: { 200: Post } },
    },
    async ({ params: { locationId, postId } }) => {
      const post = await stores.records.find<PostData>(locationId, 'post', postId)
      if (post === undefined) throw unknown(postId)
      return post
    },
  )

  server.get(
    '/v1/locations/:locationId/posts/:postId/history',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Versions of a post, newest first',
        params: postParams,
        response: { 200: listOf(RecordVersion) },
      },
    },
    async ({ params: { locationId, postId } }) => {
      const items = await stores.records.history(locationId, 'post', postId)
      if (items.length === 0) throw unknown(postId)
      return { items }
    },
  )
}
