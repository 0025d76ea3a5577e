import type { ApiParts, ApiServer } from '../api.types.ts'
import { Account, Category, Comment, CommentQuery, PageQuery, pageOf } from '../contract/index.ts'
import { locationParams } from './route-shapes.ts'

/** Accounts, categories and comments of a location, from the store. */
export function addRecordsRoutes(server: ApiServer, { stores }: ApiParts): void {
  const tags = ['Records']

  server.get(
    '/v1/locations/:locationId/accounts',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List accounts by name',
        params: locationParams,
        querystring: PageQuery,
        response: { 200: pageOf(Account) },
      },
    },
    async ({ params, query }) => stores.records.listAccounts(params.locationId, query),
  )

  server.get(
    '/v1/locations/:locationId/categories',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List categories by name',
        params: locationParams,
        querystring: PageQuery,
        response: { 200: pageOf(Category) },
      },
    },
    async ({ params, query }) => stores.records.listCategories(params.locationId, query),
  )

  server.get(
    '/v1/locations/:locationId/comments',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List comments, newest first',
        params: locationParams,
        querystring: CommentQuery,
        response: { 200: pageOf(Comment) },
      },
    },
    async ({ params, query }) => stores.records.listComments(params.locationId, query),
  )
}
