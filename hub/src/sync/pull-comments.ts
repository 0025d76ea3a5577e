import type { Comment, CommentPlatform } from '@causeway/client'
import type { AccountData, CommentData, Stored } from '../store/record.types.ts'
import { createCommentsStore } from '../store/comments.store.ts'
import type { StreamProgress } from '../store/streams.store.ts'
import type { IncomingRecord } from '../store/write-records.ts'
import { deriveCommentEvents } from './derive-events/derive-comment-events.ts'
import { type AccountByOrigin, toCommentData } from './normalise/to-comment-data.ts'
import { readStoredAccounts } from './pull-accounts.ts'
import {
  type CommentPlacer,
  createCommentPlacer,
  networkParentOf,
  type PlacedComment,
} from './place-comments.ts'
import { readAhead } from './read-ahead.ts'
import { readPages } from './read-pages.ts'
import { settleMissing } from './settle-missing.ts'
import { storeRecords } from './store-records.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

export interface CommentsCheckpoint {
  /** The full pass under way: which platform, and how far it is stored. */
  pass?: { generation: number; platform: string; skip: number; isDoubtful?: boolean }
  fullAt?: string
  suspectSince?: number
}

interface CommentReading {
  run: StreamRun
  checkpoint: CommentsCheckpoint
  accounts: AccountByOrigin
}

/** A network and the accounts on it. */
interface Network {
  platform: CommentPlatform
  originIds: string[]
}

const platforms: readonly CommentPlatform[] = [
  'bluesky',
  'community',
  'facebook',
  'instagram',
  'linkedin',
  'threads',
  'tiktok',
  'youtube',
]
export const commentPaging = { pageSize: 100, overlap: 5 }
const ahead = 16
const repliesAhead = 8
const fullIntervalMs = 24 * 60 * 60 * 1000

/** Reads comments: all of them once a day, in between the latest until only known ones come. */
export async function pullComments(run: StreamRun): Promise<PullResult> {
  const stored = await readStoredAccounts(run)
  const reading: CommentReading = {
    run,
    checkpoint: run.lease.checkpoint,
    accounts: new Map(stored.flatMap(({ id, originId }) => (originId === null ? [] : [[originId, id]]))),
  }
  const networks = networksOf(stored)
  const { checkpoint } = reading
  const isDue = isCommentsPassDue({ isFull: run.lease.isFull, checkpoint, now: run.clock.now() })
  return isDue ? pullAll(reading, networks) : pullLatest(reading, networks)
}

/** The networks whose comments can be read, with the accounts on each. */
export function networksOf(accounts: readonly Stored<AccountData>[]): Network[] {
  return platforms.flatMap((platform) => {
    const originIds = accounts.flatMap((account) =>
      account.platform === platform && account.originId !== null ? [account.originId] : [],
    )
    return originIds.length === 0 ? [] : [{ platform, originIds }]
  })
}

/** A full pass runs once a day. */
export function isCommentsPassDue(given: {
  isFull: boolean
  checkpoint: CommentsCheckpoint
  now: Date
}): boolean {
  const { pass, fullAt } = given.checkpoint
  if (given.isFull || pass !== undefined || fullAt === undefined) return true
  return given.now.getTime() - Date.parse(fullAt) >= fullIntervalMs
}

async function pullAll(reading: CommentReading, networks: readonly Network[]): Promise<PullResult> {
  const { run, checkpoint } = reading
  const begun = checkpoint.pass
  const generation = begun?.generation ?? run.lease.generation + 1
  let hasChanged = false
  let isDoubtful = begun?.isDoubtful === true
  let done = 0
  for (const network of networks) {
    if (begun !== undefined && network.platform < begun.platform) continue
    const skip = begun?.platform === network.platform ? begun.skip : 0
    const seen = new Set<string>()
    const placer = createCommentPlacer()
    let total = 0
    for await (const page of readCommentPages(reading, network, skip)) {
      for (const { id } of page.items) seen.add(id)
      total = page.total
      done += page.items.length
      const pass = {
        generation,
        platform: network.platform,
        skip: page.nextSkip,
        ...(isDoubtful && { isDoubtful }),
      }
      const progress = { checkpoint: { ...checkpoint, pass }, generation, done, total: null }
      const placed = placer.place(page.items)
      hasChanged = (await storeComments(reading, network, placed, generation, progress)) || hasChanged
    }
    hasChanged = (await storeUnplaced(reading, network, placer, generation)) || hasChanged
    // No operation gives one comment: a list that moved while it was read cannot prove a delete.
    isDoubtful ||= skip > 0 || seen.size < total
  }
  const settled = isDoubtful
    ? { deletedIds: [], found: [] }
    : await settleMissing<CommentData>(run, {
        kind: 'comment',
        generation,
        suspectSince: checkpoint.suspectSince,
        lookUp: async (ids) => ({ found: [], goneIds: [...ids] }),
      })
  const last = await storeRecords(run, {
    kind: 'comment',
    records: settled.found,
    deletedIds: settled.deletedIds,
    generation,
    derive: deriveCommentEvents,
    progress: {
      checkpoint: {
        fullAt: run.clock.now().toISOString(),
        ...(settled.suspectSince !== undefined && { suspectSince: settled.suspectSince }),
      },
      done,
      total: done,
    },
  })
  return { hasChanged: hasChanged || last.hasChanged, concern: settled.concern }
}

