import { z } from 'zod'
import type { MappingRow } from '../../store/mappings.store.ts'
import { callerOf, checkLocation, locationsOf, nameOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  Mapping,
  MappingChange,
  MappingDiffQuery,
  MappingName,
  MappingPreview,
  MappingSample,
  MappingVersion,
  PreviewRequest,
  SampleRequest,
  SavedMapping,
  SaveMapping,
} from '../contract/index.ts'
import { listOf } from './route-shapes.ts'

const tags = ['Mappings']
const nameParams = z.object({ name: MappingName })
const versionParams = nameParams.extend({ version: z.coerce.number().int().min(1) })

/** Mappings, their drafts and versions, and what they make of real records. */
export function addMappingsRoutes(server: ApiServer, { mappings }: ApiParts): void {
  server.get(
    '/v1/mappings',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'List mappings by name', response: { 200: listOf(Mapping) } },
    },
    async () => ({ items: (await mappings.list()).map(viewMapping) }),
  )

  server.get(
    '/v1/mappings/:name',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Get a mapping', params: nameParams, response: { 200: Mapping } },
    },
    async ({ params }) => viewMapping(await mappings.read(params.name)),
  )

  server.put(
    '/v1/mappings/:name',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Save a mapping as a draft, or put it to use as a new version',
        params: nameParams,
        body: SaveMapping,
        response: { 200: SavedMapping },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { name } = request.params
      const { definition, draft } = request.body
      await checkCoverage(name, caller, definition.locationIds)
      if (draft)
        return {
          ...viewMapping(await mappings.saveDraft(name, definition)),
          isNew: false,
          issues: mappings.check(definition),
        }
      const { mapping, isNew } = await mappings.publish(name, definition, nameOf(caller))
      return { ...viewMapping(mapping), isNew, issues: [] }
    },
  )

  server.delete(
    '/v1/mappings/:name',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Delete a mapping with its versions; it must not be written anywhere',
        params: nameParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await checkCoverage(request.params.name, callerOf(request))
      await mappings.remove(request.params.name)
      return reply.code(204).send(null)
    },
  )

  server.delete(
    '/v1/mappings/:name/draft',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Drop the draft of a mapping',
        params: nameParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await checkCoverage(request.params.name, callerOf(request))
      await mappings.dropDraft(request.params.name)
      return reply.code(204).send(null)
    },
  )

  server.get(
    '/v1/mappings/:name/versions',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Versions of a mapping, newest first',
        params: nameParams,
        response: { 200: listOf(MappingVersion) },
      },
    },
    async ({ params }) => ({
      items: (await mappings.versions(params.name)).map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
      })),
    }),
  )

  server.get(
    '/v1/mappings/:name/diff',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'What differs between two versions, or a version and the draft',
        params: nameParams,
        querystring: MappingDiffQuery,
        response: { 200: listOf(MappingChange) },
      },
    },
    async ({ params, query }) => ({ items: await mappings.diff(params.name, query.from, query.to) }),
  )

  server.post(
    '/v1/mappings/:name/versions/:version/activate',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Put a version to use; everything it is written to is written again',
        params: versionParams,
        response: { 200: Mapping },
      },
    },
    async (request) => {
      const { name, version } = request.params
      await checkCoverage(name, callerOf(request))
      return viewMapping(await mappings.activate(name, version))
    },
  )

  server.post(
    '/v1/mapping-samples',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Real records as a mapping reads them, and their paths',
        body: SampleRequest,
        response: { 200: MappingSample },
      },
    },
    async (request) => {
      const { source, limit, locationIds } = request.body
      return mappings.sample(source, limit, within(callerOf(request), locationIds))
    },
  )

  server.post(
    '/v1/mapping-previews',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Real records through a definition that need not be saved',
        body: PreviewRequest,
        response: { 200: MappingPreview },
      },
    },
    async (request) => {
      const { definition, limit } = request.body
      const rows = await mappings.preview(
        definition,
        limit,
        within(callerOf(request), definition.locationIds),
      )
      return {
        issues: mappings.check(definition),
        rows: rows.map(({ source, outcome }) => ({
          source,
          record: outcome.ok ? outcome.record : null,
          errors: outcome.ok ? [] : outcome.errors,
        })),
      }
    },
  )

  /** A key kept to locations changes only mappings that are kept to some of these. */
  async function checkCoverage(name: string, caller: Caller, next?: readonly string[] | null): Promise<void> {
    if (locationsOf(caller) === undefined) return
    const known = (await mappings.list()).find((row) => row.name === name)
    for (const locationIds of [known?.definition?.locationIds, known?.draft?.locationIds, next]) {
      if (locationIds === undefined) continue
      if (locationIds === null)
        throw apiErrors.location_forbidden('The API key does not cover every location, and the mapping would')
      for (const locationId of locationIds) checkLocation(caller, locationId)
    }
  }
}

/** Locations asked for, within those the caller may know of. */
export function within(caller: Caller, wanted: readonly string[] | null): readonly string[] | undefined {
  for (const locationId of wanted ?? []) checkLocation(caller, locationId)
  return wanted ?? locationsOf(caller)
}

const viewMapping = (row: MappingRow): Mapping => ({
  ...row,
  draftChangedAt: row.draftChangedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})
