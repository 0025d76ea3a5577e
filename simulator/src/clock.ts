import type { SimulatedClock } from './simulator.types.ts'

/** The simulator's clock with the controls the admin page has: freezing it and letting it run. */
export interface ControlledClock extends SimulatedClock {
  readonly isFrozen: boolean
  /** Stops time at the present instant. */
  freeze(): void
  /** Lets time pass again from the present instant. */
  run(): void
  /**
   * Milliseconds that only grow: real time passed plus every jump forward.
   * Rate limits count in these, so that neither a frozen clock stops a window nor a jump back reopens one.
   */
  elapsedMs(): number
}

/** Makes a clock that runs from the real time, or stands frozen at the given instant. */
export function createClock(start: Date | 'real'): ControlledClock {
  const listeners: (() => void)[] = []
  let frozenAtMs: number | undefined = start === 'real' ? undefined : start.getTime()
  let offsetMs = 0
  let jumpedMs = 0

  const nowMs = () => frozenAtMs ?? Date.now() + offsetMs

  function moveTo(targetMs: number) {
    if (!Number.isFinite(targetMs) || Math.abs(targetMs) > 8.64e15)
      throw new RangeError('The clock needs a valid instant')
    jumpedMs += Math.max(0, targetMs - nowMs())
    if (frozenAtMs === undefined) offsetMs = targetMs - Date.now()
    else frozenAtMs = targetMs
    for (const listener of listeners) listener()
  }

  return {
    now: () => new Date(nowMs()),
    set: (to) => moveTo(to.getTime()),
    advance: (ms) => moveTo(nowMs() + ms),
    onAdvance: (listener) => void listeners.push(listener),
    get isFrozen() {
      return frozenAtMs !== undefined
    },
    freeze() {
      frozenAtMs = nowMs()
    },
    run() {
      if (frozenAtMs === undefined) return
      offsetMs = frozenAtMs - Date.now()
      frozenAtMs = undefined
    },
    elapsedMs: () => performance.now() + jumpedMs,
  }
}
