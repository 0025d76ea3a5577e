import type { Kysely } from 'kysely'
import type { Keyring } from '../../platform/secrets.ts'
import { createSecretsStore, type SecretRow, secretValuePlace } from '../../store/secrets.store.ts'
import type { Tables } from '../../store/tables.types.ts'
import { workflowErrors } from '../workflows.errors.ts'

/** A secret on its way into a request. */
export interface OpenedSecret {
  value: string
  /** Hosts it may be sent to; empty: any. */
  hosts: readonly string[]
}

export interface SecretsOptions {
  kysely: Kysely<Tables>
  keyring: Pick<Keyring, 'seal' | 'open'>
  /** Names of the workflows that mention a secret now. */
  usersOf: (name: string) => Promise<string[]>
}

/** Secrets that requests of workflows name: they go in sealed, and come out only on their way to a receiver. */
export function keepSecrets({ kysely, keyring, usersOf }: SecretsOptions) {
  const store = createSecretsStore(kysely)

  return {
    list: (): Promise<SecretRow[]> => store.list(),
    names: async (): Promise<string[]> => (await store.list()).map(({ name }) => name),
    usersOf,

    /**
     * Makes a secret or changes it; without a value the stored one stays.
     * @throws `workflows.secret_empty` when there is none
     */
    async put(name: string, write: { value?: string | undefined; hosts: readonly string[]; by: string }) {
      const { value, hosts, by } = write
      const seal = value === undefined ? undefined : (id: string) => keyring.seal(value, secretValuePlace(id))
      const row = await store.put({ name, seal, hosts, by })
      if (row === undefined) throw workflowErrors.secret_empty(`There is no secret ${name} yet`)
      return row
    },

    /** @throws `workflows.secret_unknown`, `workflows.secret_in_use` */
    async remove(name: string): Promise<void> {
      const users = await usersOf(name)
      if (users.length > 0)
        throw workflowErrors.secret_in_use(`Workflows send ${name}: ${users.join(', ')}`, {
          details: { workflows: users },
        })
      if (!(await store.remove(name))) throw workflowErrors.secret_unknown(`There is no secret ${name}`)
    },

    /** @throws `secrets.cannot_open`, `secrets.key_unknown` */
    async open(name: string): Promise<OpenedSecret | undefined> {
      const row = await store.find(name)
      if (row === undefined) return undefined
      return { value: keyring.open(row.value_sealed, secretValuePlace(row.id)), hosts: row.hosts }
    },
  }
}
