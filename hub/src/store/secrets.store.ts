import { type Kysely, type Selectable, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import type { Tables } from './tables.types.ts'

export type SecretRow = Selectable<Tables['secrets']>

export interface SecretWrite {
  name: string
  /** Seals the value for its row; undefined keeps the stored one. */
  seal: ((id: string) => Buffer) | undefined
  hosts: readonly string[]
  by: string
}

/** Where the value of a secret is sealed for. */
export const secretValuePlace = (id: string): string => `secrets/${id}/value`

/** Secrets by name, their values sealed. */
export function createSecretsStore(kysely: Kysely<Tables>) {
  return {
    list: (): Promise<SecretRow[]> => kysely.selectFrom('secrets').selectAll().orderBy('name').execute(),

    find: (name: string): Promise<SecretRow | undefined> =>
      kysely.selectFrom('secrets').selectAll().where('name', '=', name).executeTakeFirst(),

    /** Makes or changes one; undefined when it would be made without a value. */
    async put({ name, seal, hosts, by }: SecretWrite): Promise<SecretRow | undefined> {
      return kysely.transaction().execute(async (transaction) => {
        const known = await transaction
          .selectFrom('secrets')
          .select('id')
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst()
        if (known === undefined && seal === undefined) return undefined
        const id = known?.id ?? newId()
        const facts = { hosts: JSON.stringify(hosts), updated_by: by }
        if (known === undefined)
          return transaction
            .insertInto('secrets')
            .values({ id, name, value_sealed: seal!(id), ...facts })
            .returningAll()
            .executeTakeFirstOrThrow()
        return transaction
          .updateTable('secrets')
          .set({ ...facts, ...(seal !== undefined && { value_sealed: seal(id) }), updated_at: sql`now()` })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
      })
    },

    /** False when there was none. */
    async remove(name: string): Promise<boolean> {
      const { numDeletedRows } = await kysely
        .deleteFrom('secrets')
        .where('name', '=', name)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}
