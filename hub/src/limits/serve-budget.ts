import { messageOf } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type {
  CallBudgetsStore,
  ExchangedSlots,
  GivenBackSlot,
  HeldSlot,
} from '../store/call-budgets.store.ts'
import type { ExchangeSlots } from './gather-exchanges.ts'
import { createLaneQueue } from './lane-queue.ts'
import { limitErrors } from './limits.errors.ts'
import type { CallOutcome, Lane, ReleaseSlot, SlotRequest } from './limits.types.ts'
import { hasLimits, publishedLimits, readFeedback } from './read-feedback.ts'

/** One budget as one process sees it: who waits for it, and what it holds of it. */
export interface BudgetServer {
  acquire(request: SlotRequest): Promise<ReleaseSlot>
  readonly waiting: number
  waitingIn(lane: Lane): number
  stop(): Promise<void>
}

interface Waiter {
  lane: Lane
  grant(release: ReleaseSlot): void
  refuse(problem: unknown): void
}

/** Before the first headers tell, only this many calls may start: enough for any profile. */
const narrowBurstLimit = 10
/** Slots of a process that died come back after this long. */
const leaseMs = 30_000
const renewEveryMs = leaseMs / 3
/** How long to wait after the database failed. */
const afterFailureMs = 1000
/** How often to look, while limits are unknown, whether another process has learned them. */
const lookForLimitsMs = 250
/**
 * Slots that come free within this part of the window are taken together, so that a call costs no statement of its own.
 * They are taken ahead of their time (by 1/25 of the window), so that nothing is lost by that.
 */
const gatherShare = 1 / 40
/** Slots whose time comes within this part of the window are handed over together. */
const readyShare = 1 / 1000
/** Slots whose answers arrive within this part of the window are given back together: they cool meanwhile. */
const giveBackShare = 1 / 20
/** How much of the day each lane may use up, so that copying leaves enough for people and automations. */
const shareOfDay: Record<Lane, number> = {
  interactive: 1,
  workflow: 1,
  webhook: 1,
  sync: 0.95,
  backfill: 0.9,
}

/**
 * Serves the calls of one budget. Whatever was asked for or given back while a statement ran goes into the next one,
 * so a call costs a share of a statement, not a transaction; one statement is under way at a time.
 */
