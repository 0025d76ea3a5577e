import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { checkDetailsSize } from '../check-details-size.ts'
import { pageOf, PutTagDetails, RecordVersion, Tag, TagQuery, TagWithHistory } from '../contract/index.ts'
import { CrmId, listOf, locationParams } from './route-shapes.ts'

const tagParams = locationParams.extend({ tagId: CrmId })

/** Tags of a location with their use, and what the user's own app says about them. */
export function addTagsRoutes(server: ApiServer, { stores, clock }: ApiParts): void {
  const tags = ['Tags']

  const find = async ({ locationId, tagId }: { locationId: string; tagId: string }): Promise<Tag> => {
    const tag = await stores.tags.find(locationId, tagId)
    if (tag === undefined)
      throw apiErrors.record_unknown(`The hub holds no tag ${tagId.slice(0, 100)} of this location`)
    return tag
  }

  server.get(
    '/v1/locations/:locationId/tags',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List tags with details and use',
        params: locationParams,
        querystring: TagQuery,
        response: { 200: pageOf(Tag) },
      },
    },
    async ({ params, query }) => stores.tags.list(params.locationId, query),
  )

  server.get(
    '/v1/locations/:locationId/tags/:tagId',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read a tag with its use week by week',
        params: tagParams,
        response: { 200: TagWithHistory },
      },
    },
    async ({ params }) => ({
      ...(await find(params)),
      weeks: await stores.tags.weeks(params.locationId, params.tagId),
    }),
  )

  server.put(
    '/v1/locations/:locationId/tags/:tagId/details',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Create or replace the details of a tag',
        params: tagParams,
        body: PutTagDetails,
        response: { 200: Tag },
      },
    },
    async ({ params, body }) => {
      checkDetailsSize(body.details)
      const { details, expectedVersion } = body
      await stores.tags.putDetails(
        params.locationId,
        [{ tagId: params.tagId, details, expectedVersion }],
        clock.now(),
      )
      return find(params)
    },
  )

  server.get(
    '/v1/locations/:locationId/tags/:tagId/history',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Versions of the details of a tag, newest first',
        params: tagParams,
        response: { 200: listOf(RecordVersion) },
      },
    },
    async ({ params }) => {
      await find(params)
      return { items: await stores.records.history(params.locationId, 'tag_details', params.tagId) }
    },
  )
}
