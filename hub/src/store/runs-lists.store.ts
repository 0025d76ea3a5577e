import { type Kysely, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import {
  fromCursor,
  pageOfSearch,
  type SearchedPart,
  searchedPerPage,
  type SearchPage,
} from './page-cursor.ts'
import { stepOf } from './run-steps.store.ts'
import { insertRuns } from './runs.store.ts'
import type { ChainLink, NewRun, RunOverrides, RunProblem, RunTrigger, StepRow } from './runs.types.ts'
import type { Tables } from './tables.types.ts'

/** A run as people see it. */
export interface RunRow {
  id: string
  workflowId: string
  workflowVersion: number
  locationId: string | null
  state: string
  cause: string
  eventId: string | null
  eventType: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  dueAt: Date | null
  problem: RunProblem | null
  isDismissed: boolean
  parentRunId: string | null
  rerunOf: string | null
  chain: ChainLink[]
  overrides: RunOverrides
}
export interface RunRowDetail extends RunRow {
  trigger: RunTrigger
  output: unknown
}

export interface RunFilter {
  workflowId?: string | undefined
  /** Undefined: every location, and runs for none. */
  locationIds?: readonly string[] | undefined
  states?: readonly string[] | undefined
  eventId?: string | undefined
  runIds?: readonly string[] | undefined
  isDismissed?: boolean | undefined
  from?: Date | undefined
  to?: Date | undefined
  /** Words that are all in the run: its id, workflow, problem, and what it was started with. */
  q?: string | undefined
}

const columns = [
  'id',
  'workflow_id',
  'workflow_version',
  'location_id',
  'state',
  'cause',
  'event_id',
  'event_type',
  'created_at',
  'started_at',
  'finished_at',
  'due_at',
  'problem',
  'dismissed_at',
  'parent_run_id',
  'rerun_of',
  'chain',
  'overrides',
] as const

/** Runs as people look at them, and what people do about them. */
export function createRunListsStore(kysely: Kysely<Tables>, options: { searchedPerPage?: number } = {}) {
  return {
    /** Newest first. A search looks through a part of the runs for each page. */
    async list(
      filter: RunFilter & { limit: number; cursor?: string | undefined },
    ): Promise<SearchPage<RunRow>> {
      const { q, cursor, limit, ...narrowed } = filter
      const end = cursor === undefined ? undefined : fromCursor(cursor, 'runs')
      const within = matching(kysely, narrowed)
        .$if(end !== undefined, (some) => some.where('id', '<', end!.id))
        .orderBy('id', 'desc')
      const part =
        q === undefined ? undefined : await partOf(within, options.searchedPerPage ?? searchedPerPage)
      const rows = await within
        .$if(q !== undefined, (some) => some.where(hasWords(q!)))
        .$if(part !== undefined, (some) => some.where('id', '>=', part!.id))
        .select(columns)
        .limit(limit + 1)
        .execute()
      return pageOfSearch(rows, limit, part, ({ id }) => ({ sort: 'runs', value: 0, id }), runOf)
    },

    async find(id: string): Promise<RunRowDetail | undefined> {
      const row = await kysely
        .selectFrom('workflow_runs')
        .select([...columns, 'trigger', 'output'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return { ...runOf(row), trigger: row.trigger as unknown as RunTrigger, output: row.output }
    },

    /** What became of a run that is over; undefined while it goes on. */
    async outcomeOf(id: string) {
      const row = await kysely
        .selectFrom('workflow_runs')
        .select(['state', 'output', 'problem'])
        .where('id', '=', id)
        .where('due_at', 'is', null)
        .executeTakeFirst()
      return row && { state: row.state, output: row.output, problem: row.problem as RunProblem | null }
    },

    /** Steps in the order they began, and how many there are. */
    async steps(runId: string, limit: number): Promise<{ steps: StepRow[]; count: number }> {
      const [rows, counted] = await Promise.all([
        kysely
          .selectFrom('workflow_run_steps')
          .selectAll()
          .where('run_id', '=', runId)
          .orderBy('started_at')
          .orderBy('finished_at')
          .orderBy('path')
          .limit(limit)
          .execute(),
        kysely
          .selectFrom('workflow_run_steps')
          .select(sql<number>`count(*)::int`.as('count'))
          .where('run_id', '=', runId)
          .executeTakeFirstOrThrow(),
      ])
      return { steps: rows.map(stepOf), count: counted.count }
    },

    /**
     * Lets failed runs go on at the step that failed. A step that was answered and refused is done anew, under another
     * idempotency key; one whose outcome nobody knows keeps its key.
     */
    async retry(filter: RunFilter, most: number): Promise<string[]> {
      return kysely.transaction().execute(async (trx) => {
        const rows = await matching(trx, { ...filter, states: ['failed'] })
          .select(['id', 'overrides'])
          .orderBy('id')
          .limit(most)
          .forUpdate()
          .execute()
        const ids = rows.map(({ id }) => id)
        if (ids.length === 0) return []
        const failed = await trx
          .deleteFrom('workflow_run_steps')
          .where('run_id', 'in', ids)
          .where('state', '=', 'failed')
          .returning(['run_id', 'path', 'problem'])
          .execute()
        for (const row of rows) {
          const own = failed.filter(({ run_id: runId }) => runId === row.id)
          const overrides = triedAgain(row.overrides ?? {}, own)
          await trx
            .updateTable('workflow_runs')
            .set({
              state: 'queued',
              due_at: sql`now()`,
              worker: null,
              problem: null,
              finished_at: null,
              dismissed_at: null,
              overrides: storableJson(overrides),
            })
            .where('id', '=', row.id)
            .execute()
        }
        return ids
      })
    },

    /** Says that failed runs were looked at. */
    async dismiss(filter: RunFilter): Promise<number> {
      const ids = await matching(kysely, { ...filter, states: ['failed'], isDismissed: false })
        .select('id')
        .limit(10_000)
        .execute()
      if (ids.length === 0) return 0
      const done = await kysely
        .updateTable('workflow_runs')
        .set({ dismissed_at: sql<Date>`now()` })
        .where(
          'id',
          'in',
          ids.map(({ id }) => id),
        )
        .executeTakeFirst()
      return Number(done.numUpdatedRows)
    },

    /** Makes a run that begins with results of another one. */
    async insertWithSteps(run: NewRun, steps: readonly StepRow[]): Promise<void> {
      await kysely.transaction().execute(async (trx) => {
        await insertRuns(trx, [run])
        if (steps.length === 0) return
        await sql`
          insert into workflow_run_steps (run_id, path, step_id, type, state, input, output, problem, attempts,
            started_at, finished_at, call_id, child_run_id)
          select ${run.id}, path, "stepId", type, state, input, output, problem, attempts, "startedAt", "finishedAt",
            "callId", "childRunId"
          from jsonb_to_recordset(${storableJson(steps)}::text::jsonb) as s(path text, "stepId" text, type text,
            state text, input jsonb, output jsonb, problem jsonb, attempts int, "startedAt" timestamptz,
            "finishedAt" timestamptz, "callId" text, "childRunId" uuid)`.execute(trx)
        // It was begun before, so what is recorded is read.
        await trx
          .updateTable('workflow_runs')
          .set({ started_at: sql<Date>`now()` })
          .where('id', '=', run.id)
          .execute()
      })
    },
  }
}

function matching(kysely: Kysely<Tables>, filter: RunFilter) {
  const inList = (values: readonly string[]) => (values.length === 0 ? [''] : [...values])
  return kysely
    .selectFrom('workflow_runs')
    .$if(filter.workflowId !== undefined, (some) => some.where('workflow_id', '=', filter.workflowId!))
    .$if(filter.locationIds !== undefined, (some) =>
      some.where('location_id', 'in', inList(filter.locationIds!)),
    )
    .$if(filter.states !== undefined, (some) => some.where('state', 'in', inList(filter.states!)))
    .$if(filter.eventId !== undefined, (some) => some.where('event_id', '=', filter.eventId!))
    .$if(filter.runIds !== undefined, (some) =>
      some.where(sql<boolean>`id = any(${sql.val([...filter.runIds!])}::uuid[])`),
    )
    .$if(filter.isDismissed === true, (some) => some.where('dismissed_at', 'is not', null))
    .$if(filter.isDismissed === false, (some) => some.where('dismissed_at', 'is', null))
    .$if(filter.from !== undefined, (some) => some.where('created_at', '>=', filter.from!))
    .$if(filter.to !== undefined, (some) => some.where('created_at', '<', filter.to!))
}

async function partOf(within: ReturnType<typeof matching>, size: number): Promise<SearchedPart | undefined> {
  const rows = await within
    .select(['id', 'created_at as at'])
    .offset(size - 1)
    .limit(2)
    .execute()
  return rows.length < 2 ? undefined : rows[0]
}

const mostWords = 10

function hasWords(q: string) {
  const words = storableText(q).toLowerCase().split(/\s+/).slice(0, mostWords)
  return sql<boolean>`(
    select bool_and(position(word in said) > 0)
    from unnest(${sql.val(words)}::text[]) as word, lower(concat_ws(' ', workflow_runs.id, event_type, event_id, problem,
      trigger, (select name from workflows where workflows.id = workflow_id))) as said)`
}

/** Steps that were answered are done anew, with a key that nobody has seen. */
function triedAgain(
  overrides: RunOverrides,
  failed: readonly { path: string; problem: unknown }[],
): RunOverrides {
  const tries = { ...overrides.tries }
  for (const { path, problem } of failed) {
    const details = (problem as RunProblem | null)?.details
    if (details?.['isAnswered'] === true) tries[path] = (tries[path] ?? 0) + 1
  }
  return { ...overrides, ...(Object.keys(tries).length > 0 && { tries }) }
}

interface SelectedRun {
  id: string
  workflow_id: string
  workflow_version: number
  location_id: string | null
  state: string
  cause: string
  event_id: string | null
  event_type: string | null
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  due_at: Date | number | null
  problem: unknown
  dismissed_at: Date | null
  parent_run_id: string | null
  rerun_of: string | null
  chain: unknown
  overrides: unknown
}

const runOf = (row: SelectedRun): RunRow => ({
  id: row.id,
  workflowId: row.workflow_id,
  workflowVersion: row.workflow_version,
  locationId: row.location_id,
  state: row.state,
  cause: row.cause,
  eventId: row.event_id,
  eventType: row.event_type,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  // Paused ones go on at no known instant.
  dueAt: row.due_at instanceof Date && !Number.isNaN(row.due_at.getTime()) ? row.due_at : null,
  problem: row.problem as RunProblem | null,
  isDismissed: row.dismissed_at !== null,
  parentRunId: row.parent_run_id,
  rerunOf: row.rerun_of,
  chain: (row.chain ?? []) as ChainLink[],
  overrides: row.overrides ?? {},
})
