import { z } from 'zod'
import type { NamedOutputRow } from '../../store/mapping-outputs.store.ts'
import { callerOf, checkLocation, locationsOf } from '../access/check-access.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  CreateMappingOutput,
  DismissQuarantined,
  MappingOutput,
  MappingOutputQuery,
  PageQuery,
  pageOf,
  QuarantinedRow,
  RetryQuarantined,
} from '../contract/index.ts'
import { idParams, listOf } from './route-shapes.ts'

const tags = ['Mapping outputs']
const Retried = z.object({ count: z.int() })

/** Which mapping is written where, how far it is, and the rows that are held back. */
export function addMappingOutputsRoutes(server: ApiServer, { mappings }: ApiParts): void {
  server.get(
    '/v1/mapping-outputs',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List what is written where',
        querystring: MappingOutputQuery,
        response: { 200: listOf(MappingOutput) },
      },
    },
    async ({ query }) => ({ items: (await mappings.listOutputs(query)).map(viewOutput) }),
  )

  server.post(
    '/v1/mapping-outputs',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Write a mapping to a destination: everything first, then what changes',
        body: CreateMappingOutput,
        response: { 201: MappingOutput },
      },
    },
    async (request, reply) => reply.code(201).send(viewOutput(await mappings.addOutput(request.body))),
  )

  server.get(
    '/v1/mapping-outputs/:id',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Get one', params: idParams, response: { 200: MappingOutput } },
    },
    async ({ params }) => viewOutput(await mappings.readOutput(params.id)),
  )

  server.delete(
    '/v1/mapping-outputs/:id',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Stop writing; what was written stays',
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async ({ params }, reply) => {
      await mappings.removeOutput(params.id)
      return reply.code(204).send(null)
    },
  )

  const act = (verb: string, summary: string, does: (id: string) => Promise<NamedOutputRow>) =>
    server.post(
      `/v1/mapping-outputs/:id/${verb}`,
      {
        config: { access: 'person' },
        schema: { tags, summary, params: idParams, response: { 200: MappingOutput } },
      },
      async ({ params }) => {
        await mappings.readOutput(params.id)
        return viewOutput(await does(params.id))
      },
    )
  act('pause', 'Stop for a while; changes are remembered', (id) => mappings.pauseOutput(id, true))
  act('resume', 'Go on', (id) => mappings.pauseOutput(id, false))
  act('refill', 'Write everything once more', (id) => mappings.refillOutput(id))
  act('retry', 'Try again now after a failure', (id) => mappings.retryOutput(id))

  server.get(
    '/v1/mapping-outputs/:id/quarantine',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Rows that cannot be written, newest first',
        params: idParams,
        querystring: PageQuery,
        response: { 200: pageOf(QuarantinedRow) },
      },
    },
    async (request) =>
      mappings.quarantine(request.params.id, {
        ...request.query,
        locationIds: locationsOf(callerOf(request)),
      }),
  )

  server.post(
    '/v1/mapping-outputs/:id/quarantine/retry',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Try rows that are held back again, some or all',
        params: idParams,
        body: RetryQuarantined,
        response: { 200: Retried },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { rows } = request.body
      for (const { locationId } of rows ?? []) checkLocation(caller, locationId)
      if (rows === undefined && locationsOf(caller) !== undefined)
        throw apiErrors.location_forbidden('The API key does not cover every location: name the rows')
      return { count: await mappings.retryQuarantined(request.params.id, rows) }
    },
  )

  server.post(
    '/v1/mapping-outputs/:id/quarantine/dismiss',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Let a row go; it returns when its record changes and still cannot be written',
        params: idParams,
        body: DismissQuarantined,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      checkLocation(callerOf(request), request.body.locationId)
      await mappings.dismissQuarantined(request.params.id, request.body)
      return reply.code(204).send(null)
    },
  )
}

const viewOutput = (row: NamedOutputRow): MappingOutput => ({
  id: row.id,
  mapping: row.mapping_name,
  destination: { id: row.destination_id, name: row.destination_name, kind: row.destination_kind },
  target: row.target,
  onDelete: row.on_delete,
  state: row.state,
  isPaused: row.is_paused,
  version: row.version,
  fill: {
    done: row.fill_done,
    total: row.fill_total === null ? null : Number(row.fill_total),
    startedAt: row.fill_started_at?.toISOString() ?? null,
    finishedAt: row.filled_at?.toISOString() ?? null,
  },
  waiting: row.waiting,
  quarantined: row.quarantined,
  written: row.written,
  lastWrittenAt: row.last_written_at?.toISOString() ?? null,
  twoWay: row.two_way,
  taken: row.taken,
  lastTakenAt: row.last_taken_at?.toISOString() ?? null,
  problem:
    row.error_code === null
      ? null
      : {
          code: row.error_code,
          message: row.error_message ?? '',
          hint: row.error_hint,
          failures: row.failures,
          retryAt: row.retry_at?.toISOString() ?? null,
        },
  createdAt: row.created_at.toISOString(),
})
