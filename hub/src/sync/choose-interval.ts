import type { StreamName } from '../store/tables.types.ts'

/** Shortest and longest time between two runs of a stream. */
export interface Pace {
  hotMs: number
  idleMs: number
}

const second = 1000
const minute = 60 * second
export const paces: Readonly<Record<StreamName, Pace>> = {
  posts: { hotMs: 15 * second, idleMs: 15 * minute },
  tags: { hotMs: 15 * second, idleMs: 15 * minute },
  comments: { hotMs: 30 * second, idleMs: 15 * minute },
  accounts: { hotMs: 60 * second, idleMs: 15 * minute },
  categories: { hotMs: 60 * second, idleMs: 15 * minute },
  // The CRM itself learns yesterday's figures from the networks over hours.
  statistics: { hotMs: 10 * minute, idleMs: 60 * minute },
}

/** Everything the choice depends on. */
export interface IntervalFacts {
  stream: StreamName
  now: Date
  /** Somebody looks at the location's data. */
  isHot: boolean
  hasChanged: boolean
  /** When the stream last found a change, before this run. */
  lastChangedAt: Date | null
  /** When something is known to happen, such as a scheduled post coming due. */
  nextDueAt?: Date | undefined
  /** Share of the day's calls still left, and of the day itself. */
  budget: BudgetShare
}

export interface BudgetShare {
  callsLeft: number
  dayLeft: number
}

/** Time for the CRM to publish a post that came due. */
const settlingMs = 5 * second
/** A change keeps a stream quick for so long. */
const liveliness = 10 * minute
const soon = 60 * minute

/**
 * How long to wait before the next run: `hotMs` when somebody looks; a minute or less after recent changes; the idle
 * pace otherwise, but never later than something known to happen. All of it slower when calls run out before the day.
 */
export function chooseInterval(facts: IntervalFacts): number {
  const pace = paces[facts.stream]
  const wanted = Math.min(livelyInterval(facts, pace), untilDue(facts, pace))
  return Math.round(Math.min(pace.idleMs, wanted * thrift(facts.budget)))
}

function livelyInterval({ now, isHot, hasChanged, lastChangedAt }: IntervalFacts, pace: Pace): number {
  if (isHot) return pace.hotMs
  const sinceChangeMs = hasChanged ? 0 : now.getTime() - (lastChangedAt?.getTime() ?? -Infinity)
  if (sinceChangeMs <= liveliness) return Math.min(pace.idleMs, 4 * pace.hotMs)
  // The longer nothing changes, the longer the pause.
  return Math.min(pace.idleMs, Math.max(4 * pace.hotMs, sinceChangeMs / 4))
}

function untilDue({ now, nextDueAt }: IntervalFacts, pace: Pace): number {
  if (nextDueAt === undefined) return Infinity
  const dueMs = nextDueAt.getTime() - now.getTime()
  return dueMs > soon ? Infinity : Math.max(pace.hotMs, dueMs + settlingMs)
}

/** 1 while the calls last for the day; more the faster they run out; the idle pace for the last tenth of them. */
function thrift({ callsLeft, dayLeft }: BudgetShare): number {
  if (callsLeft < 0.1) return Infinity
  return Math.max(1, dayLeft / callsLeft)
}

/** Spreads runs by a tenth to either side, so that locations do not fall into step. */
export const withJitter = (intervalMs: number, random: () => number = Math.random): number =>
  Math.round(intervalMs * (0.9 + 0.2 * random()))
