import { type Kysely, sql } from 'kysely'
import type { NewEvent } from '../../hub/src/store/events.store.ts'
import type { RecordKind, Tables } from '../../hub/src/store/tables.types.ts'
import { deriveAccountEvents } from '../../hub/src/sync/derive-events/derive-account-events.ts'
import { deriveCategoryEvents } from '../../hub/src/sync/derive-events/derive-category-events.ts'
import { deriveCommentEvents } from '../../hub/src/sync/derive-events/derive-comment-events.ts'
import { derivePostEvents } from '../../hub/src/sync/derive-events/derive-post-events.ts'
import { deriveTagEvents } from '../../hub/src/sync/derive-events/derive-tag-events.ts'

/** What is wrong inside a store whatever the CRM says: all zero in a store that lost and doubled nothing. */
export interface StoreViolations {
  /** Versions that do not follow the one before in number and time, or end before there is a next. */
  brokenVersions: number
  /** Records that are not their own latest version. */
  recordsUnlikeTheirVersion: number
  /** Statistics whose revision is not one more than their restatements. */
  brokenRevisions: number
  eventsLost: number
  eventsDoubled: number
  /** Statistics of an account that its events do not count, or count twice. */
  statisticsMiscounted: number
  /** The first few, in words. */
  examples: string[]
}

const exampleCount = 8

/** Looks for what a crash between two writes would leave behind. Open the store only when no hub runs on it. */
export async function findViolations(kysely: Kysely<Tables>): Promise<StoreViolations> {
  const [events, statistics] = [await compareEvents(kysely), await countStatistics(kysely)]
  return {
    brokenVersions: await count(kysely, brokenVersions),
    recordsUnlikeTheirVersion: await count(kysely, recordsUnlikeTheirVersion),
    brokenRevisions: await count(kysely, brokenRevisions),
    eventsLost: events.lost.length,
    eventsDoubled: events.doubled.length,
    statisticsMiscounted: statistics.length,
    examples: [
      ...events.lost.slice(0, exampleCount).map((key) => `lost: ${key}`),
      ...events.doubled.slice(0, exampleCount).map((key) => `doubled: ${key}`),
      ...statistics.slice(0, exampleCount),
    ],
  }
}

export const isFlawless = (violations: StoreViolations): boolean =>
  Object.values(violations).every((value) => value === 0 || Array.isArray(value))

const brokenVersions = sql<{ count: number }>`
  select count(*)::int as count from (
    select version, valid_from, valid_to, row_number() over record as place, lead(valid_from) over record as next_from
    from record_versions window record as (partition by location_id, kind, id order by version)
  ) as versions
  where version <> place or next_from is distinct from valid_to or valid_to <= valid_from`

const recordsUnlikeTheirVersion = sql<{ count: number }>`
  select count(*)::int as count
  from (select * from records) r
  full join (select * from record_versions where valid_to is null) v using (location_id, kind, id)
  where r.version is distinct from v.version or r.hash is distinct from v.hash
    or r.deleted_at is null and r.data is distinct from v.data
    or r.deleted_at is not null and v.data is not null`

const brokenRevisions = sql<{ count: number }>`
  select count(*)::int as count from daily_statistics d left join (
    select location_id, account_id, metric, day, count(*) as kept, max(revision) as latest
    from daily_statistic_restatements group by 1, 2, 3, 4) k using (location_id, account_id, metric, day)
  where d.revision <> coalesce(k.kept, 0) + 1 or coalesce(k.latest, 0) <> coalesce(k.kept, 0)`

async function count(kysely: Kysely<Tables>, query: typeof brokenVersions): Promise<number> {
  const { rows } = await query.execute(kysely)
  return rows[0]?.count ?? -1
}

interface VersionRow {
  location_id: string
  kind: RecordKind
  id: string
  version: number
  data: object | null
}

interface EventRow {
  type: string
  subject_kind: string
  subject_id: string
  subject_version: number | null
  post_id: string | null
  initial: boolean
}

const createdTypes: Partial<Record<RecordKind, string>> = {
  account: 'account.connected',
  tag: 'tag.created',
  category: 'category.created',
  post: 'post.created',
  comment: 'comment.received',
}

/** Types that follow from two versions of a record; the others have rules of their own. */
const derivedTypes = /^(post|comment|category|tag|account)\./
const otherTypes = ['account.expiring', 'account.reached_follower_milestone', 'tag.details_updated']

