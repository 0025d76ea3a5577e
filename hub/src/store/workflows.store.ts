import { type Kysely, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import { storableJson } from './canonical-json.ts'
import { storeErrors } from './store.errors.ts'
import type { Tables } from './tables.types.ts'

/** A workflow as it is now. The definition is opaque to the store. */
export interface WorkflowRow {
  id: string
  key: string
  name: string
  version: number
  definition: Record<string, unknown>
  isEnabled: boolean
  isPaused: boolean
  template: string | null
  /** Of the secret of its inbound HTTP trigger. */
  hookHash: Buffer | null
  createdAt: Date
  updatedAt: Date
}

export interface WorkflowVersionRow {
  version: number
  definition: Record<string, unknown>
  note: string | null
  createdBy: string
  createdAt: Date
}

/** What is saved; a new version is made when the definition differs. */
export interface WorkflowWrite {
  key: string
  name: string
  definition: unknown
  note?: string | undefined
  createdBy: string
}

/** How the runs of a workflow went in the last 30 days. */
export interface RunCountsRow {
  workflowId: string
  succeeded: number
  failed: number
  active: number
  lastRunAt: Date | null
}

const columns = [
  'id',
  'key',
  'name',
  'version',
  'definition',
  'is_enabled',
  'is_paused',
  'template',
  'hook_hash',
  'created_at',
  'updated_at',
] as const

/** Workflows, their versions, and when their schedules come next. Deleted ones keep their runs and versions. */
export function createWorkflowsStore(kysely: Kysely<Tables>) {
  const select = () => kysely.selectFrom('workflows').select(columns).where('deleted_at', 'is', null)

  return {
    async list(): Promise<WorkflowRow[]> {
      return (await select().orderBy('name').orderBy('id').execute()).map(workflowOf)
    },

    async find(id: string): Promise<WorkflowRow | undefined> {
      const row = await select().where('id', '=', id).executeTakeFirst()
      return row && workflowOf(row)
    },

    async findByKey(key: string): Promise<WorkflowRow | undefined> {
      const row = await select().where('key', '=', key).executeTakeFirst()
      return row && workflowOf(row)
    },

    /**
     * Makes a workflow with its first version. A template's is made once: undefined when it was made before.
     * @throws `store.key_taken`
     */
    async insert(
      write: WorkflowWrite & { isEnabled: boolean; template?: string | undefined },
    ): Promise<string | undefined> {
      const id = newId()
      return kysely.transaction().execute(async (trx) => {
        await freeKey(trx, write.key)
        const inserted = await trx
          .insertInto('workflows')
          .values({
            id,
            key: write.key,
            name: write.name,
            version: 1,
            definition: storableJson(write.definition),
            is_enabled: write.isEnabled,
            template: write.template ?? null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (inserted === undefined) {
          if (write.template !== undefined) return undefined
          throw storeErrors.key_taken(`There is a workflow ${write.key} already.`)
        }
        await insertVersion(trx, id, 1, write)
        return id
      })
    },

    /**
     * Saves a definition as a new version.
     * @returns the version, or undefined where there is no such workflow
     * @throws `store.version_conflict` when it is not the expected version any more, `store.key_taken`
     */
    async save(
      id: string,
      write: WorkflowWrite,
      expectedVersion: number | undefined,
    ): Promise<number | undefined> {
      return kysely.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('workflows')
          .select(['version', 'key'])
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .forUpdate()
          .executeTakeFirst()
        if (row === undefined) return undefined
        if (expectedVersion !== undefined && row.version !== expectedVersion)
          throw storeErrors.version_conflict(
            `The workflow is at version ${row.version}, not ${expectedVersion}.`,
            {
              details: { currentVersion: row.version },
            },
          )
        if (row.key !== write.key) {
          const other = await trx
            .selectFrom('workflows')
            .select('id')
            .where('key', '=', write.key)
            .executeTakeFirst()
          if (other !== undefined)
            throw storeErrors.key_taken(`There is another workflow ${write.key} already.`)
        }
        const version = row.version + 1
        await trx
          .updateTable('workflows')
          .set({
            key: write.key,
            name: write.name,
            version,
            definition: storableJson(write.definition),
            updated_at: sql`now()`,
          })
          .where('id', '=', id)
          .execute()
        await insertVersion(trx, id, version, write)
        return version
      })
    },

    /** Switches on or off, pauses or goes on. */
    async change(
      id: string,
      change: { isEnabled?: boolean | undefined; isPaused?: boolean | undefined },
    ): Promise<boolean> {
      const done = await kysely
        .updateTable('workflows')
        .set({
          ...(change.isEnabled !== undefined && { is_enabled: change.isEnabled }),
          ...(change.isPaused !== undefined && { is_paused: change.isPaused }),
          updated_at: sql`now()`,
        })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      return done.numUpdatedRows > 0n
    },

    /** Gives a new secret to the inbound HTTP trigger: the old one ends. */
    async setHook(id: string, hash: Buffer): Promise<void> {
      await kysely
        .updateTable('workflows')
        .set({ hook_hash: hash, updated_at: sql`now()` })
        .where('id', '=', id)
        .execute()
    },

    /** Hides a workflow and frees its key; its runs stay to be looked at. */
    async remove(id: string): Promise<boolean> {
      return kysely.transaction().execute(async (trx) => {
        await trx.deleteFrom('workflow_timers').where('workflow_id', '=', id).execute()
        const done = await trx
          .updateTable('workflows')
          .set({
            is_enabled: false,
            deleted_at: sql`now()`,
            updated_at: sql`now()`,
            hook_hash: null,
            template: null,
            key: sql<string>`key || '~' || id`,
          })
          .where('id', '=', id)
          .where('deleted_at', 'is', null)
          .executeTakeFirst()
        return done.numUpdatedRows > 0n
      })
    },

    async listVersions(id: string): Promise<WorkflowVersionRow[]> {
      const rows = await kysely
        .selectFrom('workflow_versions')
        .selectAll()
        .where('workflow_id', '=', id)
        .orderBy('version', 'desc')
        .execute()
      return rows.map((row) => ({
        version: row.version,
        definition: row.definition,
        note: row.note,
        createdBy: row.created_by,
        createdAt: row.created_at,
      }))
    },

    async findVersion(id: string, version: number): Promise<Record<string, unknown> | undefined> {
      const row = await kysely
        .selectFrom('workflow_versions')
        .select('definition')
        .where('workflow_id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst()
      return row?.definition
    },

    /** Names by id, of deleted workflows too. */
    async names(ids: readonly string[]): Promise<Map<string, { name: string; key: string }>> {
      if (ids.length === 0) return new Map()
      const rows = await kysely
        .selectFrom('workflows')
        .select(['id', 'name', 'key'])
        .where('id', 'in', [...ids])
        .execute()
      return new Map(rows.map(({ id, name, key }) => [id, { name, key: key.replace(/~.*$/, '') }]))
    },

    async countRuns(): Promise<Map<string, RunCountsRow>> {
      const { rows } = await sql<RunCountsRow>`
        select workflow_id as "workflowId",
          count(*) filter (where state = 'succeeded')::int as succeeded,
          count(*) filter (where state = 'failed')::int as failed,
          count(*) filter (where due_at is not null)::int as active,
          max(created_at) as "lastRunAt"
        from workflow_runs where created_at > now() - interval '30 days' or due_at is not null
        group by workflow_id`.execute(kysely)
      return new Map(rows.map((row) => [row.workflowId, row]))
    },
  }
}

/** Keys of deleted workflows are free; those of live ones are told apart by the unique index. */
async function freeKey(trx: Kysely<Tables>, key: string): Promise<void> {
  await trx
    .updateTable('workflows')
    .set({ key: sql<string>`key || '~' || id` })
    .where('key', '=', key)
    .where('deleted_at', 'is not', null)
    .execute()
}

async function insertVersion(
  trx: Kysely<Tables>,
  id: string,
  version: number,
  { definition, note, createdBy }: WorkflowWrite,
): Promise<void> {
  await trx
    .insertInto('workflow_versions')
    .values({
      workflow_id: id,
      version,
      definition: storableJson(definition),
      note: note ?? null,
      created_by: createdBy,
    })
    .execute()
}

const workflowOf = (row: {
  id: string
  key: string
  name: string
  version: number
  definition: Record<string, unknown>
  is_enabled: boolean
  is_paused: boolean
  template: string | null
  hook_hash: Buffer | null
  created_at: Date
  updated_at: Date
}): WorkflowRow => ({
  id: row.id,
  key: row.key,
  name: row.name,
  version: row.version,
  definition: row.definition,
  isEnabled: row.is_enabled,
  isPaused: row.is_paused,
  template: row.template,
  hookHash: row.hook_hash,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