async function pullLatest(reading: CommentReading, networks: readonly Network[]): Promise<PullResult> {
  let hasChanged = false
  for (const network of networks) {
    const placer = createCommentPlacer()
    for await (const page of readCommentPages(reading, network, 0, 1)) {
      const isNew = await storeComments(reading, network, placer.place(page.items), undefined, {})
      hasChanged ||= isNew
      if (!isNew) break
    }
    hasChanged = (await storeUnplaced(reading, network, placer, undefined)) || hasChanged
  }
  return { hasChanged }
}

function readCommentPages({ run }: CommentReading, network: Network, skip: number, pagesAhead = ahead) {
  return readPages<Comment>({
    read: async (from, signal) => {
      const page = await run.social.comments.list({
        ...network,
        sortBy: 'latest',
        skip: from,
        limit: commentPaging.pageSize,
        signal,
      })
      return { items: page.comments, total: page.total }
    },
    skip,
    ...commentPaging,
    ahead: pagesAhead,
    signal: run.signal,
  })
}

/** Stores comments, and the replies that were not listed of those whose number changed. Tells of any change. */
async function storeComments(
  reading: CommentReading,
  network: Network,
  placed: readonly PlacedComment[],
  generation: number | undefined,
  progress: StreamProgress,
): Promise<boolean> {
  const { run } = reading
  const comments = placed.map(({ comment }) => comment)
  const asked = placed.filter(({ isComplete }) => !isComplete).map(({ comment }) => comment)
  // The replies go first: should the run end in between, the comment is still to be stored, and they are asked again.
  const threads = await createCommentsStore(run.kysely).withOtherReplies(
    run.lease.locationId,
    asked.map(({ id, replyCount }) => ({ id, replies: replyCount })),
  )
  const replies = await readReplies(reading, network, threads)
  const { hasChanged } = await storeRecords(run, {
    kind: 'comment',
    records: [...toRecords(reading, network, placed), ...replies],
    deletedIds: removedIds(comments),
    generation,
    derive: deriveCommentEvents,
    progress,
  })
  if (generation !== undefined) {
    const unchanged = asked.filter(({ id, replyCount }) => replyCount > 0 && !threads.includes(id))
    await createCommentsStore(run.kysely).markRepliesSeen(
      run.lease.locationId,
      unchanged.map(({ id }) => id),
      generation,
    )
  }
  return hasChanged
}

/** Stores the replies whose comment was not among those read: an older one, as a rule, and stored long ago. */
async function storeUnplaced(
  reading: CommentReading,
  network: Network,
  placer: CommentPlacer,
  generation: number | undefined,
): Promise<boolean> {
  const unplaced = placer.unplaced()
  if (unplaced.length === 0) return false
  const parents = await createCommentsStore(reading.run.kysely).idsByNetworkId(
    reading.run.lease.locationId,
    unplaced.flatMap(({ comment }) => networkParentOf(comment) ?? []),
  )
  const placed = unplaced.map((one) => ({
    ...one,
    parentId: parents.get(networkParentOf(one.comment) ?? ''),
  }))
  return storeComments(reading, network, placed, generation, {})
}

async function readReplies(
  reading: CommentReading,
  network: Network,
  parentIds: readonly string[],
): Promise<IncomingRecord<CommentData>[]> {
  const records: IncomingRecord<CommentData>[] = []
  const read = async (parentId: string, signal: AbortSignal) => {
    const input = { ...network, parentId, sortBy: 'latest', limit: commentPaging.pageSize, signal } as const
    return (await reading.run.social.comments.list(input)).comments
  }
  const options = { ahead: repliesAhead, batch: repliesAhead, signal: reading.run.signal }
  for await (const threads of readAhead(parentIds, read, options))
    for (const { task, result } of threads) {
      const answers = result.map((comment) => ({ comment, parentId: task, isComplete: false }))
      records.push(...toRecords(reading, network, answers))
    }
  return records
}

const toRecords = (
  { accounts }: CommentReading,
  { platform }: Network,
  placed: readonly PlacedComment[],
): IncomingRecord<CommentData>[] =>
  placed
    .filter(({ comment }) => !comment.isPost && !comment.isDeleted)
    .map(({ comment, parentId }) => ({
      id: comment.id,
      data: toCommentData(comment, accounts, { platform, parentId }),
      raw: comment.raw,
    }))

const removedIds = (comments: readonly Comment[]) =>
  comments.filter(({ isDeleted }) => isDeleted).map(({ id }) => id)
