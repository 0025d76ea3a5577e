import { RemoteError } from '@causeway/client'
import type { Post } from '@causeway/client'
import { createPostsStore } from '../store/posts.store.ts'
import type { PostData, TagData } from '../store/record.types.ts'
import { createRecordsStore } from '../store/records.store.ts'
import type { StreamProgress } from '../store/streams.store.ts'
import type { IncomingRecord } from '../store/write-records.ts'
import { derivePostEvents } from './derive-events/derive-post-events.ts'
import { type PlatformByAccount, toPostData } from './normalise/to-post-data.ts'
import { readStoredAccounts } from './pull-accounts.ts'
import { type PageBatch, readPages } from './read-pages.ts'
import { type LookUp, sampleSize, settleMissing } from './settle-missing.ts'
import { storeRecords } from './store-records.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

export interface PostsCheckpoint {
  /** The full pass under way: how far it is stored. */
  pass?: { generation: number; skip: number }
  /** When the last full pass ended. */
  fullAt?: string
  /** Its number of pages. */
  pages?: number
  suspectSince?: number
  /** Posts the last full pass missed although they can be read by id. */
  overlooked?: string[]
  /** The CRM's date filter hides posts the hub expects in the window: their absence then says nothing. */
  isWindowUnreliable?: boolean
}

/** What a run needs to know to read posts. */
interface PostReading {
  run: StreamRun
  checkpoint: PostsCheckpoint
  platforms: PlatformByAccount
  tagNames: ReadonlyMap<string, string>
}

const dayMs = 24 * 60 * 60 * 1000
/** The list moves up by one for every post deleted while it is read: so many deletes a page are harmless. */
export const postPaging = { pageSize: 100, overlap: 5 }
const ahead = 16
/** Posts of the last two weeks, and all to come, are read every time. */
export const recentMs = 14 * dayMs
/** Earliest and latest dates the CRM is asked for: everything. */
const earliest = '2000-01-01T00:00:00.000Z'
const latest = (now: Date) => new Date(now.getTime() + 10 * 365 * dayMs).toISOString()

/** Reads posts: all of them now and then, the recent and coming ones in between. */
export async function pullPosts(run: StreamRun): Promise<PullResult> {
  const checkpoint: PostsCheckpoint = run.lease.checkpoint
  const [accounts, tags] = await Promise.all([
    readStoredAccounts(run),
    createRecordsStore(run.kysely).all<TagData>(run.lease.locationId, 'tag'),
  ])
  const reading: PostReading = {
    run,
    checkpoint,
    platforms: new Map(accounts.map(({ id, platform }) => [id, platform])),
    tagNames: new Map(tags.map(({ id, name }) => [id, name])),
  }
  const isDue = isPostsPassDue({ isFull: run.lease.isFull, checkpoint, now: run.clock.now() })
  const result = isDue ? await pullAll(reading) : await pullRecent(reading)
  const next = await createPostsStore(run.kysely).nextScheduledAt(run.lease.locationId, run.clock.now())
  return { ...result, nextDueAt: next }
}

/** A full pass costs a call a page: at most half an hour apart, and a minute apart for each page. */
export function isPostsPassDue(given: { isFull: boolean; checkpoint: PostsCheckpoint; now: Date }): boolean {
  const { pass, fullAt, pages = 0, suspectSince } = given.checkpoint
  if (given.isFull || pass !== undefined || fullAt === undefined || suspectSince !== undefined) return true
  const intervalMs = Math.max(30, pages) * 60_000
  return given.now.getTime() - Date.parse(fullAt) >= intervalMs
}

async function pullAll(reading: PostReading): Promise<PullResult> {
  const { run, checkpoint } = reading
  const pass = checkpoint.pass ?? { generation: run.lease.generation + 1, skip: 0 }
  const { generation } = pass
  let hasChanged = false
  let total = 0
  for await (const page of readPostPages(reading, { skip: pass.skip, fromDate: earliest })) {
    total = page.total
    const stored = await storePage(reading, page.items, generation, {
      checkpoint: { ...checkpoint, pass: { generation, skip: page.nextSkip } },
      generation,
      done: page.isLast ? total : Math.min(page.nextSkip, total),
      total,
    })
    hasChanged ||= stored.hasChanged
  }
  const settled = await settleMissing<PostData>(run, {
    kind: 'post',
    generation,
    suspectSince: checkpoint.suspectSince,
    lookUp: async (ids) => unlistedAreGone(await lookUpPosts(reading, ids), checkpoint.overlooked ?? []),
  })
  const last = await storePosts(reading, settled.found, settled.deletedIds, generation, {
    checkpoint: {
      fullAt: run.clock.now().toISOString(),
      pages: Math.ceil(total / postPaging.pageSize),
      ...(checkpoint.isWindowUnreliable === true && { isWindowUnreliable: true }),
      ...(settled.suspectSince !== undefined && { suspectSince: settled.suspectSince }),
      ...(settled.found.length > 0 && { overlooked: settled.found.map(({ id }) => id) }),
    },
  })
  return { hasChanged: hasChanged || last.hasChanged, concern: settled.concern }
}