/** Derives the events anew from the versions and compares them with the log, each with how often it is there. */
async function compareEvents(kysely: Kysely<Tables>): Promise<{ lost: string[]; doubled: string[] }> {
  const events = await readEvents(kysely)
  const initial = new Set(events.filter((event) => event.initial).map(keyOfRow))
  const balance = new Map<string, number>()
  const weigh = (key: string, weight: number) => balance.set(key, (balance.get(key) ?? 0) + weight)
  for (const event of events) weigh(keyOfRow(event), 1)
  let before: VersionRow | undefined
  for (const version of await readVersions(kysely)) {
    const isSame = before?.id === version.id && before.kind === version.kind
    for (const event of eventsOf(isSame ? (before?.data ?? null) : null, version, initial))
      weigh(keyOfEvent(event), -1)
    before = version
  }
  const off = [...balance].filter(([, weight]) => weight !== 0)
  return {
    lost: off.filter(([, weight]) => weight < 0).map(([key]) => key),
    doubled: off.filter(([, weight]) => weight > 0).map(([key]) => key),
  }
}

async function readVersions(kysely: Kysely<Tables>): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select location_id, kind, id, version, data from record_versions where kind <> 'tag_details'
    order by location_id, kind, id, version`.execute(kysely)
  return rows
}

async function readEvents(kysely: Kysely<Tables>): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select type, subject_kind, subject_id, subject_version, data ->> 'postId' as post_id,
      coalesce((data ->> 'initial')::boolean, false) as initial
    from events`.execute(kysely)
  return rows.filter(({ type }) => derivedTypes.test(type) && !otherTypes.includes(type))
}

const keyOfRow = ({ type, subject_kind, subject_id, subject_version, post_id }: EventRow): string =>
  `${type} ${subject_kind} ${subject_id} ${subject_version ?? `of post ${post_id}`}`

const keyOfEvent = ({ type, subject, data }: NewEvent): string =>
  `${type} ${subject.kind} ${subject.id} ${subject.version ?? `of post ${String(data['postId'])}`}`

function eventsOf(previous: object | null, version: VersionRow, initial: ReadonlySet<string>): NewEvent[] {
  const { kind, id, location_id: locationId } = version
  const created = `${createdTypes[kind]} ${kind} ${id} ${version.version}`
  const context = {
    locationId,
    at: new Date(0),
    isInitial: previous === null && initial.has(created),
    tagNames: new Map<string, string>(),
  }
  const transition = {
    id,
    version: version.version,
    ...(previous !== null && { previous: previous as never }),
    ...(version.data !== null && { current: version.data as never }),
  }
  if (kind === 'post') return derivePostEvents(transition, context)
  if (kind === 'tag') return deriveTagEvents(transition, context)
  if (kind === 'category') return deriveCategoryEvents(transition, context)
  if (kind === 'comment') return deriveCommentEvents(transition, context)
  if (kind === 'account') return deriveAccountEvents(transition, context)
  return []
}

/**
 * Of the past of a profile, filled back when it is new, one event tells; of everything after it events tell how many
 * values were new and how many restated: together they must tell all of them.
 */
async function countStatistics(kysely: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<StatisticsCount>`
    with event as (
      select data ->> 'profileId' as account_id, data, coalesce((data ->> 'initial')::boolean, false) as is_filled
      from events where type = 'statistics.updated'
    ), told as (
      select account_id, count(*) filter (where is_filled)::int as filled,
        min((data ->> 'from')::date) filter (where is_filled) as first,
        max((data ->> 'to')::date) filter (where is_filled) as last,
        coalesce(sum((data ->> 'newValues')::int), 0)::int as new_told,
        coalesce(sum((data ->> 'restatedValues')::int), 0)::int as restated_told
      from event group by 1
    )
    select d.account_id as account, max(t.filled) as filled, max(t.new_told) as "newTold",
      max(t.restated_told) as "restatedTold", sum(d.revision - 1)::int as restated,
      count(*) filter (where d.day not between t.first and t.last)::int as new
    from daily_statistics d left join told t using (account_id) group by 1`.execute(kysely)
  return rows
    .filter((row) => row.filled !== 1 || row.new !== row.newTold || row.restated !== row.restatedTold)
    .map((row) => `statistics miscounted: ${JSON.stringify(row)}`)
}

interface StatisticsCount {
  account: string
  /** Events that tell of the filling. */
  filled: number | null
  new: number
  newTold: number | null
  restated: number
  restatedTold: number | null
}
