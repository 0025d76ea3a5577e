import { type Kysely, sql, type Transaction } from 'kysely'
import { storableJson } from './canonical-json.ts'
import { storeErrors } from './store.errors.ts'
import type { StreamName, StreamState, Tables } from './tables.types.ts'

/** Where a stream goes on; each stream has fields of its own. */
export type Checkpoint = Record<string, unknown>

/** The right to run one stream until `leaseUntil`; its fence is larger than that of any lease before. */
export interface StreamLease {
  locationId: string
  stream: StreamName
  owner: string
  fence: number
  leaseMs: number
  checkpoint: Checkpoint
  /** Number of the last full pass begun. */
  generation: number
  /** Begin anew instead of going on from the checkpoint. */
  isFull: boolean
  /** Null: the stream never finished a pass. */
  firstSyncedAt: Date | null
  lastChangedAt: Date | null
  isHot: boolean
  failures: number
}

/** What a run did since its last checkpoint. */
export interface StreamProgress {
  checkpoint?: Checkpoint | undefined
  generation?: number | undefined
  /** Progress of this pass. */
  done?: number | undefined
  total?: number | null | undefined
  /** Records that are new in the store, less those deleted. */
  stored?: number | undefined
  hasChanged?: boolean | undefined
}

/** Why a stream does not go on. */
export interface StreamFailure {
  code: string
  message: string
  hint: string | null
}

/** When a stream runs again. */
export interface NextRun {
  /** As shown. */
  intervalMs: number
  /** The same, spread a little. */
  delayMs: number
  concern?: StreamFailure | undefined
}

/** A stream as people see it; instants are ISO 8601. */
export interface StreamView {
  locationId: string
  stream: StreamName
  state: StreamState
  done: number
  total: number | null
  recordsStored: number
  firstSyncedAt: string | null
  lastStartedAt: string | null
  lastFinishedAt: string | null
  lastChangedAt: string | null
  nextRunAt: string
  intervalMs: number
  error: StreamFailure | null
}

/** Streams that can do nothing until the location's accounts are known. */
const needsAccounts: readonly StreamName[] = ['posts', 'comments', 'statistics']
const usableConnection = sql`select 1 from connections c
  where c.location_id = s.location_id and c.level = 'location' and c.status in ('ok', 'expiring', 'degraded')`
