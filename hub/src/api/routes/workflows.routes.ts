import { z } from 'zod'
import type { KnownWorkflow } from '../../workflows/definition/keep-definitions.ts'
import { callerOf, checkLocation, coversLocation, locationsOf, nameOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  AppliedWorkflow,
  ApplyWorkflow,
  CheckWorkflow,
  DryRun,
  DryRunRequest,
  HubEvent,
  pageOf,
  PageQuery,
  PatchWorkflow,
  RunWorkflow,
  SaveWorkflow,
  StepTest,
  SwitchOnTemplate,
  TestStep,
  Workflow,
  WorkflowCheck,
  WorkflowDiff,
  WorkflowHook,
  WorkflowSchema,
  WorkflowSummary,
  WorkflowTemplate,
  WorkflowVersion,
} from '../contract/index.ts'
import { sayDryRun } from '../workflows/say-dry-run.ts'
import { viewHook, viewSchema, viewSummaries, viewWorkflow } from '../workflows/view-workflow.ts'
import { workflowErrors } from '../../workflows/workflows.errors.ts'
import { listOf } from './route-shapes.ts'

const tags = ['Workflows']
const largestBody = 6_000_000
/** A workflow's id, or its key. */
const workflowParams = z.object({ id: z.string().min(1).max(100) })
const templateParams = z.object({ key: z.string().min(1).max(100) })

