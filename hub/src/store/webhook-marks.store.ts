import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.types.ts'

/** The newest news of something. */
export interface WebhookMark {
  id: string
  asOf: Date
  /** The hub had to find it by itself. */
  wasFound: boolean
}

/** The marks of some things of an owner, by id. */
export async function readMarks(
  trx: Kysely<Tables>,
  { ownerId, kind, ids }: { ownerId: string; kind: string; ids: readonly string[] },
): Promise<Map<string, WebhookMark>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('webhook_marks')
    .select(['id', 'as_of', 'was_found'])
    .where('owner_id', '=', ownerId)
    .where('kind', '=', kind)
    .where(sql<boolean>`id = any(${sql.val([...ids])}::text[])`)
    .execute()
  return new Map(rows.map(({ id, as_of: asOf, was_found: wasFound }) => [id, { id, asOf, wasFound }]))
}

/** Writes marks; an older one never replaces a newer. */
export async function putMarks(
  trx: Kysely<Tables>,
  { ownerId, kind }: { ownerId: string; kind: string },
  marks: readonly WebhookMark[],
): Promise<void> {
  if (marks.length === 0) return
  await trx
    .insertInto('webhook_marks')
    .values(
      marks.map(({ id, asOf, wasFound }) => ({
        owner_id: ownerId,
        kind,
        id,
        as_of: asOf,
        was_found: wasFound,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['owner_id', 'kind', 'id'])
        .doUpdateSet({ as_of: sql`excluded.as_of`, was_found: sql`excluded.was_found` })
        .where(sql<boolean>`webhook_marks.as_of <= excluded.as_of`),
    )
    .execute()
}
