import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import { fromCursor, type Page, pageOfRows } from './page-cursor.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

export type DeliveryState = Tables['deliveries']['state']
export type AttemptOutcome = Tables['delivery_attempts']['outcome']

/** One event on its way to one endpoint. */
export interface NewDelivery {
  id: string
  endpointId: string
  eventId: string
  kind: 'event' | 'test'
  eventType: string
  locationId: string
  /** Those with the same key go out one after the other; null: in any order. */
  orderKey: string | null
  /** Exactly what is sent; with a mapping the event, of which that is made first. */
  body: string
  mappingId: string | null
  createdAt: Date
  /** When it goes out; default at once. */
  dueAt?: Date
}

/** A delivery somebody took to attempt it. */
export interface ClaimedDelivery {
  id: string
  place: number
  endpointId: string
  eventId: string
  kind: 'event' | 'test'
  eventType: string
  locationId: string
  orderKey: string | null
  body: string
  /** What is still to be made of the body; null: it is what is sent. */
  mappingId: string | null
  attempts: number
  /** Attempts since it was last told to go out again. */
  roundAttempts: number
}

/** A delivery as people see it; `body` only where one is asked for. */
export interface DeliveryLine {
  id: string
  endpointId: string
  eventId: string
  kind: 'event' | 'test'
  eventType: string
  locationId: string
  state: DeliveryState
  attempts: number
  /** null when nothing more is to come. */
  nextAttemptAt: Date | null
  lastStatus: number | null
  lastError: string | null
  createdAt: Date
  deliveredAt: Date | null
}

export interface AttemptLine {
  id: string
  number: number
  at: Date
  durationMs: number
  outcome: AttemptOutcome
  status: number | null
  code: string | null
  message: string | null
  request: { url: string; headers: Record<string, string> }
  response: { headers: Record<string, string>; body: string; isCut: boolean } | null
}

export interface DeliveryFilter {
  endpointId: string
  state?: DeliveryState | undefined
  eventType?: string | undefined
  eventId?: string | undefined
  /** Made from here on … */
  from?: Date | undefined
  /** … and before here. */
  to?: Date | undefined
}

const sortName = 'deliveries'
const longestCount = 1_000_000_000_000_000

const lineColumns = [
  'id',
  'place',
  'endpoint_id',
  'event_id',
  'kind',
  'event_type',
  'location_id',
  'state',
  'attempts',
  'next_attempt_at',
  'last_status',
  'last_error',
  'created_at',
  'delivered_at',
] as const

export type DeliveriesStore = ReturnType<typeof createDeliveriesStore>

