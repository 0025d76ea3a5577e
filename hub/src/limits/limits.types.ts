/**
 * How the hub keeps below the CRM's limits, shared by all its processes.
 * Lanes in the order they are served: people first, then automations, then our own copying.
 */
export const lanes = ['interactive', 'workflow', 'webhook', 'sync', 'backfill'] as const
export type Lane = (typeof lanes)[number]

/** What the limit headers of an answer said; keys are missing when the header was. */
export interface LimitReading {
  /** Calls allowed in a burst window. */
  limit?: number
  /** Calls left in the burst window. */
  remaining?: number
  intervalMs?: number
  dailyLimit?: number
  dailyRemaining?: number
  /** Time until the daily count starts again. */
  dailyResetMs?: number
}

/** How a call went, told when its answer's head arrived or it was clear that none would. */
export interface CallOutcome {
  status?: number
  rateLimit?: LimitReading
  /** True when no answer arrived. */
  failed: boolean
}

/** Who spends a call, for the table of who spent what. */
export interface Spender {
  /** For the machine: `sync:posts`, `connections`, `key:<id>`, `person:<id>`. */
  id: string
  /** For people: the stream, the key's name, the person's. */
  name: string
}

export interface SlotRequest {
  /** Whose calls the CRM counts together: one app and one location or company. */
  budgetKey: string
  /** Shown with the quota. */
  locationId?: string | undefined
  companyId?: string | undefined
  /**
   * The location the call is about, when the budget is a company's: those who wait for one budget take turns by it,
   * and it is who the calls were spent for. Default: `locationId`.
   */
  madeFor?: string | undefined
  lane: Lane
  /** Default: the hub itself. */
  spender?: Spender | undefined
  /** Leaves the queue when aborted. */
  signal?: AbortSignal | undefined
  /**
   * What answers without limit headers mean: `standard` (default) the published limits, `unlimited` that the other
   * side has none, as a simulator with its limits switched off.
   */
  withoutHeaders?: 'standard' | 'unlimited' | undefined
}

/** Gives the slot back; call it exactly once. */
export type ReleaseSlot = (outcome: CallOutcome) => void

/** Calls left for one app and resource. Instants are ISO 8601. */
export interface BudgetQuota {
  key: string
  locationId: string | null
  burstLimit: number
  burstIntervalMs: number
  /** Calls that could start this moment. */
  burstFree: number
  dailyLimit: number
  dailyUsed: number
  pausedUntil: string | null
  /** Calls waiting in this process. */
  waiting: Record<Lane, number>
}

export interface Limiter {
  /**
   * Waits for the right to make one call.
   * @throws `limits.daily_limit_reached`, `limits.stopped`, the signal's reason
   */
  acquire(request: SlotRequest): Promise<ReleaseSlot>
  /** What is left, of all budgets or those of one location. */
  readQuota(filter?: { locationId?: string; budgetKey?: string }): Promise<BudgetQuota[]>
  /** Calls waiting in this process. */
  waiting(): number
  /** The same by lane. */
  waitingByLane(): Record<Lane, number>
  /** Writes down who spent what until now; otherwise that happens within a second. */
  flushSpending(): Promise<void>
  /** Refuses waiting calls and gives back what is held, after writing what is not written yet. */
  stop(): Promise<void>
}
