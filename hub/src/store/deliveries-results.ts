import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { AttemptOutcome, DeliveryState } from './deliveries.store.ts'
import { chainEntry, type LedgerEntry, type LedgerFacts } from './delivery-ledger.store.ts'
import { type EndpointHealth, healthOf } from './endpoints.store.ts'
import { appendEvents, type NewEvent } from './events.store.ts'
import type { Tables } from './tables.types.ts'

/** How an attempt ended, and what it makes of its delivery. */
export interface AttemptResult {
  id: string
  deliveryId: string
  endpointId: string
  locationId: string
  /** Only shows whether an endpoint receives: when it fails, nothing was lost. */
  isTest: boolean
  number: number
  at: Date
  durationMs: number
  outcome: AttemptOutcome
  status: number | null
  code: string | null
  message: string | null
  request: { url: string; headers: Record<string, string> }
  response: { headers: Record<string, string>; body: string; isCut: boolean } | null
  state: DeliveryState
  nextAttemptAt: Date
  /** What a mapping made, kept for the attempts to come. */
  madeBody: string | undefined
  /** Of what was delivered. */
  ledger: LedgerFacts | undefined
}

/** An endpoint that is to be disabled, and the event that tells of it. */
export interface Disabling {
  endpointId: string
  reason: 'gone' | 'failing'
  at: Date
  event: NewEvent
}

/**
 * Writes the results of many attempts at once: the attempts, the deliveries, the health of their endpoints and the
 * ledger, all or nothing.
 * @param judge told an endpoint's health with these results in it; may disable it. Not told of disabled ones.
 */
export function saveResults(
  kysely: Kysely<Tables>,
  results: readonly AttemptResult[],
  judge: (
    endpointId: string,
    health: EndpointHealth,
    results: readonly AttemptResult[],
  ) => Disabling | undefined,
): Promise<Disabling[]> {
  return kysely.transaction().execute(async (trx) => {
    const byEndpoint = Map.groupBy(results, ({ endpointId }) => endpointId)
    const known = await lockHealth(trx, [...byEndpoint.keys()])
    const entries: LedgerEntry[] = []
    const healths: { endpointId: string; health: EndpointHealth }[] = []
    const disablings: Disabling[] = []
    for (const [endpointId, { health: before, isEnabled }] of known) {
      const ofEndpoint = byEndpoint.get(endpointId) ?? []
      const health = { ...before }
      for (const result of ofEndpoint) {
        countResult(health, result)
        if (result.ledger === undefined) continue
        const end = { endpointId, position: health.ledgerPosition, hash: health.ledgerHash }
        const entry = chainEntry(result.ledger, end)
        entries.push(entry)
        health.ledgerPosition = entry.position
        health.ledgerHash = entry.hash
      }
      healths.push({ endpointId, health })
      const disabling = isEnabled ? judge(endpointId, health, ofEndpoint) : undefined
      if (disabling !== undefined) disablings.push(disabling)
    }
    // An endpoint deleted meanwhile took its deliveries along.
    await writeAll(trx, {
      results: results.filter(({ endpointId }) => known.has(endpointId)),
      entries,
      healths,
    })
    for (const { endpointId, reason, at } of disablings)
      await trx
        .updateTable('endpoints')
        .set({ is_enabled: false, disabled_reason: reason, disabled_at: at, updated_at: at })
        .where('id', '=', endpointId)
        .execute()
    await appendEvents(
      trx,
      disablings.map(({ event }) => event),
    )
    return disablings
  })
}

/** In the order of ids, so that processes that write for the same endpoints cannot wait for each other. */
async function lockHealth(trx: Transaction<Tables>, endpointIds: string[]) {
  const { rows } = await sql<Selectable<Tables['endpoint_health']> & { is_enabled: boolean }>`
    select health.*, endpoint.is_enabled
    from endpoint_health as health join endpoints as endpoint on endpoint.id = health.endpoint_id
    where health.endpoint_id = any(${sql.val(endpointIds)}::uuid[])
    order by health.endpoint_id for update of health`.execute(trx)
  return new Map(
    rows.map((row) => [row.endpoint_id, { health: healthOf(row), isEnabled: row.is_enabled }] as const),
  )
}

