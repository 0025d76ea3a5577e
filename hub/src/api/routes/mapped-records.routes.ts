import { z } from 'zod'
import { callerOf } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { MappedRecordPage, MappedRecordQuery, MappingName } from '../contract/index.ts'
import { within } from './mappings.routes.ts'

/** The hub's own table of each mapping. */
export function addMappedRecordsRoutes(server: ApiServer, { mappings }: ApiParts): void {
  server.get(
    '/v1/records/:mapping',
    {
      config: { access: 'read' },
      schema: {
        tags: ['Mappings'],
        summary: 'Records of a mapping as they are now, page by page',
        params: z.object({ mapping: MappingName }),
        querystring: MappedRecordQuery,
        response: { 200: MappedRecordPage },
      },
    },
    async (request) => {
      const { limit, cursor, locationId } = request.query
      const locationIds = within(callerOf(request), locationId === undefined ? null : [locationId])
      return mappings.records(request.params.mapping, { limit, cursor, locationIds })
    },
  )
}
