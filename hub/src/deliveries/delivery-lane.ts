import type { ClaimedDelivery } from '../store/deliveries.store.ts'
import type { DeliveryTarget } from './deliveries.types.ts'

/** Failures in a row after which an endpoint counts as down: from then on one delivery at a time tries whether it is back. */
const failuresUntilDown = 5
const firstPauseMs = 1000
const longestPauseMs = 60_000
/** How much of a wish to be left alone is granted to a whole endpoint. */
const longestWishMs = 3_600_000
/** A receiver that answers within so many milliseconds is worth taking deliveries ahead for. */
const fastMs = 100
const aheadForFast = 10
/** Of what each answer's time counts in the average. */
const weight = 0.2

/** A delivery taken from the queue; nobody else has it until `until`. */
export interface HeldDelivery {
  delivery: ClaimedDelivery
  /** Milliseconds of the hub's clock. */
  until: number
}

/**
 * What is under way to one endpoint. However it behaves, it holds up only its own lane: so many requests at once, so
 * many a second, and when it fails again and again a single try from time to time.
 */
export class DeliveryLane {
  target: DeliveryTarget
  /** True when the queue may hold more for this endpoint than was taken. */
  mayHaveMore = true
  inFlight = 0
  #held: HeldDelivery[] = []
  #failures = 0
  #pausedUntil = 0
  #averageMs = fastMs
  #tokens = 1
  #tokensAt = performance.now()

  constructor(target: DeliveryTarget) {
    this.target = target
  }

  get isDown(): boolean {
    return this.#failures >= failuresUntilDown
  }

  get held(): number {
    return this.#held.length
  }

  /** How many deliveries it would take from the queue now. */
  room(nowMs: number): number {
    if (nowMs < this.#pausedUntil) return 0
    const taken = this.#held.length + this.inFlight
    if (this.isDown) return Math.max(0, 1 - taken)
    const { concurrency, rate } = this.target
    const ahead = this.#averageMs < fastMs ? concurrency * aheadForFast : concurrency
    // What a slow rate cannot send soon had better wait where others can take it.
    const most = rate === null ? ahead : Math.min(ahead, Math.max(1, rate))
    return Math.max(0, most - taken)
  }

  hold(deliveries: readonly HeldDelivery[]): void {
    this.#held.push(...deliveries)
  }

  /** The next delivery that may go out now; one whose time ran out is left to whoever takes it next. */
  next(nowMs: number, neededMs: number): ClaimedDelivery | undefined {
    const limit = this.isDown ? 1 : this.target.concurrency
    while (this.#held.length > 0 && this.inFlight < limit && nowMs >= this.#pausedUntil) {
      if (this.#held[0]!.until - neededMs < nowMs) {
        this.#held.shift()
        this.mayHaveMore = true
        continue
      }
      if (!this.#takeToken()) return undefined
      this.inFlight += 1
      return this.#held.shift()!.delivery
    }
    return undefined
  }

  /** Milliseconds until the rate lets another delivery out; undefined when it is not the rate that holds it up. */
  untilToken(): number | undefined {
    const { rate } = this.target
    if (rate === null || this.#held.length === 0) return undefined
    this.#refill(rate)
    return this.#tokens >= 1 ? undefined : Math.ceil(((1 - this.#tokens) / rate) * 1000)
  }

  succeeded(durationMs: number): void {
    this.inFlight -= 1
    this.#failures = 0
    this.#pausedUntil = 0
    this.#averageMs += (durationMs - this.#averageMs) * weight
  }

  /** Nothing was sent, and the receiver has no part in it. */
  unsent(): void {
    this.inFlight -= 1
  }

  failed(nowMs: number, durationMs: number, retryAfterMs: number | undefined): void {
    this.inFlight -= 1
    this.#failures += 1
    this.#averageMs += (durationMs - this.#averageMs) * weight
    const pauseMs = this.isDown
      ? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, this.#failures - failuresUntilDown))
      : 0
    const wishMs = Math.min(retryAfterMs ?? 0, longestWishMs)
    this.#pausedUntil = Math.max(this.#pausedUntil, nowMs + Math.max(pauseMs, wishMs))
  }

  /** Lets it try again at once, for somebody who mended the receiver. */
  forgive(): void {
    this.#failures = Math.min(this.#failures, failuresUntilDown - 1)
    this.#pausedUntil = 0
    this.mayHaveMore = true
  }

  /** What it holds and cannot send soon, to be given back to the queue. */
  release(): string[] {
    const ids = this.#held.map(({ delivery }) => delivery.id)
    this.#held = []
    if (ids.length > 0) this.mayHaveMore = true
    return ids
  }

  /** Whether it holds deliveries it cannot send for a while. */
  isStuck(nowMs: number): boolean {
    return this.#held.length > 0 && (nowMs < this.#pausedUntil || (this.isDown && this.inFlight > 0))
  }

  #takeToken(): boolean {
    const { rate } = this.target
    if (rate === null) return true
    this.#refill(rate)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Up to a tenth of a second's share may go out together. */
  #refill(rate: number): void {
    const now = performance.now()
    this.#tokens = Math.min(Math.max(1, rate / 10), this.#tokens + ((now - this.#tokensAt) / 1000) * rate)
    this.#tokensAt = now
  }
}
