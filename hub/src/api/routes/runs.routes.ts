import { z } from 'zod'
import type { RunFilter } from '../../store/runs-lists.store.ts'
import { workflowErrors } from '../../workflows/workflows.errors.ts'
import { callerOf, checkLocation, coversLocation, locationsOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  BulkRuns,
  RerunRequest,
  Run,
  RunPage,
  RunQuery,
  RunState,
  RunStreamQuery,
} from '../contract/index.ts'
import { streamRuns } from '../workflows/stream-runs.ts'
import { viewRunDetail, viewRuns } from '../workflows/view-run.ts'
import { idParams } from './route-shapes.ts'

const tags = ['Workflow runs']
const Count = z.object({ count: z.int() })

/** Runs of workflows: what happened, live, and what people do about it. A key sees the runs of its locations. */
export function addRunsRoutes(server: ApiServer, parts: ApiParts, findCaller: FindCaller): void {
  const { workflows } = parts
  const { runs, starter } = workflows

  const find = async (caller: Caller, id: string) => {
    const run = await runs.find(id)
    const isHidden =
      run !== undefined &&
      (run.locationId === null ? locationsOf(caller) !== undefined : !coversLocation(caller, run.locationId))
    if (run === undefined || isHidden) throw workflowErrors.run_unknown(`There is no run ${id}`)
    return run
  }

  server.get(
    '/v1/runs',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'List runs, newest first',
        querystring: RunQuery,
        response: { 200: RunPage },
      },
    },
    async (request) => {
      const { limit, cursor, q } = request.query
      const filter = await filterOf(callerOf(request), request.query)
      const { items, nextCursor, searchedTo } = await runs.list({ ...filter, q, limit, cursor })
      return {
        items: await viewRuns(workflows, items),
        nextCursor,
        searchedTo: searchedTo?.toISOString() ?? null,
      }
    },
  )

  server.get(
    '/v1/runs/stream',
    {
      config: { access: 'read' },
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Follow runs live (server-sent events)',
        querystring: RunStreamQuery,
        response: {
          200: z
            .string()
            .describe('text/event-stream; `run` events with a RunSummary, or with ?runId= a Run'),
        },
      },
    },
    async (request, reply) => {
      const { runId, ...query } = request.query
      const caller = callerOf(request)
      if (runId !== undefined) await find(caller, runId)
      const filter = await filterOf(caller, query)
      return streamRuns({ request, reply, workflows, runId, filter, findCaller })
    },
  )

  server.get(
    '/v1/runs/:id',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'A run with its steps', params: idParams, response: { 200: Run } },
    },
    async (request) => viewRunDetail(workflows, await find(callerOf(request), request.params.id)),
  )

  server.post(
    '/v1/runs/:id/cancel',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Cancel a run, and those it started',
        params: idParams,
        response: { 200: Run },
      },
    },
    async (request) => {
      const { id } = await find(callerOf(request), request.params.id)
      await starter.cancel(id)
      return viewRunDetail(workflows, (await runs.find(id))!)
    },
  )

  server.post(
    '/v1/runs/:id/rerun',
    {
      config: { access: 'write' },
      bodyLimit: 6_000_000,
      schema: {
        tags,
        summary: 'Run again from a step, with other input where given',
        params: idParams,
        body: RerunRequest,
        response: { 201: Run },
      },
    },
    async (request, reply) => {
      const { id } = await find(callerOf(request), request.params.id)
      const again = await starter.rerun(id, request.body)
      return reply.code(201).send(await viewRunDetail(workflows, (await runs.find(again))!))
    },
  )

  server.post(
    '/v1/runs/retry',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Let failed runs go on at the step that failed',
        body: BulkRuns,
        response: { 200: Count },
      },
    },
    async (request) => ({ count: await runs.retry(await bulkOf(callerOf(request), request.body)) }),
  )

  server.post(
    '/v1/runs/dismiss',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Put failed runs aside', body: BulkRuns, response: { 200: Count } },
    },
    async (request) => ({ count: await runs.dismiss(await bulkOf(callerOf(request), request.body)) }),
  )

  async function bulkOf(caller: Caller, { runIds, ...query }: z.output<typeof BulkRuns>): Promise<RunFilter> {
    const ids = runIds?.filter((id) => z.uuid().safeParse(id).success)
    return {
      ...(await filterOf(caller, query)),
      ...(ids !== undefined ? { runIds: ids } : { isDismissed: false }),
    }
  }

  async function filterOf(
    caller: Caller,
    query: {
      workflowId?: string | undefined
      locationId?: string | undefined
      state?: string | undefined
      eventId?: string | undefined
      dismissed?: 'true' | 'false' | undefined
      from?: string | undefined
      to?: string | undefined
    },
  ): Promise<RunFilter> {
    if (query.locationId !== undefined) checkLocation(caller, query.locationId)
    const states = query.state
      ?.split(',')
      .map((state) => state.trim())
      .filter((state) => RunState.safeParse(state).success)
    return {
      workflowId: query.workflowId === undefined ? undefined : await idOf(query.workflowId),
      locationIds: query.locationId === undefined ? locationsOf(caller) : [query.locationId],
      states,
      eventId: query.eventId,
      isDismissed: query.dismissed === undefined ? undefined : query.dismissed === 'true',
      from: query.from === undefined ? undefined : new Date(query.from),
      to: query.to === undefined ? undefined : new Date(query.to),
    }
  }

  /** Runs of deleted workflows are still found by its id. */
  const idOf = async (idOrKey: string): Promise<string> =>
    z.uuid().safeParse(idOrKey).success ? idOrKey : (await workflows.manager.find(idOrKey)).id
}