/** Workflows: definitions, versions, templates, trying and running them. */
export function addWorkflowsRoutes(server: ApiServer, parts: ApiParts): void {
  const { workflows } = parts
  const { manager, starter, rehearsal, templates } = workflows
  const now = () => parts.clock.now()

  const find = async (caller: Caller, id: string): Promise<KnownWorkflow> => {
    const workflow = await manager.find(id)
    if (!mayKnow(caller, workflow)) throw workflowErrors.workflow_unknown(`There is no workflow ${id}`)
    return workflow
  }

  server.get(
    '/v1/workflows',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List workflows',
        querystring: PageQuery,
        response: { 200: pageOf(WorkflowSummary) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const known = (await manager.list()).filter((workflow) => mayKnow(caller, workflow))
      const start = Number(request.query.cursor ?? 0) || 0
      const end = start + request.query.limit
      return {
        items: await viewSummaries(parts, known.slice(start, end)),
        nextCursor: end < known.length ? String(end) : null,
        total: known.length,
      }
    },
  )

  server.post(
    '/v1/workflows',
    {
      config: { access: 'write' },
      bodyLimit: largestBody,
      schema: { tags, summary: 'Make a workflow', body: SaveWorkflow, response: { 201: Workflow } },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      checkMayChange(caller, request.body.definition)
      const { definition, note, isEnabled } = request.body
      const made = await manager.create(definition, { note, isEnabled, by: nameOf(caller) })
      return reply.code(201).send(await viewWorkflow(parts, made.workflow, made.hookSecret))
    },
  )

  server.post(
    '/v1/workflows/validate',
    {
      config: { access: 'read' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'Check a definition without saving it',
        body: CheckWorkflow,
        response: { 200: WorkflowCheck },
      },
    },
    async ({ body }) => {
      const checked =
        'source' in body ? await manager.checkText(body.source) : await manager.check(body.definition)
      return {
        isValid: checked.isValid,
        issues: checked.issues,
        definition: checked.definition ?? checked.value ?? null,
      }
    },
  )

  server.post(
    '/v1/workflows/apply',
    {
      config: { access: 'write' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'Make or update the workflow a YAML or JSON text tells of',
        body: ApplyWorkflow,
        response: { 200: AppliedWorkflow },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { source, note, isEnabled, dryRun } = request.body
      const checked = await manager.checkText(source)
      checkMayChange(caller, checked.definition)
      const applied = await manager.apply(source, { note, isEnabled, dryRun, by: nameOf(caller) })
      const { workflow, from, changes, change, hookSecret } = applied
      return {
        change,
        workflow: workflow === undefined ? null : await viewWorkflow(parts, workflow, hookSecret),
        diff: { from, to: dryRun ? null : (workflow?.version ?? null), changes },
        issues: applied.checked.issues,
      }
    },
  )

  server.get(
    '/v1/workflows/schema',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'JSON schemas of definitions and steps, and the events to listen to',
        response: { 200: WorkflowSchema },
      },
    },
    async () => viewSchema(),
  )

  server.get(
    '/v1/workflows/samples',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Events to try expressions on, newest first',
        querystring: z.object({
          /** Types or prefixes, separated by commas. */
          type: z.string().min(1).max(2000),
          limit: z.coerce.number().int().min(1).max(50).default(20),
        }),
        response: { 200: listOf(HubEvent) },
      },
    },
    async (request) => {
      const types = request.query.type.split(',').map((type) => type.trim())
      return { items: await rehearsal.samples(types, locationsOf(callerOf(request)), request.query.limit) }
    },
  )

  server.get(
    '/v1/workflows/templates',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Workflows ready to switch on', response: { 200: listOf(WorkflowTemplate) } },
    },
    async () => ({
      items: (await templates.list()).map(({ workflow, ...template }) => ({
        ...template,
        workflowId: workflow?.id ?? null,
        isEnabled: workflow?.isEnabled ?? false,
      })),
    }),
  )

  server.post(
    '/v1/workflows/templates/:key',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Switch on a template: make a workflow of it',
        params: templateParams,
        body: SwitchOnTemplate,
        response: { 201: Workflow },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { parameters, locations, isEnabled } = request.body
      checkMayChange(caller, { locations })
      const save = { by: nameOf(caller), isEnabled }
      const made = await templates.switchOn(request.params.key, { parameters, locations }, save)
      return reply.code(201).send(await viewWorkflow(parts, made.workflow, made.hookSecret))
    },
  )

  server.post(
    '/v1/workflows/dry-run',
    {
      config: { access: 'read' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'What a definition would have done with past events, without any effect',
        body: DryRunRequest,
        response: { 200: DryRun },
      },
    },
    async (request) => {
      const { definition, isValid, issues } = await manager.check(request.body.definition)
      if (definition === undefined || !isValid)
        throw workflowErrors.definition_invalid('The definition cannot be used', { details: { issues } })
      return dryRun(callerOf(request), definition, request.body)
    },
  )

  server.post(
    '/v1/workflows/test-step',
    {
      config: { access: 'write' },
      bodyLimit: largestBody,
      schema: { tags, summary: 'Try one step on real data', body: TestStep, response: { 200: StepTest } },
    },
    async (request) => {
      const caller = callerOf(request)
      const { body } = request
      checkMayChange(caller, body.definition)
      const { definition, issues } = await manager.check(body.definition)
      if (definition === undefined)
        throw workflowErrors.definition_invalid('The definition cannot be used', { details: { issues } })
      if (body.locationId !== undefined) checkLocation(caller, body.locationId)
      return rehearsal.testStep(definition, body)
    },
  )

  server.get(
    '/v1/workflows/:id',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Get a workflow', params: workflowParams, response: { 200: Workflow } },
    },
    async (request) => viewWorkflow(parts, await find(callerOf(request), request.params.id)),
  )

  server.put(
    '/v1/workflows/:id',
    {
      config: { access: 'write' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'Save a new version of a workflow',
        params: workflowParams,
        body: SaveWorkflow,
        response: { 200: Workflow },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { definition, note, isEnabled, expectedVersion } = request.body
      checkMayChange(caller, (await find(caller, request.params.id)).definition)
      checkMayChange(caller, definition)
      const save = { note, isEnabled, expectedVersion, by: nameOf(caller) }
      return viewWorkflow(parts, await manager.save(request.params.id, definition, save))
    },
  )

  server.patch(
    '/v1/workflows/:id',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Enable or disable a workflow, pause it or let it go on',
        params: workflowParams,
        body: PatchWorkflow,
        response: { 200: Workflow },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      checkMayChange(caller, (await find(caller, request.params.id)).definition)
      return viewWorkflow(parts, await manager.patch(request.params.id, request.body))
    },
  )

  server.delete(
    '/v1/workflows/:id',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Delete a workflow and cancel its runs',
        params: workflowParams,
        response: { 200: z.object({ deleted: z.string() }) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const workflow = await find(caller, request.params.id)
      checkMayChange(caller, workflow.definition)
      await manager.remove(workflow.id)
      return { deleted: workflow.id }
    },
  )

  server.get(
    '/v1/workflows/:id/export',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'The definition as a file',
        params: workflowParams,
        querystring: z.object({ format: z.enum(['yaml', 'json']).default('yaml') }),
      },
    },
    async (request, reply) => {
      const { key, id } = await find(callerOf(request), request.params.id)
      const { format } = request.query
      void reply.header(
        'content-type',
        format === 'json' ? 'application/json' : 'application/yaml; charset=utf-8',
      )
      void reply.header('content-disposition', `attachment; filename="${key}.${format}"`)
      return reply.send(Buffer.from(await manager.export(id, format)))
    },
  )

  server.get(
    '/v1/workflows/:id/versions',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Versions of a workflow, newest first',
        params: workflowParams,
        response: { 200: listOf(WorkflowVersion) },
      },
    },
    async (request) => {
      const { id } = await find(callerOf(request), request.params.id)
      const versions = await manager.listVersions(id)
      return {
        items: versions.map(({ createdAt, definition, ...version }) => ({
          ...version,
          createdAt: createdAt.toISOString(),
          definition: definition as WorkflowVersion['definition'],
        })),
      }
    },
  )

  server.get(
    '/v1/workflows/:id/diff',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Where two versions differ; by default the newest and the one before',
        params: workflowParams,
        querystring: z.object({
          from: z.coerce.number().int().min(0).optional(),
          to: z.coerce.number().int().min(1).optional(),
        }),
        response: { 200: WorkflowDiff },
      },
    },
    async (request) => {
      const { id } = await find(callerOf(request), request.params.id)
      return manager.diff(id, request.query.from, request.query.to)
    },
  )

  server.post(
    '/v1/workflows/:id/run',
    {
      config: { access: 'write' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'Run a workflow now',
        params: workflowParams,
        body: RunWorkflow,
        response: { 202: z.object({ runIds: z.array(z.string()) }) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const workflow = await find(caller, request.params.id)
      const { locationId } = request.body
      if (locationId === undefined) checkMayChange(caller, workflow.definition)
      else checkLocation(caller, locationId)
      return reply.code(202).send({ runIds: await starter.run(workflow, request.body) })
    },
  )

  server.post(
    '/v1/workflows/:id/dry-run',
    {
      config: { access: 'read' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: 'What a workflow would have done with past events, without any effect',
        params: workflowParams,
        body: DryRunRequest,
        response: { 200: DryRun },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { definition } = await find(caller, request.params.id)
      return dryRun(caller, definition, request.body)
    },
  )

  server.post(
    '/v1/workflows/:id/hook',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Make a new secret address for an inbound HTTP trigger; the old one ends',
        params: workflowParams,
        response: { 200: WorkflowHook },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const workflow = await find(caller, request.params.id)
      checkMayChange(caller, workflow.definition)
      if (workflow.definition.trigger.type !== 'http')
        throw workflowErrors.hook_unknown('The workflow has no inbound HTTP trigger')
      return (await viewHook(parts, workflow, await manager.renewHook(workflow.id)))!
    },
  )

  server.get(
    '/v1/workflow-records',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Collections of the hub’s own records, written by workflows',
        response: { 200: listOf(z.object({ collection: z.string(), records: z.int() })) },
      },
    },
    async (request) => ({ items: await workflows.records.collections(locationsOf(callerOf(request))) }),
  )

  server.get(
    '/v1/workflow-records/:collection',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Records of a collection, newest change first',
        params: z.object({ collection: z.string().min(1).max(100) }),
        querystring: PageQuery.extend({ locationId: z.string().max(100).optional() }),
        response: { 200: pageOf(WrittenRecordView) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { locationId, limit, cursor } = request.query
      if (locationId !== undefined) checkLocation(caller, locationId)
      const locationIds = locationId === undefined ? locationsOf(caller) : [locationId]
      return workflows.records.list(request.params.collection, { locationIds, limit, cursor })
    },
  )

  async function dryRun(
    caller: Caller,
    definition: KnownWorkflow['definition'],
    body: z.output<typeof DryRunRequest>,
  ) {
    const { locationId, from, to, details, input } = body
    if (locationId !== undefined) checkLocation(caller, locationId)
    else checkMayChange(caller, definition)
    const result = await rehearsal.dryRun(definition, {
      locationId,
      details,
      input,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    })
    return {
      ...result,
      sentence: sayDryRun(definition, result, now()),
      from: result.from.toISOString(),
      to: result.to.toISOString(),
    }
  }
}

const WrittenRecordView = z.object({
  collection: z.string(),
  locationId: z.string(),
  key: z.string(),
  data: z.record(z.string(), z.unknown()),
  version: z.int(),
  runId: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** A key for some locations knows workflows that are for one of them, or for all. */
const mayKnow = (caller: Caller, { definition }: KnownWorkflow): boolean =>
  definition.locations === undefined || definition.locations.some((id) => coversLocation(caller, id))

/**
 * A key for some locations changes only workflows that are for these alone.
 * @throws `api.location_forbidden`
 */
function checkMayChange(caller: Caller, definition: unknown): void {
  if (locationsOf(caller) === undefined) return
  const locations =
    typeof definition === 'object' && definition !== null && 'locations' in definition
      ? definition.locations
      : undefined
  if (!Array.isArray(locations) || locations.length === 0)
    throw apiErrors.location_forbidden('The API key is for some locations, the workflow for all')
  for (const id of locations) checkLocation(caller, String(id))
}
