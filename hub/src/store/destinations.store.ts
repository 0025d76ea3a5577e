import { type Kysely, type Selectable, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import { storableJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

export type DestinationRow = Selectable<Tables['destinations']>
export type DestinationKind = DestinationRow['kind']

export interface DestinationWrite {
  name: string
  settings: Record<string, unknown>
  /** Seals the secret for its row; undefined keeps what is stored, null removes it. */
  sealSecret: ((id: string) => Buffer) | null | undefined
}

export type DestinationsStore = ReturnType<typeof createDestinationsStore>

/** Where a secret of a destination is sealed for. */
export const destinationSecretPlace = (id: string): string => `destinations/${id}/secret`

/** Places of the user's own, their secrets sealed. */
export function createDestinationsStore(kysely: Kysely<Tables>) {
  return {
    list: (): Promise<DestinationRow[]> =>
      kysely.selectFrom('destinations').selectAll().orderBy('name').execute(),

    find: (id: string): Promise<DestinationRow | undefined> =>
      kysely.selectFrom('destinations').selectAll().where('id', '=', id).executeTakeFirst(),

    findNamed: (name: string): Promise<DestinationRow | undefined> =>
      kysely.selectFrom('destinations').selectAll().where('name', '=', name).executeTakeFirst(),

    /** Undefined when the name is taken. */
    async insert(kind: DestinationKind, write: DestinationWrite): Promise<DestinationRow | undefined> {
      const id = newId()
      return kysely
        .insertInto('destinations')
        .values({
          id,
          kind,
          name: write.name,
          settings: storableJson(write.settings),
          secret_sealed: write.sealSecret?.(id) ?? null,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returningAll()
        .executeTakeFirst()
    },

    /** Undefined when there is none. */
    async update(id: string, write: DestinationWrite): Promise<DestinationRow | undefined> {
      return kysely
        .updateTable('destinations')
        .set({
          name: write.name,
          settings: storableJson(write.settings),
          ...(write.sealSecret !== undefined && { secret_sealed: write.sealSecret?.(id) ?? null }),
          updated_at: new Date().toISOString(),
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
    },

    /** False while something is still written there. */
    async delete(id: string): Promise<boolean> {
      const { rows } = await sql<{ id: string }>`
        delete from destinations d where id = ${id}
          and not exists (select 1 from mapping_outputs o where o.destination_id = d.id) returning id`.execute(
        kysely,
      )
      return rows.length > 0
    },
  }
}
