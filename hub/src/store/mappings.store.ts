import { type Kysely, sql } from 'kysely'
import { newId } from '../platform/ids.ts'
import { canonicalJson, storableJson } from './canonical-json.ts'
import type { MappingDefinition } from './mapping.types.ts'
import type { Tables } from './tables.types.ts'

/** A mapping with the definition in use and the one being worked on. */
export interface MappingRow {
  id: string
  name: string
  draft: MappingDefinition | null
  draftChangedAt: Date | null
  activeVersion: number | null
  /** Of the active version. */
  definition: MappingDefinition | null
  createdAt: Date
  updatedAt: Date
}

export interface MappingVersionRow {
  version: number
  definition: MappingDefinition
  createdAt: Date
  createdBy: string | null
}

/** Publishing came to a new version, or the definition is the active one already. */
export interface Published {
  mapping: MappingRow
  version: number
  isNew: boolean
}

export type MappingsStore = ReturnType<typeof createMappingsStore>

/** Mappings and every version that was ever in use. */
export function createMappingsStore(kysely: Kysely<Tables>) {
  const find = async (where: { name: string } | { id: string }): Promise<MappingRow | undefined> =>
    (await select(kysely, where))[0]

  return {
    find,

    /** By name. */
    list: (): Promise<MappingRow[]> => select(kysely),

    /** Keeps what is being worked on; makes the mapping when there is none of the name. */
    async saveDraft(name: string, definition: MappingDefinition): Promise<MappingRow> {
      const draft = storableJson(definition)
      await sql`
        insert into mappings (id, name, draft, draft_changed_at)
        values (${newId()}, ${name}, ${draft}::text::jsonb, now())
        on conflict (name) do update set
          draft = excluded.draft, draft_changed_at = now(), updated_at = now()`.execute(kysely)
      return (await find({ name }))!
    },

    async dropDraft(id: string): Promise<void> {
      await sql`update mappings set draft = null, draft_changed_at = null, updated_at = now() where id = ${id}`.execute(
        kysely,
      )
    },

    /**
     * Puts a definition to use as a new version and forgets the draft. `onPublished` runs in the same transaction,
     * with the version before, when a new version came to be.
     */
    async publish(
      name: string,
      definition: MappingDefinition,
      createdBy: string | null,
      onPublished: (trx: Kysely<Tables>, change: VersionChange) => Promise<void>,
    ): Promise<Published> {
      return kysely.transaction().execute(async (trx) => {
        await sql`insert into mappings (id, name) values (${newId()}, ${name}) on conflict (name) do nothing`.execute(
          trx,
        )
        const mapping = await lock(trx, { name })
        const before = mapping.definition
        const isNew = before === null || canonicalJson(before) !== canonicalJson(definition)
        const version = isNew ? (await lastVersion(trx, mapping.id)) + 1 : mapping.activeVersion!
        if (isNew) {
          await sql`
            insert into mapping_versions (mapping_id, version, definition, created_by)
            values (${mapping.id}, ${version}, ${storableJson(definition)}::text::jsonb, ${createdBy})`.execute(
            trx,
          )
        }
        await sql`
          update mappings set active_version = ${version}, draft = null, draft_changed_at = null, updated_at = now()
          where id = ${mapping.id}`.execute(trx)
        if (isNew) await onPublished(trx, { mappingId: mapping.id, version, before, after: definition })
        return { mapping: (await select(trx, { name }))[0]!, version, isNew }
      })
    },

    /** Puts an older version to use again; undefined when there is none of the number. */
    async activate(
      id: string,
      version: number,
      onActivated: (trx: Kysely<Tables>, change: VersionChange) => Promise<void>,
    ): Promise<MappingRow | undefined> {
      return kysely.transaction().execute(async (trx) => {
        const mapping = await lock(trx, { id })
        const wanted = (await selectVersions(trx, id, version))[0]
        if (wanted === undefined) return undefined
        if (mapping.activeVersion !== version) {
          await sql`update mappings set active_version = ${version}, updated_at = now() where id = ${id}`.execute(
            trx,
          )
          const change = { mappingId: id, version, before: mapping.definition, after: wanted.definition }
          await onActivated(trx, change)
        }
        return (await select(trx, { id }))[0]
      })
    },

    /** Newest first. */
    versions: (id: string): Promise<MappingVersionRow[]> => selectVersions(kysely, id),

    async version(id: string, version: number): Promise<MappingVersionRow | undefined> {
      return (await selectVersions(kysely, id, version))[0]
    },

    async delete(id: string): Promise<void> {
      await kysely.deleteFrom('mappings').where('id', '=', id).execute()
    },
  }
}

/** A version that came into use. */
export interface VersionChange {
  mappingId: string
  version: number
  before: MappingDefinition | null
  after: MappingDefinition
}

async function select(
  kysely: Kysely<Tables>,
  where: { name?: string; id?: string } = {},
): Promise<MappingRow[]> {
  const named = where.name === undefined ? sql`` : sql`and m.name = ${where.name}`
  const identified = where.id === undefined ? sql`` : sql`and m.id = ${where.id}`
  const { rows } = await sql<MappingRow>`
    select m.id, m.name, m.draft, m.draft_changed_at as "draftChangedAt", m.active_version as "activeVersion",
      v.definition, m.created_at as "createdAt", m.updated_at as "updatedAt"
    from mappings m left join mapping_versions v on v.mapping_id = m.id and v.version = m.active_version
    where true ${named} ${identified} order by m.name`.execute(kysely)
  return rows
}

/** Two who publish at once follow each other. */
async function lock(trx: Kysely<Tables>, where: { name: string } | { id: string }): Promise<MappingRow> {
  const found = (await select(trx, where))[0]!
  await sql`select 1 from mappings where id = ${found.id} for update`.execute(trx)
  return (await select(trx, { id: found.id }))[0]!
}

async function lastVersion(trx: Kysely<Tables>, id: string): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(version)::int as last from mapping_versions where mapping_id = ${id}`.execute(trx)
  return rows[0]?.last ?? 0
}

async function selectVersions(
  kysely: Kysely<Tables>,
  id: string,
  version?: number,
): Promise<MappingVersionRow[]> {
  const only = version === undefined ? sql`` : sql`and version = ${version}`
  const { rows } = await sql<MappingVersionRow>`
    select version, definition, created_at as "createdAt", created_by as "createdBy"
    from mapping_versions where mapping_id = ${id} ${only} order by version desc`.execute(kysely)
  return rows
}
