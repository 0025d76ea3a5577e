import { type Kysely, sql } from 'kysely'
import { storableJson } from './canonical-json.ts'
import type { Tables } from './tables.types.ts'

/** Questions about comments that only copying them asks. */
export function createCommentsStore(kysely: Kysely<Tables>) {
  return {
    /** Ids of comments whose stored number of replies is another, and of new ones with replies. */
    async withOtherReplies(
      locationId: string,
      comments: readonly { id: string; replies: number }[],
    ): Promise<string[]> {
      if (comments.length === 0) return []
      const { rows } = await sql<{ id: string }>`
        select i.id from jsonb_to_recordset(${storableJson(comments)}::text::jsonb) as i(id text, replies float8)
        left join records r on r.location_id = ${locationId} and r.kind = 'comment' and r.id = i.id
          and r.deleted_at is null
        where i.replies <> coalesce((r.data ->> 'replies')::float8, 0)`.execute(kysely)
      return rows.map(({ id }) => id)
    },

    /** Ids of comments by what their network calls them; unknown ones are left out. */
    async idsByNetworkId(
      locationId: string,
      networkIds: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      if (networkIds.length === 0) return new Map()
      const { rows } = await sql<{ network_id: string; id: string }>`
        select data ->> 'networkId' as network_id, id from records
        where location_id = ${locationId} and kind = 'comment' and deleted_at is null
          and data ->> 'networkId' in (select jsonb_array_elements_text(${storableJson(networkIds)}::text::jsonb))`.execute(
        kysely,
      )
      return new Map(rows.map((row) => [row.network_id, row.id]))
    },

    /** Counts replies to these comments as seen by a full pass. */
    async markRepliesSeen(
      locationId: string,
      parentIds: readonly string[],
      generation: number,
    ): Promise<void> {
      if (parentIds.length === 0) return
      await sql`
        update records set seen_generation = ${generation}
        where location_id = ${locationId} and kind = 'comment' and deleted_at is null
          and seen_generation < ${generation}
          and data ->> 'parentId' in (select jsonb_array_elements_text(${storableJson(parentIds)}::text::jsonb))`.execute(
        kysely,
      )
    },
  }
}
