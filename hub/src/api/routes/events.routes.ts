import { z } from 'zod'
import type { EventFilter } from '../../store/events.store.ts'
import { callerOf, checkLocation, locationsOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { EventQuery, EventStreamQuery, HubEvent, pageOf } from '../contract/index.ts'
import { streamEvents } from '../event-stream/stream-events.ts'

/** The event log: as a list, and live. */
export function addEventsRoutes(server: ApiServer, parts: ApiParts, findCaller: FindCaller): void {
  const tags = ['Events']
  const { events } = parts.stores
  const feed = parts.eventFeed
  server.addHook('preClose', async () => feed.close())

  server.get(
    '/v1/events',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List events',
        querystring: EventQuery,
        response: { 200: pageOf(HubEvent) },
      },
    },
    async (request) => {
      const { limit, cursor, order } = request.query
      const filter = filterOf(callerOf(request), request.query)
      const since = instantOf(request.query)
      const page = await events.read({ ...filter, limit: limit + 1, after: cursor, order, since })
      const items = page.events.slice(0, limit)
      return { items, nextCursor: page.events.length > limit ? items.at(-1)!.position : null }
    },
  )

  server.get(
    '/v1/events/stream',
    {
      config: { access: 'read' },
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Follow events live (server-sent events)',
        querystring: EventStreamQuery,
        response: { 200: z.string().describe('text/event-stream; each data line is a HubEvent') },
      },
    },
    async (request, reply) => {
      const filter = filterOf(callerOf(request), request.query)
      const last = request.headers['last-event-id']
      const since = instantOf(request.query)
      const from = since === undefined ? undefined : await events.positionBefore(since)
      const after = typeof last === 'string' && last !== '' ? last : (request.query.after ?? from)
      const { locationId } = request.query
      const onFollowed = () => {
        if (locationId !== undefined && callerOf(request).kind === 'person') parts.sync.markHot(locationId)
      }
      const everyMs = parts.settings.heartbeatMs
      return streamEvents({ request, reply, feed, filter, after, findCaller, onFollowed, everyMs })
    },
  )
}

interface FilterQuery {
  locationId?: string | undefined
  types?: string | undefined
  subjectKind?: string | undefined
  subjectId?: string | undefined
}

const instantOf = ({ since }: { since?: string | undefined }): Date | undefined =>
  since === undefined ? undefined : new Date(since)

/** Which events a caller asks for, within the locations it may know of. */
function filterOf(caller: Caller, query: FilterQuery): EventFilter {
  if (query.locationId !== undefined) checkLocation(caller, query.locationId)
  const types = query.types
    ?.split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '')
  return {
    locationIds: query.locationId === undefined ? locationsOf(caller) : [query.locationId],
    types: types?.length ? types : undefined,
    subjectKind: query.subjectKind,
    subjectId: query.subjectId,
  }
}
