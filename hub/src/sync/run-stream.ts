import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { HubError, messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { readBudgetShare } from '../store/budget-share.ts'
import type { StreamLease, StreamsStore } from '../store/streams.store.ts'
import type { StreamName, Tables } from '../store/tables.types.ts'
import { chooseInterval, withJitter } from './choose-interval.ts'
import { describeFailure } from './describe-failure.ts'
import type { OpenClient, PullResult, PullStreams } from './sync.types.ts'

/** What running streams needs. */
export interface StreamRunner {
  kysely: Kysely<Tables>
  streams: StreamsStore
  openLocationClient: OpenClient
  pulls: PullStreams
  clock: Clock
  log: Log
}

/**
 * The first copy of these takes most of the calls, and can ask for many at a time: whatever else there is to do goes
 * before it. Pages of posts and comments are read a few at a time, so at the end they would leave the limit unused.
 */
const longFirstPass: ReadonlySet<StreamName> = new Set(['statistics'])

/** Whether a run is a long one, of which a process runs only so many together. */
export const isLongRun = ({ stream, firstSyncedAt }: StreamLease): boolean =>
  firstSyncedAt === null && longFirstPass.has(stream)

/**
 * Runs one stream under its lease to the end of its pass, and says when it runs next. Never throws: what goes wrong is
 * kept with the stream.
 */
export async function runStream(
  runner: StreamRunner,
  lease: StreamLease,
  stopping: AbortSignal,
): Promise<void> {
  const { locationId, stream } = lease
  const log = runner.log.child({ locationId, stream })
  const lost = new AbortController()
  const signal = AbortSignal.any([stopping, lost.signal])
  const renewing = setInterval(() => void renew(runner, lease, lost, log), lease.leaseMs / 3)
  const startedMs = performance.now()
  try {
    const lane = isLongRun(lease) ? 'backfill' : 'sync'
    const { social } = await runner.openLocationClient(locationId, lane, {
      id: `sync:${stream}`,
      name: `sync:${stream}`,
    })
    const { kysely, clock } = runner
    const result = await runner.pulls[stream]({ kysely, lease, social, clock, log, signal })
    await finish(runner, lease, result)
    log.debug({ durationMs: Math.round(performance.now() - startedMs), ...result }, 'stream ran')
  } catch (problem) {
    if (!lost.signal.aborted) await giveUp(runner, lease, problem, stopping, log)
  } finally {
    clearInterval(renewing)
  }
}

async function renew(
  runner: StreamRunner,
  lease: StreamLease,
  lost: AbortController,
  log: Log,
): Promise<void> {
  try {
    if (await runner.streams.renew(lease)) return
    lost.abort(new Error('Another process took the stream over.'))
  } catch (problem) {
    // The lease outlives one missed renewal; the next one tells.
    log.warn({ problem: messageOf(problem) }, 'lease of a stream could not be renewed')
  }
}

async function finish(runner: StreamRunner, lease: StreamLease, result: PullResult): Promise<void> {
  const now = runner.clock.now()
  const intervalMs = chooseInterval({
    stream: lease.stream,
    now,
    isHot: lease.isHot,
    hasChanged: result.hasChanged,
    lastChangedAt: lease.lastChangedAt,
    nextDueAt: result.nextDueAt,
    budget: await readBudgetShare(runner.kysely, lease.locationId),
  })
  await runner.streams.finish(lease, { intervalMs, delayMs: withJitter(intervalMs), concern: result.concern })
}

async function giveUp(
  runner: StreamRunner,
  lease: StreamLease,
  problem: unknown,
  stopping: AbortSignal,
  log: Log,
): Promise<void> {
  try {
    if (problem instanceof HubError && problem.code === 'store.lease_lost') return
    // What is stored is stored: the next process goes on from there at once.
    if (stopping.aborted) return await runner.streams.release(lease)
    const { failure, state, retryInMs, isUnexpected } = describeFailure(problem, lease.failures)
    if (isUnexpected) log.error({ err: problem }, 'stream failed unexpectedly')
    else log.warn({ ...failure, state, retryInMs }, 'stream failed')
    await runner.streams.fail(lease, failure, { state, retryInMs: withJitter(retryInMs) })
  } catch (unstored) {
    // The database is gone; the lease runs out and the stream is taken up again.
    log.error({ err: unstored, problem: messageOf(problem) }, 'failure of a stream could not be stored')
  }
}
