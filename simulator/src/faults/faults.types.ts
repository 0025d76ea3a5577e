/** Which requests a fault befalls; every part given must agree, and none given means all. */
export interface FaultMatch {
  operationId?: string
  method?: string
  /** Start of the path, e.g. `/oauth/token`. */
  pathPrefix?: string
  locationId?: string
}

/** What goes wrong. */
export type FaultEffect =
  /** The answer comes late: `delayMs`, give or take up to `jitterMs`. */
  | { kind: 'latency'; delayMs: number; jitterMs?: number }
  /** The server answers this status and does nothing. A 429 has no `Retry-After`, as GHL's. */
  | { kind: 'status'; status: number }
  /** The connection is cut: before the work is done, after it without an answer, or amid the answer's body. */
  | { kind: 'cut'; when: 'before' | 'after' | 'amid' }
  /** The work is done, and the JSON of its answer ends too early. */
  | { kind: 'malformed_json' }
  /** The work is done, and the body of the answer drips for `durationMs`. */
  | { kind: 'slow_body'; durationMs: number }
  /** The work is done twice, as when a proxy repeats a request. */
  | { kind: 'duplicate' }
  /** A refresh rotates the tokens, and the connection is cut before the answer leaves. */
  | { kind: 'lost_refresh_answer' }

export type FaultKind = FaultEffect['kind']

/** A fault to switch on. */
export type FaultDraft = FaultEffect & {
  match?: FaultMatch
  /** Chance from 0 to 1 that a matching request is hit; 1 when left out. Drawn from the simulator's seed. */
  probability?: number
  /** How many requests it hits before it is spent; without it, until removed. */
  times?: number
}

/** A fault that is switched on, or spent. */
export type Fault = FaultDraft & { id: string; hits: number }

/** A request as faults are matched against. */
export interface FaultTarget {
  operationId: string
  method: string
  path: string
  locationId?: string | undefined
  isRefresh: boolean
}

/** The switches for everything that can go wrong. */
export interface Faults {
  /** Switches a fault on. @throws FaultError with what is wrong in the draft. */
  add(draft: FaultDraft): Fault
  /** Switches one off; false when there is none with that id. */
  remove(id: string): boolean
  clear(): void
  list(): Fault[]
}