function countResult(health: EndpointHealth, result: AttemptResult): void {
  if (result.outcome === 'delivered') {
    health.delivered += 1
    health.failures = 0
    health.failingSince = null
    health.lastError = null
    health.lastDeliveredAt = later(health.lastDeliveredAt, result.at)
    return
  }
  if (result.isTest) return
  if (result.state === 'given_up') health.givenUp += 1
  health.failures += 1
  health.failingSince ??= result.at
  health.lastFailedAt = later(health.lastFailedAt, result.at)
  health.lastError = result.message
}

const later = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other)

async function writeAll(
  trx: Transaction<Tables>,
  {
    results,
    entries,
    healths,
  }: {
    results: readonly AttemptResult[]
    entries: readonly LedgerEntry[]
    healths: readonly { endpointId: string; health: EndpointHealth }[]
  },
): Promise<void> {
  if (results.length === 0) return
  await sql`
    with result as (
      select * from jsonb_to_recordset(${storableJson(results.map(resultRow))}::text::jsonb) as result(id uuid,
        delivery_id uuid, number int, at timestamptz, duration_ms int, outcome text, status int, code text,
        message text, request jsonb, response jsonb, state text, next_attempt_at timestamptz,
        made_body text)),
    attempt as (
      insert into delivery_attempts (id, delivery_id, number, at, duration_ms, outcome, status, code, message, request,
        response)
      select id, delivery_id, number, at, duration_ms, outcome, status, code, message, request,
        nullif(response, 'null'::jsonb)
      from result),
    entry as (
      insert into delivery_ledger (endpoint_id, position, entry, hash)
      select * from jsonb_to_recordset(${storableJson(entries.map(entryRow))}::text::jsonb) as entry(endpoint_id uuid,
        position bigint, entry text, hash text)),
    health as (
      update endpoint_health set delivered = new.delivered, given_up = new.given_up, failures = new.failures,
        failing_since = new.failing_since, last_delivered_at = new.last_delivered_at,
        last_failed_at = new.last_failed_at, last_error = new.last_error, ledger_position = new.ledger_position,
        ledger_hash = new.ledger_hash
      from jsonb_to_recordset(${storableJson(healths.map(healthRow))}::text::jsonb) as new(endpoint_id uuid,
        delivered bigint, given_up bigint, failures int, failing_since timestamptz, last_delivered_at timestamptz,
        last_failed_at timestamptz, last_error text, ledger_position bigint, ledger_hash text)
      where endpoint_health.endpoint_id = new.endpoint_id)
    update deliveries set
      -- what another process delivered meanwhile stays delivered
      state = case when deliveries.state = 'delivered' then 'delivered' else result.state end,
      attempts = greatest(deliveries.attempts, result.number),
      round_attempts = deliveries.round_attempts + 1,
      next_attempt_at = result.next_attempt_at,
      body = coalesce(result.made_body, deliveries.body),
      mapping_id = case when result.made_body is null then deliveries.mapping_id end,
      last_status = result.status,
      last_error = result.message,
      delivered_at = case when result.outcome = 'delivered' then result.at else deliveries.delivered_at end
    from result where deliveries.id = result.delivery_id`.execute(trx)
}

const resultRow = (result: AttemptResult) => ({
  id: result.id,
  delivery_id: result.deliveryId,
  number: result.number,
  at: result.at.toISOString(),
  duration_ms: result.durationMs,
  outcome: result.outcome,
  status: result.status,
  code: result.code,
  message: result.message,
  request: result.request,
  response: result.response,
  state: result.state,
  next_attempt_at: result.nextAttemptAt.toISOString(),
  made_body: result.madeBody ?? null,
})

const entryRow = ({ hash, ...entry }: LedgerEntry) => ({
  endpoint_id: entry.endpointId,
  position: entry.position,
  entry: JSON.stringify(entry),
  hash,
})

const healthRow = ({ endpointId, health }: { endpointId: string; health: EndpointHealth }) => ({
  endpoint_id: endpointId,
  delivered: health.delivered,
  given_up: health.givenUp,
  failures: health.failures,
  failing_since: health.failingSince,
  last_delivered_at: health.lastDeliveredAt,
  last_failed_at: health.lastFailedAt,
  last_error: health.lastError,
  ledger_position: health.ledgerPosition,
  ledger_hash: health.ledgerHash,
})
