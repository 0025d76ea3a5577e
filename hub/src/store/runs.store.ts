import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { ChainLink, ClaimedRun, NewRun, RunEffect, RunProblem, RunTrigger } from './runs.types.ts'
import type { Tables } from './tables.types.ts'

export type RunsStore = ReturnType<typeof createRunsStore>

/** Fixed: processes that take runs with a limit or an order do so one after the other. */
const claimLock = 4_400_013
/** An effect explains the events that follow within this time. */
const effectSeconds = 900

/** Runs while they are worked on: made, taken, recorded, woken. What people see of them is in `run-lists.store.ts`. */
export function createRunsStore(kysely: Kysely<Tables>) {
  return {
    insert: (runs: readonly NewRun[]) => insertRuns(kysely, runs),

    /** Says that a process is alive for so long from now. */
    async stayAlive(worker: string, ms: number): Promise<void> {
      await sql`insert into workflow_workers (id, alive_until) values (${worker}, ${inMs(ms)})
        on conflict (id) do update set alive_until = excluded.alive_until`.execute(kysely)
    },

    /** Says that a process is gone, or that all others are: what they worked on may be taken at once. */
    async leave(worker: string): Promise<void> {
      await sql`delete from workflow_workers where id = ${worker}`.execute(kysely)
    },
    async forgetOthers(worker: string): Promise<void> {
      await sql`delete from workflow_workers where id <> ${worker}`.execute(kysely)
    },

    /** Takes runs that are due, the longest due first, at most so many. */
    async claim(worker: string, most: number): Promise<ClaimedRun[]> {
      const { rows } = await sql<ClaimedRow>`
        with due as materialized (
          select id, started_at from workflow_runs r
          where due_at <= now() and order_key is null and concurrency is null and ${isFree}
          order by due_at limit ${most} for update skip locked)
        ${take(worker)}`.execute(kysely)
      return rows.map(claimedOf)
    },

    /** As `claim`, for runs of workflows with a limit or an order. */
    async claimLimited(worker: string, most: number): Promise<ClaimedRun[]> {
      return kysely.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${claimLock})`.execute(trx)
        const { rows } = await sql<ClaimedRow>`
          with candidates as materialized (
            select id, started_at, workflow_id, concurrency, due_at from workflow_runs r
            where due_at <= now() and (order_key is not null or concurrency is not null) and ${isFree}
              and (order_key is null or not exists (select 1 from workflow_runs e where e.workflow_id = r.workflow_id
                and e.order_key = r.order_key and e.due_at is not null and e.id < r.id))
            order by due_at, id limit ${most * 4}),
          busy as materialized (
            select b.workflow_id, count(*)::int as count from workflow_runs b
            join workflow_workers w on w.id = b.worker and w.alive_until > now()
            where b.due_at is not null and b.concurrency is not null group by b.workflow_id),
          placed as materialized (
            select c.*, row_number() over (partition by c.workflow_id order by c.due_at, c.id) as place from candidates c),
          due as materialized (
            select p.id, p.started_at from placed p left join busy b on b.workflow_id = p.workflow_id
            where p.concurrency is null or p.place + coalesce(b.count, 0) <= p.concurrency
            order by p.due_at, p.id limit ${most})
          ${take(worker)}`.execute(trx)
        return rows.map(claimedOf)
      })
    },

    /** Whether runs with a limit or an order are due: they cost a lock to take. */
    async hasLimited(): Promise<boolean> {
      const { rows } = await sql`select 1 from workflow_runs
        where due_at <= now() and (order_key is not null or concurrency is not null) limit 1`.execute(kysely)
      return rows.length > 0
    },

    /** Gives taken runs back, for somebody else or later. */
    async release(worker: string, runIds: readonly string[]): Promise<void> {
      if (runIds.length === 0) return
      await sql`update workflow_runs set worker = null
        where id = any(${[...runIds]}::uuid[]) and worker = ${worker}`.execute(kysely)
    },

    /** Ends a run whoever works on it, and those it started; false when it is over already. */
    async cancel(runId: string, problem: RunProblem): Promise<boolean> {
      const { rows } = await sql<{ id: string }>`
        with recursive family as (
          select id from workflow_runs where id = ${runId}
          union select r.id from workflow_runs r join family f on r.parent_run_id = f.id)
        update workflow_runs set state = 'cancelled', worker = null, due_at = null, finished_at = now(),
          problem = ${storableJson(problem)}::text::jsonb
        where id in (select id from family) and due_at is not null
        returning id`.execute(kysely)
      return rows.length > 0
    },

    /** Lets a run that waits go on now. */
    async wake(runIds: readonly string[]): Promise<void> {
      if (runIds.length === 0) return
      await sql`update workflow_runs set due_at = now()
        where id = any(${[...runIds]}::uuid[]) and state = 'waiting'`.execute(kysely)
    },

    /** Lets parked runs go on whose steps got what they wait for while the run was still worked on. */
    async wakeSignalled(runIds: readonly string[]): Promise<void> {
      await sql`update workflow_runs r set due_at = now() where id = any(${[...runIds]}::uuid[]) and state = 'waiting'
        and due_at < 'infinity' and exists (select 1 from workflow_run_steps s
          where s.run_id = r.id and s.state = 'waiting' and s.signal is not null)`.execute(kysely)
    },

    /** Lets the runs of a workflow go on that stood still while it was paused. */
    async resumeWorkflow(workflowId: string): Promise<void> {
      await sql`update workflow_runs set due_at = now()
        where workflow_id = ${workflowId} and due_at = 'infinity'`.execute(kysely)
    },

    /** Ends what a workflow has under way; gives how many runs. */
    async cancelAll(workflowId: string, problem: RunProblem): Promise<number> {
      const { rows } = await sql`update workflow_runs set state = 'cancelled', worker = null, due_at = null,
        finished_at = now(), problem = ${storableJson(problem)}::text::jsonb
        where workflow_id = ${workflowId} and due_at is not null returning id`.execute(kysely)
      return rows.length
    },

    /** Runs that were made under some keys of a workflow. */
    async findByKeys(workflowId: string, keys: readonly string[]): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`select id from workflow_runs
        where workflow_id = ${workflowId} and dedupe_key = any(${[...keys]}::text[]) order by id`.execute(
        kysely,
      )
      return rows.map(({ id }) => id)
    },

    /** The chain of a run, itself last; undefined when there is no such run. */
    async chainOf(runId: string): Promise<ChainLink[] | undefined> {
      const row = await kysely
        .selectFrom('workflow_runs')
        .select(['chain', 'workflow_id'])
        .where('id', '=', runId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return [...((row.chain ?? []) as ChainLink[]), { workflowId: row.workflow_id, runId }]
    },

    /** Notes what a run is about to change, or changed. */
    async noteEffects(effects: readonly RunEffect[]): Promise<void> {
      if (effects.length === 0) return
      await sql`insert into workflow_effects (location_id, subject_id, chain, expires_at)
        select "locationId", "subjectId", chain, now() + ${effectSeconds} * interval '1 second'
        from jsonb_to_recordset(${storableJson(effects)}::text::jsonb)
          as e("locationId" text, "subjectId" text, chain jsonb)`.execute(kysely)
    },

    /** Deletes runs that ended before an instant, some at a time; gives how many. */
    async deleteOlderThan(before: Date, most: number): Promise<number> {
      const { rows } = await sql`
        with old as materialized (select id from workflow_runs
          where due_at is null and created_at < ${before} order by id limit ${most}),
        gone as (delete from workflow_run_steps where run_id in (select id from old))
        delete from workflow_runs where id in (select id from old) returning id`.execute(kysely)
      await sql`delete from workflow_effects where expires_at < now()`.execute(kysely)
      return rows.length
    },
  }
}

/**
 * Makes runs, in the caller's transaction where it has one.
 * @returns ids of those that were made; a run whose `dedupeKey` was used is not
 */
export async function insertRuns(kysely: Kysely<Tables>, runs: readonly NewRun[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    insert into workflow_runs (id, workflow_id, workflow_version, location_id, state, cause, event_id, event_type,
      dedupe_key, trigger, chain, order_key, concurrency, worker, due_at, overrides, problem, parent_run_id, parent_path,
      rerun_of, started_at, finished_at)
    select id, "workflowId", "workflowVersion", "locationId", state, cause, "eventId", "eventType", "dedupeKey",
      trigger, chain, "orderKey", concurrency, worker, "dueAt", overrides, problem, "parentRunId", "parentPath",
      "rerunOf", case when worker is not null then now() end, case when "dueAt" is null then now() end
    from jsonb_to_recordset(${storableJson(runs)}::text::jsonb) as r(id uuid, "workflowId" uuid,
      "workflowVersion" int, "locationId" text, state text, cause text, "eventId" text, "eventType" text,
      "dedupeKey" text, trigger jsonb, chain jsonb, "orderKey" text, concurrency int, worker text,
      "dueAt" timestamptz, overrides jsonb, problem jsonb, "parentRunId" uuid, "parentPath" text, "rerunOf" uuid)
    on conflict (workflow_id, dedupe_key) where dedupe_key is not null do nothing
    returning id`.execute(kysely)
  return new Set(rows.map(({ id }) => id))
}

/** Events that runs caused: the chain of each subject's newest effect that has not explained such an event yet. */
export async function takeChains(
  trx: Kysely<Tables>,
  events: readonly { eventId: string; locationId: string; type: string; subjectIds: readonly string[] }[],
): Promise<Map<string, ChainLink[]>> {
  const wanted = events.flatMap(({ eventId, locationId, type, subjectIds }) =>
    subjectIds.map((subjectId) => ({ eventId, locationId, type, subjectId })),
  )
  const chains = new Map<string, ChainLink[]>()
  if (wanted.length === 0) return chains
  const { rows } = await sql<{ id: number; eventId: string; type: string; chain: ChainLink[] }>`
    select e.id, w."eventId", w.type, e.chain from jsonb_to_recordset(${storableJson(wanted)}::text::jsonb)
      as w("eventId" text, "locationId" text, type text, "subjectId" text)
    join workflow_effects e on e.subject_id = w."subjectId" and e.location_id = w."locationId"
    where e.expires_at > now() and not (w.type = any(e.explained))
    order by e.id desc`.execute(trx)
  const explained: { id: number; type: string }[] = []
  const taken = new Set<string>()
  for (const { id, eventId, type, chain } of rows) {
    // One effect explains one event of each type: what comes after it has another cause.
    if (chains.has(eventId) || taken.has(`${id} ${type}`)) continue
    chains.set(eventId, chain)
    taken.add(`${id} ${type}`)
    explained.push({ id, type })
  }
  if (explained.length > 0)
    await sql`update workflow_effects e set explained = explained || x.types
      from (select id, array_agg(type) as types from jsonb_to_recordset(${storableJson(explained)}::text::jsonb)
        as g(id bigint, type text) group by id) x
      where x.id = e.id`.execute(trx)
  return chains
}

/** Steps that wait for events of some types. */
export async function findWaits(trx: Kysely<Tables>, types: readonly string[]) {
  const { rows } = await sql<{
    runId: string
    path: string
    locationId: string | null
    types: string[]
    match: unknown
    since: Date
  }>`select s.run_id as "runId", s.path, r.location_id as "locationId", s.wait_types as types, s.wait_match as match,
      s.started_at as since
    from workflow_run_steps s join workflow_runs r on r.id = s.run_id
    where s.wait_types && ${sql.val([...types])}::text[] and r.due_at is not null`.execute(trx)
  return rows
}

/** Gives steps what they waited for, and lets their runs go on. */
export async function signalSteps(
  trx: Kysely<Tables>,
  signals: readonly { runId: string; path: string; signal: unknown }[],
): Promise<void> {
  if (signals.length === 0) return
  // Whoever parks one of these runs comes before or after us, never in between: see `wakeSignalled`.
  await sql`select id from workflow_runs where id = any(${signals.map(({ runId }) => runId)}::uuid[])
    order by id for update`.execute(trx)
  await sql`
    with given as materialized (select * from jsonb_to_recordset(${storableJson(signals)}::text::jsonb)
      as s("runId" uuid, path text, signal jsonb)),
    told as (update workflow_run_steps s set signal = g.signal, wait_types = null from given g
      where s.run_id = g."runId" and s.path = g.path and s.state = 'waiting' returning s.run_id)
    update workflow_runs set due_at = now() where id in (select run_id from told) and state = 'waiting'
      and due_at < 'infinity'`.execute(trx)
}

const isFree = sql`(worker is null or not exists (
  select 1 from workflow_workers w where w.id = worker and w.alive_until > now()))`

const inMs = (ms: number) => sql`clock_timestamp() + ${ms}::double precision * interval '1 millisecond'`

const take = (worker: string) => sql`update workflow_runs r set worker = ${worker}, state = 'running',
    started_at = coalesce(r.started_at, now())
  from due where due.id = r.id
  returning r.id, r.workflow_id as "workflowId", r.workflow_version as "workflowVersion",
    r.location_id as "locationId", r.trigger, r.chain, r.overrides, r.created_at as "createdAt",
    due.started_at is not null as "wasBegun"`

interface ClaimedRow {
  id: string
  workflowId: string
  workflowVersion: number
  locationId: string | null
  trigger: unknown
  chain: unknown
  overrides: unknown
  createdAt: Date
  wasBegun: boolean
}

const claimedOf = (row: ClaimedRow): ClaimedRun => ({
  ...row,
  trigger: row.trigger as RunTrigger,
  chain: (row.chain ?? []) as ChainLink[],
  overrides: row.overrides ?? {},
})
