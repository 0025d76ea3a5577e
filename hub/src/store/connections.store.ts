import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import { newId } from '../platform/ids.ts'
import type { Environment, Tables } from './tables.types.ts'

export type ConnectionRow = Selectable<Tables['connections']>

/** A connection with the names people know its company and location by. */
export type NamedConnectionRow = ConnectionRow & { company_name: string | null; location_name: string | null }

/** Whom a connection is for; there is one for each of these. */
export type ConnectionPlace = {
  kind: ConnectionRow['kind']
  environment: Environment
} & ({ level: 'company'; companyId: string } | { level: 'location'; locationId: string })

type NewConnection = Omit<
  Insertable<Tables['connections']>,
  'id' | 'kind' | 'environment' | 'level' | 'location_id'
>

/** Rows of connections, tokens sealed. Leases are by the database's clock, the same for every process. */
export type ConnectionsStore = ReturnType<typeof createConnectionsStore>

export function createConnectionsStore(kysely: Kysely<Tables>) {
  return {
    find: (id: string): Promise<ConnectionRow | undefined> =>
      kysely.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst(),

    list: (filter: { locationId?: string; id?: string } = {}): Promise<NamedConnectionRow[]> =>
      listNamed(kysely, filter),

    /** The connections by which a location is reached. */
    listOfLocations(locationIds?: readonly string[]): Promise<ConnectionRow[]> {
      if (locationIds?.length === 0) return Promise.resolve([])
      let query = kysely.selectFrom('connections').selectAll().where('level', '=', 'location')
      if (locationIds !== undefined) query = query.where('location_id', 'in', locationIds)
      return query.orderBy('created_at').execute()
    },

    /** The connections a company itself is reached by. */
    listOfCompany: (companyId: string): Promise<ConnectionRow[]> =>
      kysely
        .selectFrom('connections')
        .selectAll()
        .where('level', '=', 'company')
        .where('company_id', '=', companyId)
        .orderBy('created_at')
        .execute(),

    /** The company of this hub, where only one is connected. */
    async findOnlyCompany(): Promise<string | undefined> {
      const rows = await kysely
        .selectFrom('connections')
        .select('company_id')
        .distinct()
        .where('level', '=', 'company')
        .limit(2)
        .execute()
      return rows.length === 1 ? (rows[0]?.company_id ?? undefined) : undefined
    },

    /** Connections whose access token ends before an instant, or that are due for another try. */
    listDue: (until: Date, now: Date): Promise<ConnectionRow[]> =>
      kysely
        .selectFrom('connections')
        .selectAll()
        .where('kind', '=', 'oauth')
        .where('status', 'in', ['ok', 'expiring', 'degraded', 'suspended'])
        .where((where) =>
          where.or([
            // Tokens of locations nobody asks for are minted when somebody does.
            where.and([where('access_token_sealed', 'is not', null), where('access_expires_at', '<', until)]),
            where('status', '=', 'suspended'),
          ]),
        )
        .where((where) => where.or([where('refresh_after', 'is', null), where('refresh_after', '<=', now)]))
        .orderBy('access_expires_at')
        .limit(200)
        .execute(),

    /** Takes the right to refresh, unless somebody has it. The fence grows with every taking. */
    async takeLease(id: string, owner: string, leaseMs: number): Promise<ConnectionRow | undefined> {
      return kysely
        .updateTable('connections')
        .set({
          lease_owner: owner,
          lease_until: sql`clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'`,
          lease_fence: sql`lease_fence + 1`,
        })
        .where('id', '=', id)
        .where((where) =>
          where.or([
            where('lease_until', 'is', null),
            where('lease_until', '<=', sql<Date>`clock_timestamp()`),
          ]),
        )
        .returningAll()
        .executeTakeFirst()
    },

    /** Keeps the lease; false when it was lost. */
    async renewLease(id: string, fence: number, leaseMs: number): Promise<boolean> {
      const outcome = await kysely
        .updateTable('connections')
        .set({ lease_until: sql`clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'` })
        .where('id', '=', id)
        .where('lease_fence', '=', fence)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },

    async releaseLease(id: string, fence: number): Promise<void> {
      await kysely
        .updateTable('connections')
        .set({ lease_owner: null, lease_until: null })
        .where('id', '=', id)
        .where('lease_fence', '=', fence)
        .execute()
    },

    /** Notes that a refresh token is about to be spent; false when the lease was lost. */
    async writeIntent(id: string, fence: number, tokenHash: Buffer): Promise<boolean> {
      const outcome = await kysely
        .updateTable('connections')
        .set({ refresh_intent_hash: tokenHash, refresh_intent_at: sql`clock_timestamp()` })
        .where('id', '=', id)
        .where('lease_fence', '=', fence)
        .executeTakeFirst()
      return outcome.numUpdatedRows === 1n
    },

    /** Lets connections of an app that wait after a failure try again now. */
    async tryAgainSoon(appId: string): Promise<void> {
      await kysely
        .updateTable('connections')
        .set({ refresh_after: null })
        .where('app_id', '=', appId)
        .where('refresh_after', 'is not', null)
        .execute()
    },

    /** Forgets refresh tokens that were kept in case the newer one was lost. */
    async forgetPrevious(now: Date): Promise<void> {
      await kysely
        .updateTable('connections')
        .set({ previous_refresh_token_sealed: null, previous_kept_until: null })
        .where('previous_kept_until', '<=', now)
        .execute()
    },
  }
}