/** Deliveries and their attempts. */
export function createDeliveriesStore(kysely: Kysely<Tables>) {
  const matching = (filter: DeliveryFilter) =>
    kysely
      .selectFrom('deliveries')
      .where('endpoint_id', '=', filter.endpointId)
      .$if(filter.state !== undefined, (some) => some.where('state', '=', filter.state!))
      .$if(filter.eventType !== undefined, (some) =>
        some.where('event_type', '=', storableText(filter.eventType!)),
      )
      .$if(filter.eventId !== undefined, (some) => some.where('event_id', '=', filter.eventId!))
      .$if(filter.from !== undefined, (some) => some.where('created_at', '>=', filter.from!))
      .$if(filter.to !== undefined, (some) => some.where('created_at', '<', filter.to!))

  return {
    /** Takes deliveries that are due, oldest first, so many for each endpoint; until `until` nobody else gets them. */
    async claim(request: {
      lanes: readonly { endpointId: string; room: number }[]
      now: Date
      until: Date
    }): Promise<ClaimedDelivery[]> {
      const { now, until } = request
      const lanes = storableJson(request.lanes.map(({ endpointId, room }) => ({ id: endpointId, room })))
      const { rows } = await sql<ClaimedRow>`
        with lane as (select * from jsonb_to_recordset(${lanes}::text::jsonb) as lane(id uuid, room int)),
        due as (
          select one.id from lane cross join lateral (
            select id from deliveries
            where endpoint_id = lane.id and state = 'waiting' and order_key is null and next_attempt_at <= ${now}
            order by next_attempt_at, place limit lane.room for update skip locked) as one)
        update deliveries set next_attempt_at = ${until} where id = any(array(select id from due))
        returning ${claimedColumns}`.execute(kysely)
      return rows.map(claimedOf).toSorted((one, other) => one.place - other.place)
    },

    /** As `claim`, of an endpoint whose deliveries with one key go out one after the other: the first of each key. */
    async claimInOrder(request: {
      endpointId: string
      room: number
      now: Date
      until: Date
    }): Promise<ClaimedDelivery[]> {
      const { endpointId, room, now, until } = request
      // The heads are found key by key: a long queue behind one that fails is stepped over, not read.
      const { rows } = await sql<ClaimedRow>`
        with recursive head as (
          (select id, order_key, place, next_attempt_at from deliveries
            where endpoint_id = ${endpointId} and state = 'waiting' and order_key is not null
            order by order_key, place limit 1)
          union all
          select next.* from head cross join lateral (
            select id, order_key, place, next_attempt_at from deliveries
            where endpoint_id = ${endpointId} and state = 'waiting' and order_key > head.order_key
            order by order_key, place limit 1) as next),
        due as (select id from head where next_attempt_at <= ${now} order by place limit ${room})
        update deliveries set next_attempt_at = ${until}
        where id = any(array(select id from due)) and state = 'waiting' and next_attempt_at <= ${now}
        returning ${claimedColumns}`.execute(kysely)
      return rows.map(claimedOf).toSorted((one, other) => one.place - other.place)
    },

    /** Gives back what was taken and not attempted. */
    async giveBack(ids: readonly string[], dueAt: Date): Promise<void> {
      if (ids.length === 0) return
      await sql`
        update deliveries set next_attempt_at = ${dueAt}
        where id = any(${sql.val([...ids])}::uuid[]) and state = 'waiting'`.execute(kysely)
    },

    /** Newest first, a page at a time. */
    async list(
      filter: DeliveryFilter,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<Page<DeliveryLine>> {
      const before = page.cursor === undefined ? longestCount : placeOf(page.cursor)
      const rows = await matching(filter)
        .select(lineColumns)
        .where('place', '<', before)
        .orderBy('place', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOfRows(rows, page.limit, (row) => ({ sort: sortName, value: row.place, id: row.id }), lineOf)
    },

    async count(filter: DeliveryFilter): Promise<number> {
      const row = await matching(filter)
        .select(sql<number>`count(*)::int`.as('count'))
        .executeTakeFirstOrThrow()
      return row.count
    },

    /** How many of these an endpoint has none of yet. */
    async countMissing(wanted: readonly Pick<NewDelivery, 'endpointId' | 'eventId'>[]): Promise<number> {
      if (wanted.length === 0) return 0
      const pairs = storableJson(wanted.map(({ endpointId, eventId }) => ({ endpointId, eventId })))
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from jsonb_to_recordset(${pairs}::text::jsonb) as one("endpointId" uuid, "eventId" uuid)
        where not exists (select 1 from deliveries where endpoint_id = one."endpointId" and event_id = one."eventId")`.execute(
        kysely,
      )
      return rows[0]!.count
    },

    async find(id: string): Promise<(DeliveryLine & { body: string }) | undefined> {
      const row = await kysely
        .selectFrom('deliveries')
        .select([...lineColumns, 'body'])
        .where('id', '=', id)
        .executeTakeFirst()
      return row && { ...lineOf(row), body: row.body }
    },

    /** Every attempt of a delivery, oldest first. */
    async attempts(deliveryId: string): Promise<AttemptLine[]> {
      const rows = await kysely
        .selectFrom('delivery_attempts')
        .selectAll()
        .where('delivery_id', '=', deliveryId)
        .orderBy('number')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        number: row.number,
        at: row.at,
        durationMs: row.duration_ms,
        outcome: row.outcome,
        status: row.status,
        code: row.code,
        message: row.message,
        request: row.request as unknown as AttemptLine['request'],
        response: row.response as unknown as AttemptLine['response'],
      }))
    },

    /** Lets deliveries go out again, with all attempts before them, whatever became of them. Gives their ids. */
    async sendAgain(
      filter: DeliveryFilter & { ids?: readonly string[] },
      now: Date,
      limit: number,
    ): Promise<string[]> {
      const chosen = matching(filter)
        .select('id')
        .$if(filter.ids !== undefined, (some) =>
          some.where(sql<boolean>`id = any(${sql.val([...(filter.ids ?? [])])}::uuid[])`),
        )
        .orderBy('place')
        .limit(limit)
      const rows = await kysely
        .updateTable('deliveries')
        .set({ state: 'waiting', round_attempts: 0, next_attempt_at: now })
        .where('id', 'in', chosen)
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    /** Deletes up to so many deliveries with an id below one, unless they still wait; says how many. */
    async deleteOlder(thanId: string, limit: number): Promise<number> {
      const outcome = await sql`
        delete from deliveries where id in (
          select id from deliveries where id < ${thanId}::uuid and state <> 'waiting' order by id limit ${limit}
          for update skip locked)`.execute(kysely)
      return Number(outcome.numAffectedRows ?? 0)
    },
  }
}

/** Adds deliveries; one that the endpoint has of the event already stays as it is. Says for which endpoints it added. */
export async function insertDeliveries(
  trx: Transaction<Tables> | Kysely<Tables>,
  deliveries: readonly NewDelivery[],
): Promise<string[]> {
  if (deliveries.length === 0) return []
  const input = storableJson(
    deliveries.map((one) => ({
      id: one.id,
      endpoint_id: one.endpointId,
      event_id: one.eventId,
      kind: one.kind,
      event_type: one.eventType,
      location_id: one.locationId,
      order_key: one.orderKey,
      body: one.body,
      mapping_id: one.mappingId,
      created_at: one.createdAt.toISOString(),
      due_at: (one.dueAt ?? one.createdAt).toISOString(),
    })),
  )
  const { rows } = await sql<{ endpoint_id: string }>`
    insert into deliveries (id, endpoint_id, event_id, kind, event_type, location_id, order_key, body,
      mapping_id, state, next_attempt_at, created_at)
    select (item ->> 'id')::uuid, (item ->> 'endpoint_id')::uuid, (item ->> 'event_id')::uuid, item ->> 'kind',
      item ->> 'event_type', item ->> 'location_id', item ->> 'order_key', item ->> 'body',
      (item ->> 'mapping_id')::uuid, 'waiting', (item ->> 'due_at')::timestamptz, (item ->> 'created_at')::timestamptz
    from jsonb_array_elements(${input}::text::jsonb) with ordinality as list(item, place) order by list.place
    on conflict (endpoint_id, event_id) do nothing returning endpoint_id`.execute(trx)
  return rows.map((row) => row.endpoint_id)
}

interface ClaimedRow {
  id: string
  place: number
  endpoint_id: string
  event_id: string
  kind: 'event' | 'test'
  order_key: string | null
  event_type: string
  location_id: string
  body: string
  mapping_id: string | null
  attempts: number
  round_attempts: number
}
const claimedColumns = sql.raw(
  'id, place, endpoint_id, event_id, kind, event_type, location_id, order_key, body, mapping_id, attempts, round_attempts',
)

const claimedOf = (row: ClaimedRow): ClaimedDelivery => ({
  id: row.id,
  place: row.place,
  endpointId: row.endpoint_id,
  eventId: row.event_id,
  kind: row.kind,
  eventType: row.event_type,
  locationId: row.location_id,
  orderKey: row.order_key,
  body: row.body,
  mappingId: row.mapping_id,
  attempts: row.attempts,
  roundAttempts: row.round_attempts,
})

const lineOf = (row: Pick<Selectable<Tables['deliveries']>, (typeof lineColumns)[number]>): DeliveryLine => ({
  id: row.id,
  endpointId: row.endpoint_id,
  eventId: row.event_id,
  kind: row.kind,
  eventType: row.event_type,
  locationId: row.location_id,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at : null,
  lastStatus: row.last_status,
  lastError: row.last_error,
  createdAt: row.created_at,
  deliveredAt: row.delivered_at,
})

/** @throws `store.cursor_invalid` */
function placeOf(cursor: string): number {
  const { value } = fromCursor(cursor, sortName)
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw storeErrors.cursor_invalid('The cursor does not belong to this list.')
  return value
}
