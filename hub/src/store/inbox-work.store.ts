import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import { storeErrors } from './store.errors.ts'
import type { Environment, InboxAttemptRow, Tables } from './tables.types.ts'

/** The right to process the deliveries of a lane, one after the other, until it is given back or runs out. */
export interface LaneLease {
  lane: string
  fence: number
}

/** A delivery whose turn it is. */
export interface WaitingDelivery {
  id: string
  lane: string
  receivedAt: Date
  event: string | null
  triggerId: string | null
  locationId: string | null
  companyId: string | null
  appId: string | null
  sentAt: Date | null
  environment: Environment | null
  raw: Buffer
  attempts: number
}

/** What became of a delivery. */
export interface DeliveryResult {
  id: string
  state: 'processed' | 'retrying' | 'failed'
  attempts: number
  nextAttemptAt: Date | null
  outcome: readonly string[]
  attempt: InboxAttemptRow
  eventIds: readonly string[]
}

/** Attempts remembered of each delivery. */
const attemptsKept = 10

/** Who processes which deliveries. Leases are by the database's clock, the same for every process. */
export function createInboxWorkStore(kysely: Kysely<Tables>) {
  return {
    /** Puts deliveries whose time to try again has come back in line. */
    async wakeRetries(now: Date): Promise<void> {
      await sql`update inbox set state = 'waiting' where state = 'retrying' and next_attempt_at <= ${now}`.execute(
        kysely,
      )
    },

    /** Takes lanes that have something to process and that nobody holds, the longest waiting first. */
    async claimLanes(owner: string, limit: number, leaseMs: number): Promise<LaneLease[]> {
      const { rows } = await sql<{ lane: string }>`
        with recursive lanes as (
          (select lane, id from inbox where state = 'waiting' order by lane, id limit 1)
          union all
          (select next.lane, next.id from lanes, lateral (
            select lane, id from inbox where state = 'waiting' and lane > lanes.lane order by lane, id limit 1) next)
        )
        select lane from lanes
        where not exists (select 1 from inbox_lanes l where l.lane = lanes.lane and l.lease_until > clock_timestamp())
        order by id limit ${limit}`.execute(kysely)
      if (rows.length === 0) return []
      const wanted = sql.val(rows.map(({ lane }) => lane))
      const taken = await sql<{ lane: string; fence: number }>`
        insert into inbox_lanes as l (lane, owner, lease_until, fence)
        select lane, ${owner}, clock_timestamp() + ${leaseMs}::int * interval '1 millisecond', 1
        from unnest(${wanted}::text[]) as wanted(lane) order by lane
        on conflict (lane) do update set owner = excluded.owner, lease_until = excluded.lease_until, fence = l.fence + 1
        where l.lease_until is null or l.lease_until <= clock_timestamp()
        returning lane, fence`.execute(kysely)
      return taken.rows.map(({ lane, fence }) => ({ lane, fence: Number(fence) }))
    },

    /** Keeps a lane; false when it was lost. */
    async renew({ lane, fence }: LaneLease, leaseMs: number): Promise<boolean> {
      const outcome = await kysely
        .updateTable('inbox_lanes')
        .set({ lease_until: sql`clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'` })
        .where('lane', '=', lane)
        .where('fence', '=', fence)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },

    /** Gives lanes back; those that were lost meanwhile are left alone. */
    async release(leases: readonly LaneLease[]): Promise<void> {
      if (leases.length === 0) return
      await sql`
        update inbox_lanes l set owner = null, lease_until = null
        from json_to_recordset(${JSON.stringify(leases)}::text::json) as i(lane text, fence bigint)
        where l.lane = i.lane and l.fence = i.fence`.execute(kysely)
    },

    /** Frees every lane: for a process that knows that it is alone. */
    async freeLanes(): Promise<void> {
      await kysely.updateTable('inbox_lanes').set({ owner: null, lease_until: null }).execute()
    },

    /** The next deliveries of lanes, in the order they came; so many of each lane. */
    async next(lanes: readonly string[], limitOfLane: number): Promise<WaitingDelivery[]> {
      const { rows } = await sql<WaitingRow>`
        select i.* from unnest(${sql.val([...lanes])}::text[]) as wanted(lane), lateral (
          select id, lane, received_at, event, trigger_id, location_id, company_id, app_id, sent_at, environment, raw,
            attempts
          from inbox where state = 'waiting' and lane = wanted.lane order by id limit ${limitOfLane}) i
        order by i.id`.execute(kysely)
      return rows.map((row) => ({
        id: row.id,
        lane: row.lane,
        receivedAt: row.received_at,
        event: row.event,
        triggerId: row.trigger_id,
        locationId: row.location_id,
        companyId: row.company_id,
        appId: row.app_id,
        sentAt: row.sent_at,
        environment: row.environment,
        raw: Buffer.from(row.raw),
        attempts: row.attempts,
      }))
    },
  }
}

interface WaitingRow {
  id: string
  lane: string
  received_at: Date
  event: string | null
  trigger_id: string | null
  location_id: string | null
  company_id: string | null
  app_id: string | null
  sent_at: Date | null
  environment: Environment | null
  raw: Uint8Array
  attempts: number
}

/**
 * Makes sure that lanes are still ours, until the transaction ends.
 * @throws `store.lease_lost`
 */
export async function holdLanes(trx: Kysely<Tables>, leases: readonly LaneLease[]): Promise<void> {
  const { rows } = await sql<{ lane: string; fence: number }>`
    select lane, fence from inbox_lanes
    where lane = any(${sql.val(leases.map(({ lane }) => lane))}::text[]) order by lane for update`.execute(
    trx,
  )
  const fences = new Map(rows.map(({ lane, fence }) => [lane, Number(fence)]))
  const lost = leases.find(({ lane, fence }) => fences.get(lane) !== fence)
  if (lost !== undefined)
    throw storeErrors.lease_lost(`Another process took over the deliveries of ${lost.lane}`)
}

/** Writes what became of deliveries, in the transaction of what they caused. */
export async function settleDeliveries(
  trx: Kysely<Tables>,
  results: readonly DeliveryResult[],
  at: Date,
): Promise<void> {
  if (results.length === 0) return
  const input = storableJson(
    results.map(({ id, state, attempts, nextAttemptAt, outcome, attempt, eventIds }) => ({
      id,
      state,
      attempts,
      next_at: nextAttemptAt,
      outcome,
      attempt: [attempt],
      event_ids: eventIds,
    })),
  )
  await sql`
    update inbox set
      state = i.state, attempts = i.attempts, next_attempt_at = i.next_at,
      processed_at = case when i.state = 'processed' then ${at}::timestamptz end,
      outcome = i.outcome,
      attempt_log = case when jsonb_array_length(inbox.attempt_log) = 0 then i.attempt else (
        select jsonb_agg(item order by place) from (
          select item, place from jsonb_array_elements(i.attempt || inbox.attempt_log) with ordinality as l(item, place)
          order by place limit ${attemptsKept}) kept) end,
      event_ids = inbox.event_ids || i.event_ids
    from jsonb_to_recordset(${input}::text::jsonb)
      as i(id uuid, state text, attempts int, next_at timestamptz, outcome jsonb, attempt jsonb, event_ids jsonb)
    where inbox.id = i.id`.execute(trx)
}
