import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from './tables.types.ts'

export type LocationRow = Selectable<Tables['locations']>
export type CompanyRow = Selectable<Tables['companies']>

export interface KnownLocation {
  id: string
  companyId?: string | null | undefined
  name?: string | null | undefined
  timezone?: string | null | undefined
}

/** Companies and locations the hub has heard of. What is told later adds to what is known, never erases it. */
export type LocationsStore = ReturnType<typeof createLocationsStore>

export function createLocationsStore(kysely: Kysely<Tables>) {
  return {
    async put(locations: readonly KnownLocation[]): Promise<void> {
      if (locations.length === 0) return
      await kysely
        .insertInto('locations')
        .values(
          locations.map(({ id, companyId, name, timezone }) => ({
            id,
            company_id: companyId ?? null,
            name: name ?? null,
            timezone: timezone ?? null,
          })),
        )
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            company_id: sql`coalesce(excluded.company_id, locations.company_id)`,
            name: sql`coalesce(excluded.name, locations.name)`,
            timezone: sql`coalesce(excluded.timezone, locations.timezone)`,
            updated_at: sql`now()`,
          }),
        )
        .execute()
    },

    async putCompany(company: { id: string; name?: string | null | undefined }): Promise<void> {
      await kysely
        .insertInto('companies')
        .values({ id: company.id, name: company.name ?? null })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            name: sql`coalesce(excluded.name, companies.name)`,
            updated_at: sql`now()`,
          }),
        )
        .execute()
    },

    find: (id: string): Promise<LocationRow | undefined> =>
      kysely.selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst(),

    findCompany: (id: string): Promise<CompanyRow | undefined> =>
      kysely.selectFrom('companies').selectAll().where('id', '=', id).executeTakeFirst(),

    /** All of them, or those with one of the ids, by name. */
    list(ids?: readonly string[]): Promise<LocationRow[]> {
      if (ids?.length === 0) return Promise.resolve([])
      let query = kysely.selectFrom('locations').selectAll()
      if (ids !== undefined) query = query.where('id', 'in', ids)
      return query
        .orderBy(sql`lower(coalesce(name, id))`)
        .orderBy('id')
        .execute()
    },
  }
}
