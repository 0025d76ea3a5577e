import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { createStreamsStore } from '../store/streams.store.ts'
import type { StreamName, Tables } from '../store/tables.types.ts'
import { paces } from './choose-interval.ts'
import { pullAccounts } from './pull-accounts.ts'
import { pullCategories } from './pull-categories.ts'
import { pullComments } from './pull-comments.ts'
import { pullPosts } from './pull-posts.ts'
import { pullStatistics } from './pull-statistics.ts'
import { pullTags } from './pull-tags.ts'
import { isLongRun, runStream } from './run-stream.ts'
import type { OpenClient, PullStreams } from './sync.types.ts'

/** What the sync is made of. */
export interface SyncOptions {
  kysely: Kysely<Tables>
  openLocationClient: OpenClient
  clock: Clock
  log: Log
  /** Name of this process in the leases; default random. */
  workerId?: string
  /** True when no other process can use the database: streams that a dead process held are free at once. */
  isAlone?: boolean
  /** Streams run at a time, by this process; default 32, at most half of them long first copies. */
  concurrency?: number
  /** How long a process that says nothing keeps a stream; default 30 000. */
  leaseMs?: number
  /** Longest time before work that another process asked for is noticed; default 1 000. */
  pollMs?: number
}

/** Keeps the store a copy of the CRM. */
export interface Sync {
  /** Begins to run streams: those of every location with a usable connection. */
  start(): void
  /** Ends: runs under way stop at their last checkpoint. */
  stop(): Promise<void>
  /** Makes the streams of a location and runs those that are due; paused ones resume. */
  ensureLocation(locationId: string): Promise<void>
  /** Runs streams of a location now (default all); `full` looks at everything again. */
  syncNow(
    locationId: string,
    options?: { streams?: readonly StreamName[] | undefined; full?: boolean },
  ): Promise<void>
  /** Somebody looks at the location: keep it fresh for the next two minutes. Cheap, call it with every read. */
  markHot(locationId: string): void
}

const streamNames: readonly StreamName[] = [
  'accounts',
  'tags',
  'categories',
  'posts',
  'statistics',
  'comments',
]
const pulls: PullStreams = {
  accounts: pullAccounts,
  tags: pullTags,
  categories: pullCategories,
  posts: pullPosts,
  statistics: pullStatistics,
  comments: pullComments,
}
const hotForMs = 2 * 60_000
const markHotEveryMs = 10_000
/** Between looks at which connections came or came back. */
const reviewMs = 5000

/** Copies locations into the store: takes due streams under leases, shared with every other process. */
export function createSync(options: SyncOptions): Sync {
  const { kysely, clock, concurrency = 32, leaseMs = 30_000, pollMs = 1000 } = options
  const log = options.log.child({ part: 'sync' })
  const owner = options.workerId ?? randomUUID()
  const streams = createStreamsStore(kysely)
  const runner = { kysely, streams, openLocationClient: options.openLocationClient, pulls, clock, log }
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  /** First copies that take minutes: a hundred new locations must not keep the others' tags and posts waiting. */
  const mostLong = Math.max(1, Math.floor(concurrency / 2))
  let long = 0
  const hotSince = new Map<string, number>()
  let wake = () => {}
  let loop: Promise<void> | undefined
  let reviewedMs = -Infinity

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function review(): Promise<void> {
    if (performance.now() - reviewedMs < reviewMs) return
    reviewedMs = performance.now()
    await streams.ensureConnected(streamNames, paces.posts.idleMs)
    await streams.resumePaused()
  }

  /** Takes what is due; tells how long nothing else will be. */
  async function turn(): Promise<number> {
    await review()
    const leases = await streams.claimDue({
      owner,
      limit: concurrency - running.size,
      longLimit: mostLong - long,
      leaseMs,
    })
    for (const lease of leases) {
      if (isLongRun(lease)) long += 1
      const run = runStream(runner, lease, stopping.signal).finally(() => {
        if (isLongRun(lease)) long -= 1
        running.delete(run)
        wake()
      })
      running.add(run)
    }
    if (running.size >= concurrency) return pollMs
    // Due streams that could not be taken wait for another stream or process, not for the clock.
    const leastMs = leases.length > 0 ? 0 : Math.min(200, pollMs)
    return Math.min(pollMs, Math.max(leastMs, (await streams.untilNextDueMs()) ?? pollMs))
  }

  async function work(): Promise<void> {
    if (options.isAlone === true) await streams.freeLeases()
    while (!stopping.signal.aborted) {
      const restMs = await turn().catch((problem: unknown) => {
        log.error({ problem: messageOf(problem) }, 'the sync could not look for work')
        return pollMs
      })
      if (!stopping.signal.aborted) await sleep(restMs)
    }
    await Promise.all(running)
  }

  return {
    start() {
      loop ??= work()
    },
    async stop() {
      stopping.abort(new Error('The hub stops.'))
      wake()
      await loop
    },
    async ensureLocation(locationId) {
      await streams.ensureStreams(locationId, streamNames, paces.posts.idleMs)
      await streams.resumePaused()
      wake()
    },
    async syncNow(locationId, request = {}) {
      await streams.requestNow(locationId, request)
      wake()
    },
    markHot(locationId) {
      const now = performance.now()
      if (now - (hotSince.get(locationId) ?? -Infinity) < markHotEveryMs) return
      hotSince.set(locationId, now)
      streams.markHot(locationId, { forMs: hotForMs, intervalMs: paces.posts.hotMs }).then(
        () => wake(),
        (problem: unknown) =>
          log.warn({ problem: messageOf(problem) }, 'a location could not be marked as hot'),
      )
    },
  }
}