const afterMs = (ms: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000}::float8)`

/** Which streams there are and when they run. All times are the database's, so that processes agree on them. */
export function createStreamsStore(kysely: Kysely<Tables>) {
  return {
    /** Makes the streams a location lacks, due at once; those it has stay as they are. */
    async ensureStreams(
      locationId: string,
      streams: readonly StreamName[],
      intervalMs: number,
    ): Promise<void> {
      await sql`
        insert into streams (location_id, stream, state, interval_ms, next_run_at)
        select ${locationId}, jsonb_array_elements_text(${storableJson(streams)}::text::jsonb), 'waiting',
          ${intervalMs}::int, clock_timestamp()
        on conflict do nothing`.execute(kysely)
    },

    /** Makes the streams that locations with a usable connection lack. */
    async ensureConnected(streams: readonly StreamName[], intervalMs: number): Promise<void> {
      await sql`
        insert into streams (location_id, stream, state, interval_ms, next_run_at)
        select distinct c.location_id, stream, 'waiting', ${intervalMs}::int, clock_timestamp()
        from connections c, jsonb_array_elements_text(${storableJson(streams)}::text::jsonb) as stream
        where c.level = 'location' and c.status in ('ok', 'expiring', 'degraded')
        on conflict do nothing`.execute(kysely)
    },

    /** Lets paused streams run again whose connection became usable, or is and their pause is over. */
    async resumePaused(): Promise<number> {
      const { numAffectedRows } = await sql`
        update streams s set state = 'waiting', next_run_at = clock_timestamp(), failures = 0,
          error_code = null, error_message = null, error_hint = null
        where s.state = 'paused' and exists (${usableConnection}
          and (s.next_run_at <= clock_timestamp() or c.status_since >= s.last_started_at))`.execute(kysely)
      return Number(numAffectedRows ?? 0)
    },

    /** Ends every lease: for a process that knows it is the only one. */
    async freeLeases(): Promise<void> {
      await sql`update streams set lease_until = clock_timestamp() where state = 'running'`.execute(kysely)
    },

    claimDue: (options: ClaimOptions) => claimDue(kysely, options),

    /** Keeps a lease; false when it was lost meanwhile. */
    async renew(lease: StreamLease): Promise<boolean> {
      const kept = await updateLeased(kysely, lease)
        .set({ lease_until: afterMs(lease.leaseMs) })
        .executeTakeFirst()
      return kept.numUpdatedRows > 0n
    },

    /** Ends a run that did its work; `concern` is shown although it did. */
    finish: (lease: StreamLease, next: NextRun) => finish(kysely, lease, next),

    /** Ends a run that could not do its work; it is tried again after `retryInMs`. */
    fail: (
      lease: StreamLease,
      failure: StreamFailure,
      next: { state: 'failed' | 'paused'; retryInMs: number },
    ) => fail(kysely, lease, failure, next),

    /** Ends a run in the middle, to go on from the checkpoint at once or after a while. */
    async release(lease: StreamLease, delayMs = 0): Promise<void> {
      await updateLeased(kysely, lease)
        .set({ state: 'waiting', lease_owner: null, lease_until: null, next_run_at: afterMs(delayMs) })
        .execute()
    },

    /** Makes streams due now; `full` also makes them look at everything again. Paused ones stay paused. */
    async requestNow(
      locationId: string,
      options: { streams?: readonly StreamName[] | undefined; full?: boolean },
    ) {
      await kysely
        .updateTable('streams')
        .set({
          requested_fence: sql<number>`lease_fence`,
          next_run_at: sql`clock_timestamp()`,
          ...(options.full === true && { full_requested: true }),
        })
        .where('location_id', '=', locationId)
        .$if(options.streams !== undefined, (query) => query.where('stream', 'in', options.streams!))
        .execute()
    },

    /** Says that somebody looks: until `forMs` from now the streams run at most `intervalMs` apart. */
    async markHot(
      locationId: string,
      { forMs, intervalMs }: { forMs: number; intervalMs: number },
    ): Promise<void> {
      await sql`
        update streams set hot_until = clock_timestamp() + make_interval(secs => ${forMs / 1000}::float8),
          next_run_at = case when state = 'waiting' and first_synced_at is not null and stream <> 'statistics'
            then least(next_run_at, greatest(clock_timestamp(),
              coalesce(last_finished_at, clock_timestamp()) + make_interval(secs => ${intervalMs / 1000}::float8)))
            else next_run_at end
        where location_id = ${locationId}`.execute(kysely)
    },

    /** Streams of one, some or all locations, by location, in the order a first sync starts them. */
    async list(locationIds?: readonly string[]): Promise<StreamView[]> {
      const rows = await kysely
        .selectFrom('streams')
        .selectAll()
        .$if(locationIds !== undefined, (query) =>
          query.where('location_id', 'in', locationIds!.length === 0 ? [''] : locationIds!),
        )
        .orderBy('location_id')
        .orderBy(
          sql`array_position(array['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments'], stream)`,
        )
        .execute()
      return rows.map((row) => ({
        locationId: row.location_id,
        stream: row.stream,
        state: row.state,
        done: row.done,
        total: row.total,
        recordsStored: row.records_stored,
        firstSyncedAt: row.first_synced_at?.toISOString() ?? null,
        lastStartedAt: row.last_started_at?.toISOString() ?? null,
        lastFinishedAt: row.last_finished_at?.toISOString() ?? null,
        lastChangedAt: row.last_changed_at?.toISOString() ?? null,
        nextRunAt: row.next_run_at.toISOString(),
        intervalMs: row.interval_ms,
        error:
          row.error_code === null
            ? null
            : { code: row.error_code, message: row.error_message ?? '', hint: row.error_hint },
      }))
    },

    /** How long until some stream is due, 0 when one is; undefined when none ever will be. */
    async untilNextDueMs(): Promise<number | undefined> {
      const { rows } = await sql<{ wait: number | null }>`
        select extract(epoch from least(
            (select min(next_run_at) from streams where state in ('waiting', 'failed')),
            (select min(lease_until) from streams where state = 'running')
          ) - clock_timestamp())::float8 * 1000 as wait`.execute(kysely)
      const wait = rows[0]?.wait
      return wait === null || wait === undefined ? undefined : Math.max(0, wait)
    },
  }
}
export type StreamsStore = ReturnType<typeof createStreamsStore>

interface ClaimOptions {
  owner: string
  /** How many to take. */
  limit: number
  /** How many of them may be first copies of statistics, which take minutes each; default `limit`. */
  longLimit?: number
  leaseMs: number
}

/**
 * Takes due streams nobody runs, also those of a process that died: locations in turn, so that a large one does not
 * keep the others waiting.
 */
async function claimDue(
  kysely: Kysely<Tables>,
  { owner, limit, leaseMs, longLimit = limit }: ClaimOptions,
): Promise<StreamLease[]> {
  if (limit <= 0) return []
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select s.location_id, s.stream, row_number() over (
          partition by s.location_id order by
            array_position(array['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments'], s.stream)
        ) + (select count(*) from streams r where r.location_id = s.location_id and r.state = 'running'
          and r.lease_until > clock_timestamp()) as turn, s.next_run_at,
        s.stream = 'statistics' and s.first_synced_at is null as is_long
      from streams s
      where (s.state in ('waiting', 'failed') and s.next_run_at <= clock_timestamp()
          or s.state = 'running' and s.lease_until <= clock_timestamp())
        and (s.stream <> all (${sql.val([...needsAccounts])}::text[]) or exists (
          select 1 from streams a where a.location_id = s.location_id and a.stream = 'accounts'
            and a.first_synced_at is not null))
        -- Comments are shown with their posts: their first copy follows that of the posts.
        and (s.stream <> 'comments' or s.first_synced_at is not null or not exists (
          select 1 from streams b where b.location_id = s.location_id and b.stream = 'posts'
            and b.first_synced_at is null and b.state in ('waiting', 'running')))
    ), ordered as (
      select *, row_number() over (partition by is_long order by turn, next_run_at, location_id) as place from due
    ), taken as (
      select s.location_id, s.stream, s.full_requested, due.turn
      from streams s join ordered due using (location_id, stream)
      where (s.state in ('waiting', 'failed') and s.next_run_at <= clock_timestamp()
          or s.state = 'running' and s.lease_until <= clock_timestamp())
        and (not due.is_long or due.place <= ${longLimit})
      order by due.turn, due.next_run_at, s.location_id
      limit ${limit} for update of s skip locked
    )
    update streams s set state = 'running', lease_owner = ${owner}, lease_fence = s.lease_fence + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8),
      last_started_at = clock_timestamp()
    from taken where s.location_id = taken.location_id and s.stream = taken.stream
    returning s.location_id, s.stream, s.lease_fence, s.checkpoint, s.generation, s.first_synced_at,
      s.last_changed_at, s.failures, taken.full_requested, coalesce(s.hot_until > clock_timestamp(), false) as hot,
      taken.turn::int`.execute(kysely)
  return rows
    .sort((one, other) => one.turn - other.turn)
    .map((row) => ({
      locationId: row.location_id,
      stream: row.stream,
      owner,
      fence: row.lease_fence,
      leaseMs,
      checkpoint: row.checkpoint,
      generation: row.generation,
      isFull: row.full_requested,
      firstSyncedAt: row.first_synced_at,
      lastChangedAt: row.last_changed_at,
      isHot: row.hot,
      failures: row.failures,
    }))
}

