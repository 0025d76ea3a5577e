import { type Kysely, type RawBuilder, sql } from 'kysely'
import { storableJson, storableText } from './canonical-json.ts'
import { createEventsStore } from './events.store.ts'
import type { MappingSource } from './mapping.types.ts'
import { envelopeOf, type RecordRow } from './records.store.ts'
import type { Tables } from './tables.types.ts'

/** A record as a mapping reads it. `isGone`: deleted; its last data are given. */
export interface SourceRecord {
  locationId: string
  id: string
  isGone: boolean
  data: Record<string, unknown>
}

/** Some records of one location in the order of their ids. */
export interface SourcePage {
  records: SourceRecord[]
  /** Where to go on; null: that was the last. */
  next: string | null
}

export type MappedRecordsStore = ReturnType<typeof createMappedRecordsStore>

/** Reads the records mappings begin with, each kind in one shape, related names included. */
export function createMappedRecordsStore(kysely: Kysely<Tables>) {
  return {
    /** Live records of a location beyond `after`. */
    async page(
      source: MappingSource,
      locationId: string,
      { after, limit }: { after?: string | null | undefined; limit: number },
    ): Promise<SourcePage> {
      if (source.kind === 'event') return pageOfEvents(kysely, source, locationId, after ?? undefined, limit)
      const records =
        source.kind === 'statistic'
          ? await readStatistics(kysely, locationId, beyondStatistic(after), limit)
          : await readRecords(
              kysely,
              source,
              sql`r.location_id = ${locationId} and ${isLive} and r.id > ${after ?? ''}`,
              sql`order by r.id limit ${limit}`,
            )
      return { records, next: records.length < limit ? null : records.at(-1)!.id }
    },

    /** Records by id, those that are gone included; of unknown ids nothing is given. */
    async byIds(source: MappingSource, locationId: string, ids: readonly string[]): Promise<SourceRecord[]> {
      if (ids.length === 0) return []
      if (source.kind === 'event') return eventsByIds(kysely, source, locationId, ids)
      if (source.kind === 'statistic') return statisticsByIds(kysely, locationId, ids)
      const chosen = sql`r.location_id = ${locationId} and r.id = any(${sql.val(ids.map(storableText))}::text[])`
      return readRecords(kysely, source, chosen, sql``)
    },

    /** How many live records there are in these locations. */
    async count(source: MappingSource, locationIds: readonly string[]): Promise<number> {
      const places = sql`location_id = any(${sql.val([...locationIds])}::text[])`
      const from =
        source.kind === 'statistic'
          ? sql`daily_statistics where ${places}`
          : source.kind === 'event'
            ? sql`events where ${places} and ${ofTypes(source.eventTypes)}`
            : sql`records where ${places} and kind = ${recordKindOf(source.kind)} and deleted_at is null`
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${from}`.execute(
        kysely,
      )
      return rows[0]!.count
    },

    /** A few records, those that changed last, for people to look at. */
    async sample(
      source: MappingSource,
      locationIds: readonly string[],
      limit: number,
    ): Promise<SourceRecord[]> {
      const places = sql`location_id = any(${sql.val([...locationIds])}::text[])`
      if (source.kind === 'event') {
        const { rows } = await sql<EventRow>`
          select ${eventColumns} from events where ${places} and ${ofTypes(source.eventTypes)}
          order by xid desc, seq desc limit ${limit}`.execute(kysely)
        return rows.map(eventRecord)
      }
      const picked =
        source.kind === 'statistic'
          ? await sql<{ location_id: string; id: string }>`
              select location_id, ${statisticId} as id from daily_statistics d where ${places}
              order by day desc, account_id, metric limit ${limit}`.execute(kysely)
          : await sql<{ location_id: string; id: string }>`
              select location_id, id from records where ${places} and kind = ${recordKindOf(source.kind)}
                and deleted_at is null order by changed_at desc, id limit ${limit}`.execute(kysely)
      const byLocation = Map.groupBy(picked.rows, (row) => row.location_id)
      const found = new Map<string, SourceRecord>()
      for (const [locationId, rows] of byLocation)
        for (const record of await this.byIds(
          source,
          locationId,
          rows.map(({ id }) => id),
        ))
          found.set(`${locationId}\n${record.id}`, record)
      return picked.rows.flatMap((row) => found.get(`${row.location_id}\n${row.id}`) ?? [])
    },
  }
}

/**
 * Not deleted, said so that the planner cannot think of the indexes of live records: while a table has no statistics yet,
 * it would read a whole location by one of these and sort it, for each page.
 */
const isLive = sql`coalesce(r.deleted_at, 'infinity') = 'infinity'`

/** The kind of stored record a source begins with. */
export const recordKindOf = (kind: MappingSource['kind']): string =>
  kind === 'tag_with_details' ? 'tag' : kind

interface SourceRow extends RecordRow {
  details: Record<string, unknown> | null
  details_version: number | null
}

async function readRecords(
  kysely: Kysely<Tables>,
  source: MappingSource,
  chosen: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<SourceRecord[]> {
  const hasDetails = source.kind === 'tag_with_details'
  const details = hasDetails
    ? sql`left join records d on d.location_id = r.location_id and d.kind = 'tag_details' and d.id = r.id
        and d.deleted_at is null`
    : sql``
  const { rows } = await sql<SourceRow>`
    select r.location_id, r.id, r.version, r.data, r.created_at, r.changed_at, r.deleted_at
      ${hasDetails ? sql`, d.data as details, d.version as details_version` : sql``}
    from records r ${details}
    where r.kind = ${recordKindOf(source.kind)} and ${chosen} ${order}`.execute(kysely)
  const names = source.kind === 'post' ? await readNames(kysely, rows) : undefined
  return rows.map((row) => ({
    locationId: row.location_id,
    id: row.id,
    isGone: row.deleted_at !== null,
    // Put into what was read a moment ago instead of a copy: fills read a great many.
    data: Object.assign(
      row.data,
      envelopeOf(row),
      hasDetails ? { details: row.details, detailsVersion: row.details_version } : undefined,
      names === undefined ? undefined : relatedTo(row, names),
    ),
  }))
}

interface NamedRecord {
  location_id: string
  kind: string
  id: string
  name: string | null
  platform: string | null
  details: Record<string, unknown> | null
}

/** Tags, accounts and categories of the locations of some posts: they are few. */
async function readNames(
  kysely: Kysely<Tables>,
  posts: readonly RecordRow[],
): Promise<Map<string, NamedRecord>> {
  const locationIds = [...new Set(posts.map((row) => row.location_id))]
  if (locationIds.length === 0) return new Map()
  const { rows } = await sql<NamedRecord>`
    select r.location_id, r.kind, r.id, r.data ->> 'name' as name, r.data ->> 'platform' as platform, d.data as details
    from records r
    left join records d on r.kind = 'tag' and d.location_id = r.location_id and d.kind = 'tag_details' and d.id = r.id
      and d.deleted_at is null
    where r.location_id = any(${sql.val(locationIds)}::text[]) and r.kind = any('{tag,account,category}'::text[])
      and r.deleted_at is null`.execute(kysely)
  return new Map(rows.map((row) => [`${row.location_id}\n${row.kind}\n${row.id}`, row]))
}

function relatedTo(row: RecordRow, names: Map<string, NamedRecord>) {
  const { tagIds, accountIds, categoryId } = row.data as {
    tagIds?: string[]
    accountIds?: string[]
    categoryId?: string | null
  }
  const find = (kind: string, id: string) => names.get(`${row.location_id}\n${kind}\n${id}`)
  const category = categoryId == null ? undefined : find('category', categoryId)
  return {
    tags: (tagIds ?? []).flatMap((id) => {
      const tag = find('tag', id)
      return tag === undefined ? [] : [{ id, name: tag.name, details: tag.details }]
    }),
    accounts: (accountIds ?? []).flatMap((id) => {
      const account = find('account', id)
      return account === undefined ? [] : [{ id, name: account.name, platform: account.platform }]
    }),
    category: category === undefined ? null : { id: category.id, name: category.name },
  }
}

// Statistics have no id of their own: the parts that tell them apart make one, and it begins with the profile, so that
// its order is not that of the index; pages go by the parts.

const statisticId = sql.raw(`d.account_id || '/' || d.metric || '/' || d.day::text`)

interface StatisticRow {
  location_id: string
  account_id: string
  metric: string
  day: string
  platform: string
  value: number
  revision: number
  observed_at: Date
  record_id: string | null
  name: string | null
}

/** Metrics and days hold no slash; profile ids may. */
function partsOf(id: string): { profileId: string; metric: string; day: string } | undefined {
  const found = /^(.*)\/([^/]+)\/(\d{4}-\d{2}-\d{2})$/s.exec(id)
  return found === null ? undefined : { profileId: found[1]!, metric: found[2]!, day: found[3]! }
}

function beyondStatistic(after: string | null | undefined): RawBuilder<unknown> {
  const parts = after == null ? undefined : partsOf(after)
  const { profileId = '', metric = '', day = '-infinity' } = parts ?? {}
  return sql`and (d.account_id, d.metric, d.day) > (${profileId}, ${metric}, ${day}::date)`
}

async function readStatistics(
  kysely: Kysely<Tables>,
  locationId: string,
  chosen: RawBuilder<unknown>,
  limit: number,
): Promise<SourceRecord[]> {
  const { rows } = await sql<StatisticRow>`
    with named as (
      select distinct on (data ->> 'profileId') data ->> 'profileId' as profile_id, id, data ->> 'name' as name
      from records where location_id = ${locationId} and kind = 'account'
      order by data ->> 'profileId', deleted_at nulls first
    ), d as (
      select * from daily_statistics d where location_id = ${locationId} ${chosen}
      order by account_id, metric, day limit ${limit}
    )
    select d.*, named.id as record_id, named.name from d left join named on named.profile_id = d.account_id
    order by d.account_id, d.metric, d.day`.execute(kysely)
  return rows.map(statisticRecord)
}

function statisticsByIds(
  kysely: Kysely<Tables>,
  locationId: string,
  ids: readonly string[],
): Promise<SourceRecord[]> {
  const parts = ids.map(partsOf).filter((found) => found !== undefined)
  const chosen = sql`and (account_id, metric, day) in (
    select w."profileId", w.metric, w.day
    from jsonb_to_recordset(${storableJson(parts)}::text::jsonb) as w("profileId" text, metric text, day date))`
  return readStatistics(kysely, locationId, chosen, ids.length)
}

const statisticRecord = (row: StatisticRow): SourceRecord => {
  const id = `${row.account_id}/${row.metric}/${row.day}`
  return {
    locationId: row.location_id,
    id,
    isGone: false,
    data: {
      // One profile can be connected to two locations, each with figures of its own.
      id: `${row.location_id}/${id}`,
      locationId: row.location_id,
      profileId: row.account_id,
      accountId: row.record_id,
      accountName: row.name,
      platform: row.platform,
      metric: row.metric,
      day: row.day,
      value: row.value,
      revision: row.revision,
      observedAt: row.observed_at.toISOString(),
    },
  }
}

interface EventRow {
  id: string
  location_id: string
  type: string
  subject_kind: string
  subject_id: string
  subject_version: number | null
  occurred_at: Date
  recorded_at: Date
  data: Record<string, unknown>
}

const eventColumns = sql.raw(
  'id, location_id, type, subject_kind, subject_id, subject_version, occurred_at, recorded_at, data',
)

const eventRecord = (row: EventRow): SourceRecord => ({
  locationId: row.location_id,
  id: row.id,
  isGone: false,
  data: {
    id: row.id,
    locationId: row.location_id,
    type: row.type,
    subject: { kind: row.subject_kind, id: row.subject_id, version: row.subject_version },
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    data: row.data,
  },
})

async function pageOfEvents(
  kysely: Kysely<Tables>,
  source: MappingSource,
  locationId: string,
  after: string | undefined,
  limit: number,
): Promise<SourcePage> {
  const { events } = await createEventsStore(kysely).read({
    locationIds: [locationId],
    types: source.eventTypes,
    after,
    limit,
  })
  const records = events.map(({ position: _position, ...event }) => ({
    locationId,
    id: event.id,
    isGone: false,
    data: event,
  }))
  return { records, next: events.length < limit ? null : events.at(-1)!.position }
}

async function eventsByIds(
  kysely: Kysely<Tables>,
  source: MappingSource,
  locationId: string,
  ids: readonly string[],
): Promise<SourceRecord[]> {
  const { rows } = await sql<EventRow>`
    select ${eventColumns} from events
    where location_id = ${locationId} and ${ofTypes(source.eventTypes)}
      and id::text = any(${sql.val([...ids])}::text[]) order by xid, seq`.execute(kysely)
  return rows.map(eventRecord)
}

function ofTypes(types: readonly string[] | undefined): RawBuilder<boolean> {
  if (types === undefined || types.length === 0) return sql<boolean>`true`
  const exact = types.filter((type) => !type.endsWith('.*'))
  const prefixes = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1))
  return sql<boolean>`(type = any(${sql.val(exact)}::text[]) or exists (
    select 1 from unnest(${sql.val(prefixes)}::text[]) as prefix where starts_with(type, prefix)))`
}
