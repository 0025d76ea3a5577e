import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { newId } from '../platform/ids.ts'
import { hashToken, randomToken } from '../platform/tokens.ts'
import { storableJson } from './canonical-json.ts'
import { emptyLedgerHash } from './delivery-ledger.store.ts'
import type { MappingDefinition } from './mapping.types.ts'
import type { Tables } from './tables.types.ts'

export type EndpointOrder = Tables['endpoints']['order_by']

/** What people set of an endpoint. */
export interface EndpointSettings {
  url: string
  description: string
  eventTypes: string[]
  /** null: every location. */
  locationIds: string[] | null
  conditions: unknown[]
  /** Deliveries a second; null: no limit. */
  rate: number | null
  concurrency: number
  orderBy: EndpointOrder
  /** Makes what is sent of the event; null: the event is sent. */
  mappingId: string | null
}

/** What the records of a mapping are made of. */
export type MappingScope = Pick<MappingDefinition, 'source' | 'locationIds'>

/** An endpoint that takes events; `scope` of its mapping, when it has one. */
export interface EnabledEndpoint extends EndpointRow {
  scope: MappingScope | null
}

/** Where events are sent to. Secrets stay in their own rows. */
export interface EndpointRow extends EndpointSettings {
  id: string
  headersSealed: Buffer | null
  headerNames: string[]
  isEnabled: boolean
  disabledReason: string | null
  disabledAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** How an endpoint does. */
export interface EndpointHealth {
  delivered: number
  givenUp: number
  failures: number
  failingSince: Date | null
  lastDeliveredAt: Date | null
  lastFailedAt: Date | null
  lastError: string | null
  ledgerPosition: number
  ledgerHash: string
}

export interface EndpointSecretRow {
  id: string
  endpointId: string
  kind: 'hmac' | 'ed25519'
  sealed: Buffer
  publicKey: string | null
  createdAt: Date
  expiresAt: Date | null
}

export interface ReceiverLinkRow {
  id: string
  endpointId: string
  note: string
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** The places secrets are sealed for: they open nowhere else. */
export const endpointSecretPlace = (secretId: string): string => `endpoint_secrets/${secretId}/sealed`
export const endpointHeadersPlace = (endpointId: string): string => `endpoints/${endpointId}/headers`

/** How often the time of last use is written, at most. */
const lastUsedPrecisionMs = 60_000

export type EndpointsStore = ReturnType<typeof createEndpointsStore>

/** Endpoints, their secrets, their health, and the links that show them to others. */
export function createEndpointsStore(kysely: Kysely<Tables>) {
  return {
    async insert(endpoint: EndpointRow, secret: EndpointSecretRow): Promise<void> {
      await kysely.transaction().execute(async (trx) => {
        await trx.insertInto('endpoints').values(columnsOf(endpoint)).execute()
        await trx
          .insertInto('endpoint_health')
          .values({ endpoint_id: endpoint.id, ledger_hash: emptyLedgerHash(endpoint.id) })
          .execute()
        await insertSecret(trx, secret)
      })
    },

    async list(): Promise<EndpointRow[]> {
      const rows = await kysely
        .selectFrom('endpoints')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(endpointOf)
    },

    async find(id: string): Promise<EndpointRow | undefined> {
      const row = await kysely.selectFrom('endpoints').selectAll().where('id', '=', id).executeTakeFirst()
      return row && endpointOf(row)
    },

    /** Writes what people may set and whether it is enabled. */
    async update(endpoint: EndpointRow): Promise<void> {
      const { id, created_at: _, ...columns } = columnsOf(endpoint)
      await kysely.updateTable('endpoints').set(columns).where('id', '=', id).execute()
    },

    /** Deletes it with its deliveries and its ledger. */
    async delete(id: string): Promise<boolean> {
      return kysely.transaction().execute(async (trx) => {
        // Whoever writes results holds this row first: the other way round both would wait for each other.
        await trx
          .selectFrom('endpoint_health')
          .select('endpoint_id')
          .where('endpoint_id', '=', id)
          .forUpdate()
          .execute()
        const outcome = await trx.deleteFrom('endpoints').where('id', '=', id).executeTakeFirst()
        return outcome.numDeletedRows > 0n
      })
    },

    /** Health by endpoint. */
    async health(ids: readonly string[]): Promise<Map<string, EndpointHealth>> {
      const rows = await kysely
        .selectFrom('endpoint_health')
        .selectAll()
        .where(sql<boolean>`endpoint_id = any(${sql.val([...ids])}::uuid[])`)
        .execute()
      return new Map(rows.map((row) => [row.endpoint_id, healthOf(row)]))
    },

    /** Deliveries that wait, by endpoint; counted up to a bound, so that a long queue does not slow a list down. */
    async waiting(ids: readonly string[], bound: number): Promise<Map<string, number>> {
      const { rows } = await sql<{ endpoint_id: string; waiting: number }>`
        select id as endpoint_id, (select count(*) from (
          select 1 from deliveries where endpoint_id = ids.id and state = 'waiting' limit ${bound}) as queued)::int as waiting
        from unnest(${sql.val([...ids])}::uuid[]) as ids(id)`.execute(kysely)
      return new Map(rows.map((row) => [row.endpoint_id, row.waiting]))
    },

    /** Secrets that sign at an instant, oldest last; of every endpoint unless one is named. */
    async secrets(now: Date, endpointId?: string): Promise<EndpointSecretRow[]> {
      const rows = await kysely
        .selectFrom('endpoint_secrets')
        .selectAll()
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .$if(endpointId !== undefined, (some) => some.where('endpoint_id', '=', endpointId!))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        endpointId: row.endpoint_id,
        kind: row.kind,
        sealed: row.sealed,
        publicKey: row.public_key,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }))
    },