interface ClaimedRow {
  location_id: string
  stream: StreamName
  lease_fence: number
  checkpoint: Checkpoint
  generation: number
  first_synced_at: Date | null
  last_changed_at: Date | null
  failures: number
  full_requested: boolean
  hot: boolean
  turn: number
}

/**
 * Runs `work` in one transaction together with the stream's checkpoint. The stream's row is locked first, so a worker
 * whose lease was taken over can write nothing any more.
 * @throws `store.lease_lost`
 */
export async function withinLease<Result>(
  kysely: Kysely<Tables>,
  lease: StreamLease,
  work: (trx: Transaction<Tables>) => Promise<{ progress: StreamProgress; result: Result }>,
): Promise<Result> {
  return kysely.transaction().execute(async (trx) => {
    await lockLease(trx, lease)
    const { progress, result } = await work(trx)
    await saveProgress(trx, lease, progress)
    return result
  })
}

async function lockLease(trx: Transaction<Tables>, lease: StreamLease): Promise<void> {
  const held = await trx
    .selectFrom('streams')
    .select('stream')
    .where('location_id', '=', lease.locationId)
    .where('stream', '=', lease.stream)
    .where('lease_owner', '=', lease.owner)
    .where('lease_fence', '=', lease.fence)
    .forUpdate()
    .executeTakeFirst()
  if (held === undefined)
    throw storeErrors.lease_lost(
      `The stream ${lease.stream} of ${lease.locationId} is run by another process now.`,
    )
}

