import { type Kysely, sql } from 'kysely'
import type { RunPatch, StepRow } from './runs.types.ts'
import type { Tables } from './tables.types.ts'

export type RunStepsStore = ReturnType<typeof createRunStepsStore>

/** What is recorded about a run, as JSON text that PostgreSQL takes. */
export interface CommitText {
  runId: string
  /** `{"runId", "patch", "steps"}`. */
  json: string
}

/** A run that ended and was part of another one. */
export interface EndedChild {
  runId: string
  parentRunId: string
  parentPath: string
  state: RunPatch['state']
  output: unknown
  problem: unknown
}

/** The ledger of runs: what each step came to, written for many runs at once. */
export function createRunStepsStore(kysely: Kysely<Tables>) {
  return {
    /**
     * Records steps and where their runs stand, for as many of the runs as are still the worker's.
     * @returns ids of these runs, and those that ended and were part of another
     */
    async commit(
      worker: string,
      commits: readonly CommitText[],
    ): Promise<{ kept: Set<string>; ended: EndedChild[] }> {
      // As a list of its own, so that the rows are found by their index however little the planner knows.
      const ids = sql`${commits.map(({ runId }) => runId)}::uuid[]`
      const given = `[${commits.map(({ json }) => json).join(',')}]`
      const { rows } = await sql<{
        id: string
        parent: Omit<EndedChild, 'runId'> | null
      }>`
        with given as materialized (select * from jsonb_to_recordset(${given}::text::jsonb)
          as g("runId" uuid, patch jsonb, steps jsonb)),
        mine as materialized (select id, parent_run_id, parent_path from workflow_runs
          where id = any(${ids}) and worker = ${worker} for no key update),
        recorded as (
          insert into workflow_run_steps (run_id, path, step_id, type, state, input, output, problem, attempts,
            started_at, finished_at, due_at, wait_types, wait_match, call_id, child_run_id)
          select g."runId", s.path, s."stepId", s.type, s.state, s.input, s.output, s.problem, s.attempts,
            s."startedAt", s."finishedAt", s."dueAt", s."waitTypes", s."waitMatch", s."callId", s."childRunId"
          from given g join mine on mine.id = g."runId"
          cross join lateral jsonb_to_recordset(g.steps) as s(path text, "stepId" text, type text, state text,
            input jsonb, output jsonb, problem jsonb, attempts int, "startedAt" timestamptz,
            "finishedAt" timestamptz, "dueAt" timestamptz, "waitTypes" text[], "waitMatch" jsonb, "callId" text,
            "childRunId" uuid)
          on conflict (run_id, path) do update set state = excluded.state, input = excluded.input,
            output = excluded.output, problem = excluded.problem, attempts = excluded.attempts,
            finished_at = excluded.finished_at, due_at = excluded.due_at, wait_types = excluded.wait_types,
            wait_match = excluded.wait_match, call_id = excluded.call_id, child_run_id = excluded.child_run_id),
        moved as (
          update workflow_runs r set
            state = p.state,
            due_at = p."dueAt",
            worker = null, output = p.output, problem = p.problem,
            finished_at = case when p.state = 'waiting' then null else now() end
          from given g join mine on mine.id = g."runId"
          cross join lateral jsonb_to_record(case when jsonb_typeof(g.patch) = 'object' then g.patch else '{}' end)
            as p(state text, "dueAt" timestamptz, output jsonb, problem jsonb)
          where r.id = any(${ids}) and r.id = g."runId" and p.state is not null)
        select mine.id, case when mine.parent_run_id is not null and g.patch ->> 'state' <> 'waiting' then
          jsonb_build_object('parentRunId', mine.parent_run_id, 'parentPath', mine.parent_path,
            'state', g.patch ->> 'state', 'output', g.patch -> 'output', 'problem', g.patch -> 'problem') end as parent
        from mine join given g on g."runId" = mine.id`.execute(kysely)
      return {
        kept: new Set(rows.map(({ id }) => id)),
        ended: rows.flatMap(({ id, parent }) => (parent === null ? [] : [{ runId: id, ...parent }])),
      }
    },

    /** Everything recorded about runs, by run. */
    async read(runIds: readonly string[]): Promise<Map<string, StepRow[]>> {
      const found = new Map<string, StepRow[]>(runIds.map((id) => [id, []]))
      if (runIds.length === 0) return found
      const rows = await kysely
        .selectFrom('workflow_run_steps')
        .selectAll()
        .where('run_id', 'in', [...runIds])
        .execute()
      for (const row of rows) found.get(row.run_id)?.push(stepOf(row))
      return found
    },
  }
}

type StepTableRow = Awaited<ReturnType<ReturnType<typeof selectSteps>['execute']>>[number]
const selectSteps = (kysely: Kysely<Tables>) => kysely.selectFrom('workflow_run_steps').selectAll()

/** A row of the table as the engine knows it. */
export const stepOf = (row: StepTableRow): StepRow => ({
  path: row.path,
  stepId: row.step_id,
  type: row.type,
  state: row.state as StepRow['state'],
  input: row.input ?? undefined,
  output: row.output ?? undefined,
  problem: (row.problem ?? undefined) as StepRow['problem'],
  attempts: row.attempts,
  startedAt: row.started_at.toISOString(),
  finishedAt: row.finished_at?.toISOString(),
  dueAt: row.due_at?.toISOString(),
  waitTypes: row.wait_types ?? undefined,
  waitMatch: row.wait_match ?? undefined,
  signal: row.signal ?? undefined,
  callId: row.call_id ?? undefined,
  childRunId: row.child_run_id ?? undefined,
})