export function serveBudget(options: {
  key: string
  locationId: string | null
  store: Omit<CallBudgetsStore, 'exchange'> & { exchange: ExchangeSlots }
  log: Log
}): BudgetServer {
  const { key, store } = options
  const log = options.log.child({ budget: key })
  const queue = createLaneQueue<Waiter>()
  const held = new Set<HeldSlot>()
  /** Slots taken before their time, which is an instant of `performance.now()`, in its order. */
  let coming: (HeldSlot & { readyAt: number })[] = []
  /** People who wait for one of those. */
  let peopleServed = 0
  let readyTimer: NodeJS.Timeout | undefined
  let givenBack: GivenBackSlot[] = []
  let latestOutcome: CallOutcome | undefined
  /** The other side told no limits and we were told to believe that. */
  let isUnlimited = false
  /** Something was asked for or given back since the last statement was made. */
  let hasNews = false
  /** Programs get nothing before this moment of `performance.now()`. */
  let emptyUntil = 0
  let areLimitsKnown = false
  let intervalMs = 0
  let isServing = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let timerAt = 0
  let renewal: NodeJS.Timeout | undefined
  let serving: Promise<void> = Promise.resolve()

  function startServing(): void {
    clearTimeout(timer)
    timer = undefined
    hasNews = true
    if (isServing || isStopped) return
    isServing = true
    serving = serve()
  }

  /** Serves after this turn of the event loop, so that calls asked for together share a statement. */
  function serveNext(): void {
    hasNews = true
    if (!isServing && !isStopped) wakeAt(performance.now())
  }

  /** Runs statements until nothing more can be done at once, then sets the timer for what can be done later. */
  async function serve(): Promise<void> {
    try {
      do {
        hasNews = false
        const wanted = countWanted()
        const budget = await exchange(wanted)
        await learn(budget)
        refuseUsedUpLanes(budget)
        areLimitsKnown = budget.limitsKnown
        intervalMs = budget.burstIntervalMs
        const isEmpty = budget.slots.length < wanted.all
        emptyUntil = isEmpty ? performance.now() + waitOf(budget) : 0
        if (isStopped) return
      } while (hasNews)
      if (queue.size > coming.length) wakeAt(Math.max(emptyUntil, performance.now()) + gatherMs())
    } catch (problem) {
      log.warn({ problem: messageOf(problem) }, 'call budget could not be used, trying again')
      wakeAt(performance.now() + afterFailureMs)
    } finally {
      isServing = false
    }
  }

  /** Whoever waits at a screen gets a slot the moment there is one. */
  const gatherMs = (): number => (hasInteractive() ? 5 : intervalMs * gatherShare)
  const hasInteractive = (): boolean => queue.count((lane) => lane === 'interactive') > 0

  /** Serves at an instant of `performance.now()`, unless that happens sooner anyway. */
  function wakeAt(instant: number): void {
    if (timer !== undefined && timerAt <= instant) return
    clearTimeout(timer)
    timerAt = instant
    timer = setTimeout(startServing, Math.max(0, instant - performance.now()))
  }

  /** Those who wait and have no slot coming. */
  function countWanted(): { all: number; people: number } {
    const waitingPeople = queue.count((lane) => lane === 'interactive')
    peopleServed = Math.min(peopleServed, waitingPeople, coming.length)
    const people = waitingPeople - peopleServed
    return { all: Math.max(people, queue.size - coming.length), people }
  }

  async function exchange(wanted: { all: number; people: number }): Promise<ExchangedSlots> {
    const sending = givenBack
    givenBack = []
    const take = newId()
    const wish = {
      budgetKey: key,
      wanted: wanted.all,
      wantedInteractive: wanted.people,
      take,
      leaseMs,
      givenBack: sending,
    }
    try {
      let budget = await store.exchange(wish)
      if (budget === undefined) {
        await store.ensure(key, options.locationId, { ...publishedLimits, burstLimit: narrowBurstLimit })
        budget = await store.exchange(wish)
      }
      if (budget === undefined) throw new Error('the call budget was deleted while it was used')
      const now = performance.now()
      const taken = budget.slots.map((slot, place) => ({
        slot,
        take,
        readyAt: now + (budget.readyMs[place] ?? 0),
      }))
      coming = [...coming, ...taken].toSorted((one, other) => one.readyAt - other.readyAt)
      peopleServed += Math.min(wanted.people, taken.length)
      handOverReady(budget)
      return budget
    } catch (problem) {
      givenBack.push(...sending)
      throw problem
    }
  }

  /** Hands over the slots whose time has come, and sets the timer for the next. */
  function handOverReady(budget: ExchangedSlots): void {
    const now = performance.now()
    const ready = coming.filter(({ readyAt }) => readyAt <= now)
    coming = coming.slice(ready.length)
    for (const { slot, take } of ready) handOver({ slot, take }, budget)
    clearTimeout(readyTimer)
    const [next] = coming
    if (next === undefined) return
    const waitMs = Math.max(next.readyAt - now, budget.burstIntervalMs * readyShare)
    readyTimer = setTimeout(() => {
      handOverReady(budget)
      if (hasNews) serveNext()
    }, Math.ceil(waitMs))
  }

  /** The slots that are not needed, or must not be used, are as free as they were. */
  function giveBackComing(): void {
    for (const { slot, take } of coming) givenBack.push({ slot, take, used: false, at: performance.now() })
    coming = []
    peopleServed = 0
    clearTimeout(readyTimer)
  }

  function handOver(slot: HeldSlot, budget: ExchangedSlots): void {
    const waiter = queue.next((lane) => isWithinDay(lane, budget))
    if (waiter?.lane === 'interactive') peopleServed = Math.max(0, peopleServed - 1)
    if (waiter === undefined) {
      givenBack.push({ ...slot, used: false, at: performance.now() })
      hasNews = true
      return
    }
    held.add(slot)
    renewal ??= setInterval(renew, renewEveryMs).unref()
    let isReleased = false
    waiter.grant((outcome) => {
      if (isReleased) return
      isReleased = true
      release(slot, outcome)
    })
  }

  function release(slot: HeldSlot, outcome: CallOutcome): void {
    held.delete(slot)
    if (held.size === 0) {
      clearInterval(renewal)
      renewal = undefined
    }
    givenBack.push({ ...slot, used: true, at: performance.now() })
    // A refusal must not be hidden by a later answer of the same batch.
    if (latestOutcome?.status !== 429) latestOutcome = outcome
    // A slot given back serves nobody before it has cooled, so there is time to give back many together.
    if (outcome.status === 429 || !areLimitsKnown) startServing()
    else wakeAt(performance.now() + intervalMs * giveBackShare)
  }

  function renew(): void {
    store.renew(key, [...held], leaseMs).catch((problem: unknown) => {
      log.warn({ problem: messageOf(problem) }, 'slots of long calls could not be kept')
    })
  }

  /** Adjusts the budget to what the newest answer said of it. */
  async function learn(budget: ExchangedSlots): Promise<void> {
    const outcome = latestOutcome
    latestOutcome = undefined
    if (outcome === undefined || outcome.failed) return
    const feedback = readFeedback(outcome, budget)
    if (feedback.limits !== undefined) {
      await store.setLimits(key, feedback.limits)
      log.info({ ...feedback.limits }, 'limits of the CRM learned')
      hasNews = true
    }
    if (feedback.elsewhere !== undefined) {
      await store.setElsewhere(key, feedback.elsewhere)
      log.info(
        { elsewhere: feedback.elsewhere },
        'somebody else calls the CRM with the same app, making room',
      )
    }
    if (feedback.dailyUsed !== undefined) await store.setDailyUsed(key, feedback.dailyUsed)
    if (feedback.pauseMs === undefined) return
    giveBackComing()
    await store.pause(key, feedback.pauseMs)
    log.warn({ pauseMs: feedback.pauseMs }, 'the CRM refused a call for its limits, pausing')
  }

  function refuseUsedUpLanes(budget: ExchangedSlots): void {
    for (const waiter of queue.drain((lane) => !isWithinDay(lane, budget)))
      waiter.refuse(dailyLimitReached(waiter.lane, budget))
  }

  /** How long until waiting calls may hope for a slot. */
  function waitOf(budget: ExchangedSlots): number {
    if (budget.pausedMs > 0) return Math.min(budget.pausedMs, leaseMs)
    const nextMs = hasInteractive() ? budget.nextFreeInteractiveMs : budget.nextFreeMs
    // Whatever is under way elsewhere cannot be free sooner than one interval from now, but another process may
    // learn that there are more slots.
    return Math.min(nextMs ?? 0, budget.limitsKnown ? budget.burstIntervalMs : lookForLimitsMs)
  }

  function acquireUnlimited(): ReleaseSlot {
    return (outcome) => {
      if (hasLimits(outcome) || outcome.status === 429) isUnlimited = false
    }
  }

  function acquire(request: SlotRequest): Promise<ReleaseSlot> {
    const { lane, signal, madeFor = '' } = request
    signal?.throwIfAborted()
    if (isStopped) throw limitErrors.stopped('The hub makes no more calls')
    if (isUnlimited) return Promise.resolve(acquireUnlimited())
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        lane,
        grant(release) {
          signal?.removeEventListener('abort', abandon)
          resolve((outcome) => release(readMissingHeaders(request, outcome)))
        },
        refuse(problem) {
          signal?.removeEventListener('abort', abandon)
          reject(problem)
        },
      }
      const abandon = (): void => {
        if (queue.remove(lane, madeFor, waiter)) reject(signal?.reason)
      }
      signal?.addEventListener('abort', abandon, { once: true })
      queue.add(lane, madeFor, waiter)
      if (lane === 'interactive' || performance.now() >= emptyUntil) serveNext()
      else if (!isServing) wakeAt(emptyUntil + gatherMs())
    })
  }

  /** An answered call without any limit header: there are no limits, or the published ones. */
  function readMissingHeaders({ withoutHeaders }: SlotRequest, outcome: CallOutcome): CallOutcome {
    const { status = 0 } = outcome
    if (status < 200 || status > 299 || hasLimits(outcome)) return outcome
    if (withoutHeaders === 'unlimited') {
      isUnlimited = true
      for (const waiter of queue.drain(() => true)) waiter.grant(acquireUnlimited())
      return outcome
    }
    const { burstLimit: limit, burstIntervalMs: intervalMs, dailyLimit } = publishedLimits
    return { ...outcome, rateLimit: { limit, intervalMs, dailyLimit } }
  }

  return {
    async acquire(request) {
      return acquire(request)
    },
    get waiting() {
      return queue.size
    },
    waitingIn: (lane) => queue.count((one) => one === lane),
    async stop() {
      isStopped = true
      clearTimeout(timer)
      clearInterval(renewal)
      for (const waiter of queue.drain(() => true)) waiter.refuse(limitErrors.stopped('The hub is stopping'))
      await serving
      giveBackComing()
      // Calls still under way keep their lease; their slots come back by time.
      if (givenBack.length > 0) await exchange({ all: 0, people: 0 })
    },
  }
}

const isWithinDay = (lane: Lane, { dailyUsed, dailyLimit }: ExchangedSlots): boolean =>
  dailyUsed < dailyLimit * shareOfDay[lane]

function dailyLimitReached(lane: Lane, { dailyUsed, dailyLimit, dayEndsMs }: ExchangedSlots) {
  const retryAfterSeconds = Math.ceil(dayEndsMs / 1000)
  return limitErrors.daily_limit_reached(
    `The CRM allows ${dailyLimit} calls a day and ${dailyUsed} were made: none is left for ${lane} calls`,
    {
      details: { lane, dailyLimit, dailyUsed, retryAfterSeconds },
      headers: { 'retry-after': String(retryAfterSeconds) },
    },
  )
}