async function listNamed(
  kysely: Kysely<Tables>,
  filter: { locationId?: string; id?: string },
): Promise<NamedConnectionRow[]> {
  let query = kysely
    .selectFrom('connections')
    .leftJoin('locations', 'locations.id', 'connections.location_id')
    .leftJoin('companies', 'companies.id', 'connections.company_id')
    .selectAll('connections')
    .select(['companies.name as company_name', 'locations.name as location_name'])
  if (filter.locationId !== undefined) query = query.where('connections.location_id', '=', filter.locationId)
  if (filter.id !== undefined) query = query.where('connections.id', '=', filter.id)
  return query
    .orderBy('connections.level')
    .orderBy(sql`lower(coalesce(locations.name, companies.name, ''))`)
    .orderBy('connections.created_at')
    .orderBy('connections.id')
    .execute()
}

/** Makes the connection of a place, or finds it, and locks its row. Call it in a transaction. */
export async function ensureConnection(
  transaction: Kysely<Tables>,
  place: ConnectionPlace,
  values: NewConnection,
): Promise<ConnectionRow> {
  const isCompany = place.level === 'company'
  await transaction
    .insertInto('connections')
    .values({
      ...values,
      id: newId(),
      kind: place.kind,
      environment: place.environment,
      level: place.level,
      ...(isCompany ? { company_id: place.companyId } : { location_id: place.locationId }),
    })
    .onConflict((conflict) =>
      isCompany
        ? conflict
            .columns(['company_id', 'environment', 'kind'])
            .where('level', '=', sql.lit('company'))
            .doNothing()
        : conflict
            .columns(['location_id', 'environment', 'kind'])
            .where('level', '=', sql.lit('location'))
            .doNothing(),
    )
    .execute()
  return transaction
    .selectFrom('connections')
    .selectAll()
    .where('kind', '=', place.kind)
    .where('environment', '=', place.environment)
    .where('level', '=', place.level)
    .where(isCompany ? 'company_id' : 'location_id', '=', isCompany ? place.companyId : place.locationId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Reads a connection and locks its row. Call it in a transaction. */
export const lockConnection = (transaction: Kysely<Tables>, id: string): Promise<ConnectionRow | undefined> =>
  transaction.selectFrom('connections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export async function updateConnection(
  transaction: Kysely<Tables>,
  id: string,
  values: Updateable<Tables['connections']>,
): Promise<void> {
  await transaction
    .updateTable('connections')
    .set({ ...values, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}
