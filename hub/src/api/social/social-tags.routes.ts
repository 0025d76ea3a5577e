import type { CallOptions } from '@causeway/client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { TagDetailsWrite } from '../../store/put-tag-details.ts'
import { callerOf, checkPermission } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { checkDetailsSize } from '../check-details-size.ts'
import { locationParams } from '../routes/route-shapes.ts'
import { askCrm, type CrmAnswer, excuseOf } from './ask-crm.ts'
import { sayFreshness, wantsLive } from './freshness.ts'
import { readVersion } from './read-version.ts'
import { CrmEnvelope, SavedTagDetails, TagDetailsBody, TagListQuery } from './social-shapes.ts'

/** Tags in the CRM's own shape: its two calls, and on the second one also details of the user's own. */
export function addSocialTagsRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores, clock } = parts
  const tags = ['CRM paths']

  server.get(
    '/social-media-posting/:locationId/tags',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List tags as the CRM does',
        params: locationParams,
        querystring: TagListQuery,
        response: { 200: CrmEnvelope },
      },
    },
    async (request, reply) => {
      const { locationId } = request.params
      const { searchText, limit, skip } = request.query
      return serve(request, reply, {
        locationId,
        operation: 'get-tags-location-id',
        options: {
          path: { locationId },
          query: { searchText, limit: String(limit), skip: String(skip) },
        },
        fromStore: async () => {
          const found = await stores.tags.listRaw(locationId, { searchText, limit, skip })
          return envelope(request, 200, 'Fetched Tags by Location ID', {
            tags: found.tags,
            count: found.total,
          })
        },
      })
    },
  )

  server.post(
    '/social-media-posting/:locationId/tags/details',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Read tags by id as the CRM does (tagIds), or create and update your own details of tags',
        params: locationParams,
        body: TagDetailsBody,
        response: { 201: z.union([CrmEnvelope, SavedTagDetails]) },
      },
    },
    async (request, reply) => {
      const { locationId } = request.params
      const { tagIds } = request.body
      if (tagIds === undefined)
        return reply.code(201).send(await save(request, locationId, writesOf(request.body)))
      return serve(request, reply, {
        locationId,
        operation: 'get-tags-by-ids',
        options: { path: { locationId }, body: { tagIds } },
        fromStore: async () => {
          const found = await stores.records.rawOf(locationId, 'tag', tagIds)
          return envelope(request, 201, 'Fetched Tags by Tag IDs', { tags: found, count: found.length })
        },
      })
    },
  )

  interface Question {
    locationId: string
    operation: string
    options: CallOptions
    fromStore(): Promise<CrmAnswer>
  }

  /** Answers from the store, unless the caller may and wants to ask the CRM, or the tags were never synced. */
  async function serve(
    request: FastifyRequest,
    reply: FastifyReply,
    question: Question,
  ): Promise<FastifyReply> {
    const { locationId, operation, options } = question
    const generation = readVersion(request)
    const stream = (await stores.streams.list([locationId])).find(({ stream }) => stream === 'tags')
    const asOf = stream?.lastFinishedAt == null ? null : new Date(stream.lastFinishedAt)
    let insteadOf: string | undefined
    if (wantsLive(request) || stream?.firstSyncedAt == null) {
      try {
        const module = generation === 'v3' ? 'social-planner' : 'social-media-posting'
        const operationId = `${generation}.${module}.${operation}`
        const answer = await askCrm(parts, callerOf(request), locationId, operationId, options)
        sayFreshness(reply, { source: 'crm', asOf: clock.now() }, clock.now())
        return reply.code(answer.status).send(answer.body)
      } catch (problem) {
        insteadOf = excuseOf(problem)
        // Without one complete pass the store may hold half of the tags, and half would look like all.
        if (insteadOf === undefined || stream?.firstSyncedAt == null) throw problem
      }
    }
    const answer = await question.fromStore()
    sayFreshness(reply, { source: 'store', asOf, insteadOf }, clock.now())
    return reply.code(answer.status).send(answer.body)
  }

  async function save(request: FastifyRequest, locationId: string, writes: TagDetailsWrite[]) {
    checkPermission(callerOf(request), 'write')
    for (const { details } of writes) checkDetailsSize(details)
    const outcomes = await stores.tags.putDetails(locationId, writes, clock.now())
    const saved = outcomes.map(({ id, current, version, change }) => ({
      tagId: id,
      details: current,
      version,
      change,
    }))
    return envelope(request, 201, 'Saved Tag Details', { tags: saved, count: saved.length }).body
  }
}

/** The wrapping almost every answer of the CRM has. */
const envelope = <const Status extends number, Results extends object>(
  request: FastifyRequest,
  statusCode: Status,
  message: string,
  results: Results,
) => ({
  status: statusCode,
  body: { success: true as const, statusCode, message, results, traceId: request.id },
})

function writesOf(body: z.output<typeof TagDetailsBody>): TagDetailsWrite[] {
  if (body.tags !== undefined) return body.tags
  // The schema lets nothing else through than tags, or tagId with details.
  return [{ tagId: body.tagId!, details: body.details!, expectedVersion: body.expectedVersion }]
}