    /** Puts a new secret in place; those before it sign until `overlapUntil`, or shorter if that was said before. */
    async rotateSecret(secret: EndpointSecretRow, overlapUntil: Date): Promise<void> {
      await kysely.transaction().execute(async (trx) => {
        await trx
          .updateTable('endpoint_secrets')
          .set({ expires_at: overlapUntil })
          .where('endpoint_id', '=', secret.endpointId)
          .where((where) =>
            where.or([where('expires_at', 'is', null), where('expires_at', '>', overlapUntil)]),
          )
          .execute()
        await trx.deleteFrom('endpoint_secrets').where('expires_at', '<=', secret.createdAt).execute()
        await insertSecret(trx, secret)
      })
    },

    /** Makes a link; only this answer holds its token. */
    async createLink(wanted: {
      endpointId: string
      note: string
      now: Date
      expiresAt: Date
    }): Promise<{ link: ReceiverLinkRow; token: string }> {
      const token = randomToken()
      const row = await kysely
        .insertInto('receiver_links')
        .values({
          id: newId(),
          endpoint_id: wanted.endpointId,
          token_hash: hashToken(token),
          note: wanted.note,
          created_at: wanted.now,
          expires_at: wanted.expiresAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      return { link: linkOf(row), token }
    },

    async links(endpointId: string): Promise<ReceiverLinkRow[]> {
      const rows = await kysely
        .selectFrom('receiver_links')
        .selectAll()
        .where('endpoint_id', '=', endpointId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(linkOf)
    },

    /** The link of a token, unless it was revoked or ran out; notes that it was used. */
    async findLink(token: string, now: Date): Promise<ReceiverLinkRow | undefined> {
      const row = await kysely
        .selectFrom('receiver_links')
        .selectAll()
        .where('token_hash', '=', hashToken(token))
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (row === undefined) return undefined
      if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > lastUsedPrecisionMs)
        await kysely
          .updateTable('receiver_links')
          .set({ last_used_at: now })
          .where('id', '=', row.id)
          .execute()
      return linkOf(row)
    },

    /** False when the endpoint has no such link, or it was revoked before. */
    async revokeLink(endpointId: string, id: string, now: Date): Promise<boolean> {
      const outcome = await kysely
        .updateTable('receiver_links')
        .set({ revoked_at: now })
        .where('endpoint_id', '=', endpointId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return outcome.numUpdatedRows > 0n
    },
  }
}

/** Endpoints that take events now, all or one of them, read in the transaction that makes deliveries of them. */
export async function readEnabledEndpoints(kysely: Kysely<Tables>, id?: string): Promise<EnabledEndpoint[]> {
  const rows = await kysely
    .selectFrom('endpoints as e')
    .leftJoin('mappings as m', 'm.id', 'e.mapping_id')
    .leftJoin('mapping_versions as v', (join) =>
      join.onRef('v.mapping_id', '=', 'm.id').onRef('v.version', '=', 'm.active_version'),
    )
    .selectAll('e')
    .select('v.definition')
    .where('e.is_enabled', '=', true)
    .$if(id !== undefined, (some) => some.where('e.id', '=', id!))
    .execute()
  return rows.map(({ definition, ...row }) => ({
    ...endpointOf(row),
    scope: definition && { source: definition.source, locationIds: definition.locationIds },
  }))
}

async function insertSecret(trx: Transaction<Tables>, secret: EndpointSecretRow): Promise<void> {
  await trx
    .insertInto('endpoint_secrets')
    .values({
      id: secret.id,
      endpoint_id: secret.endpointId,
      kind: secret.kind,
      sealed: secret.sealed,
      public_key: secret.publicKey,
      created_at: secret.createdAt,
      expires_at: secret.expiresAt,
    })
    .execute()
}

const columnsOf = (endpoint: EndpointRow) => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  event_types: endpoint.eventTypes,
  location_ids: endpoint.locationIds,
  conditions: storableJson(endpoint.conditions),
  headers_sealed: endpoint.headersSealed,
  header_names: endpoint.headerNames,
  rate: endpoint.rate,
  concurrency: endpoint.concurrency,
  order_by: endpoint.orderBy,
  mapping_id: endpoint.mappingId,
  is_enabled: endpoint.isEnabled,
  disabled_reason: endpoint.disabledReason,
  disabled_at: endpoint.disabledAt,
  created_at: endpoint.createdAt,
  updated_at: endpoint.updatedAt,
})

const endpointOf = (row: Selectable<Tables['endpoints']>): EndpointRow => ({
  id: row.id,
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  locationIds: row.location_ids,
  conditions: row.conditions as unknown[],
  headersSealed: row.headers_sealed,
  headerNames: row.header_names,
  rate: row.rate,
  concurrency: row.concurrency,
  orderBy: row.order_by,
  mappingId: row.mapping_id,
  isEnabled: row.is_enabled,
  disabledReason: row.disabled_reason,
  disabledAt: row.disabled_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const healthOf = (row: Selectable<Tables['endpoint_health']>): EndpointHealth => ({
  delivered: row.delivered,
  givenUp: row.given_up,
  failures: row.failures,
  failingSince: row.failing_since,
  lastDeliveredAt: row.last_delivered_at,
  lastFailedAt: row.last_failed_at,
  lastError: row.last_error,
  ledgerPosition: row.ledger_position,
  ledgerHash: row.ledger_hash,
})

const linkOf = (row: Selectable<Tables['receiver_links']>): ReceiverLinkRow => ({
  id: row.id,
  endpointId: row.endpoint_id,
  note: row.note,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
})