async function pullRecent(reading: PostReading): Promise<PullResult> {
  const { run, checkpoint } = reading
  const fromDate = new Date(run.clock.now().getTime() - recentMs).toISOString()
  const seen = new Set<string>()
  let hasChanged = false
  for await (const page of readPostPages(reading, { skip: 0, fromDate })) {
    for (const { id } of page.items) seen.add(id)
    const stored = await storePage(reading, page.items, undefined, {
      done: page.isLast ? page.total : Math.min(page.nextSkip, page.total),
      total: page.total,
    })
    hasChanged ||= stored.hasChanged
  }
  if (checkpoint.isWindowUnreliable === true) return { hasChanged }
  return { hasChanged: (await settleRecent(reading, fromDate, seen)) || hasChanged }
}

/** Posts of the window that the CRM did not show are asked for by id: deletes are found long before a full pass. */
async function settleRecent(
  reading: PostReading,
  fromDate: string,
  seen: ReadonlySet<string>,
): Promise<boolean> {
  const { run, checkpoint } = reading
  // A day's margin: which of its dates the CRM filters by is not documented.
  const from = new Date(Date.parse(fromDate) + dayMs)
  const expected = await createPostsStore(run.kysely).idsShownSince(run.lease.locationId, from)
  const missing = expected.filter((id) => !seen.has(id))
  if (missing.length === 0) return false
  if (missing.length > sampleSize) {
    run.log.warn({ missing: missing.length }, 'many recent posts are missing, a full pass follows')
    await storePosts(reading, [], [], undefined, { checkpoint: { ...checkpoint, fullAt: earliest } })
    return false
  }
  const { found, goneIds } = await lookUpPosts(reading, missing)
  const stored = await storePosts(reading, found, goneIds, undefined, {
    ...(found.length > 0 && { checkpoint: { ...checkpoint, isWindowUnreliable: true } }),
  })
  return stored.hasChanged
}

function readPostPages(
  { run }: PostReading,
  { skip, fromDate }: { skip: number; fromDate: string },
): AsyncGenerator<PageBatch<Post>, void, undefined> {
  const range = { fromDate, toDate: latest(run.clock.now()) }
  return readPages<Post>({
    read: async (from, signal) => {
      const page = await run.social.listPosts({ ...range, skip: from, limit: postPaging.pageSize, signal })
      return { items: page.posts, total: page.total }
    },
    skip,
    ...postPaging,
    ahead,
    signal: run.signal,
  })
}

/** Stores a page; what the CRM marks as deleted is deleted here too. */
function storePage(
  reading: PostReading,
  posts: readonly Post[],
  generation: number | undefined,
  progress: StreamProgress,
) {
  const live = posts.filter((post) => !isGone(post)).map((post) => toRecord(reading, post))
  const goneIds = posts.filter(isGone).map(({ id }) => id)
  return storePosts(reading, live, goneIds, generation, progress)
}

async function storePosts(
  reading: PostReading,
  records: readonly IncomingRecord<PostData>[],
  deletedIds: readonly string[],
  generation: number | undefined,
  progress: StreamProgress,
) {
  const { run, tagNames } = reading
  const splitIds = await createPostsStore(run.kysely).splitAmong(run.lease.locationId, deletedIds)
  return storeRecords(run, {
    kind: 'post',
    records,
    deletedIds,
    generation,
    derive: (transition, context) => derivePostEvents(transition, { ...context, tagNames, splitIds }),
    progress,
  })
}

const isGone = (post: Post): boolean => post.isDeleted || post.status === 'deleted'
const toRecord = ({ platforms }: PostReading, post: Post): IncomingRecord<PostData> => ({
  id: post.id,
  data: toPostData(post, platforms),
  raw: post.raw,
})

/** A post that was split at publication can still be read by id, but is replaced by those made from it. */
async function lookUpPosts(reading: PostReading, ids: readonly string[]): Promise<LookUp<PostData>> {
  const { run } = reading
  const split = await createPostsStore(run.kysely).splitAmong(run.lease.locationId, ids)
  const answers = await Promise.all(
    ids
      .filter((id) => !split.has(id))
      .map((id) => run.social.getPost(id, { signal: run.signal }).catch(undefinedWhenUnknown)),
  )
  const found = answers.flatMap((post) =>
    post === undefined || isGone(post) ? [] : [toRecord(reading, post)],
  )
  return { found, goneIds: ids.filter((id) => !found.some((post) => post.id === id)) }
}

/**
 * A list that moves while it is read hides a post once. One it hides from two full passes is gone for people, though
 * it can still be read by id: a scheduled post that was split when it was published, and whose parts were deleted.
 */
function unlistedAreGone(
  { found, goneIds }: LookUp<PostData>,
  overlooked: readonly string[],
): LookUp<PostData> {
  const isGone = ({ id }: { id: string }) => overlooked.includes(id)
  return {
    found: found.filter((post) => !isGone(post)),
    goneIds: [...goneIds, ...found.filter(isGone).map(({ id }) => id)],
  }
}

function undefinedWhenUnknown(problem: unknown): undefined {
  if (problem instanceof RemoteError && problem.code === 'not_found') return undefined
  throw problem
}