async function saveProgress(
  trx: Transaction<Tables>,
  lease: StreamLease,
  progress: StreamProgress,
): Promise<void> {
  await updateLeased(trx, lease)
    .set({
      lease_until: afterMs(lease.leaseMs),
      ...(progress.checkpoint !== undefined && { checkpoint: storableJson(progress.checkpoint) }),
      ...(progress.generation !== undefined && { generation: progress.generation }),
      ...(progress.done !== undefined && { done: progress.done }),
      ...(progress.total !== undefined && { total: progress.total }),
      ...((progress.stored ?? 0) !== 0 && {
        records_stored: sql<number>`records_stored + ${progress.stored}::bigint`,
      }),
      ...(progress.hasChanged === true && { last_changed_at: sql<Date>`clock_timestamp()` }),
    })
    .execute()
}

async function finish(
  kysely: Kysely<Tables>,
  lease: StreamLease,
  { intervalMs, delayMs, concern }: NextRun,
): Promise<void> {
  await updateLeased(kysely, lease)
    .set({
      state: 'waiting',
      lease_owner: null,
      lease_until: null,
      interval_ms: Math.round(intervalMs),
      next_run_at: sql<Date>`case when requested_fence = lease_fence then clock_timestamp() else ${afterMs(delayMs)} end`,
      // What was asked for after this run began is still owed. Its fence tells that; instants would not, since two
      // of the embedded database may be the same millisecond.
      full_requested: sql<boolean>`full_requested and requested_fence = lease_fence`,
      first_synced_at: sql<Date>`coalesce(first_synced_at, clock_timestamp())`,
      last_finished_at: sql<Date>`clock_timestamp()`,
      failures: 0,
      error_code: concern?.code ?? null,
      error_message: concern?.message ?? null,
      error_hint: concern?.hint ?? null,
    })
    .execute()
}

async function fail(
  kysely: Kysely<Tables>,
  lease: StreamLease,
  failure: StreamFailure,
  { state, retryInMs }: { state: 'failed' | 'paused'; retryInMs: number },
): Promise<void> {
  await updateLeased(kysely, lease)
    .set({
      state,
      lease_owner: null,
      lease_until: null,
      next_run_at: afterMs(retryInMs),
      failures: sql<number>`failures + 1`,
      error_code: failure.code,
      error_message: failure.message,
      error_hint: failure.hint,
    })
    .execute()
}

/** An update of the lease's stream, and of nothing when the lease was lost. */
const updateLeased = (kysely: Kysely<Tables>, lease: StreamLease) =>
  kysely
    .updateTable('streams')
    .where('location_id', '=', lease.locationId)
    .where('stream', '=', lease.stream)
    .where('lease_owner', '=', lease.owner)
    .where('lease_fence', '=', lease.fence)
