/** Knows how many things happened lately. */
export interface RateMeter {
  count(things: number): void
  /** Things a second, over the last second or so. */
  perSecond(): number
}

const windowMs = 500

/** Counts in two windows, so that a burst is noticed at once and forgotten within a second. */
export function measureRate(now: () => number = () => performance.now()): RateMeter {
  let startedAt = now()
  let current = 0
  let previous = 0

  function turn(): void {
    const passed = Math.floor((now() - startedAt) / windowMs)
    if (passed === 0) return
    previous = passed === 1 ? current : 0
    current = 0
    startedAt += passed * windowMs
  }

  return {
    count(things) {
      turn()
      current += things
    },
    perSecond() {
      turn()
      const elapsedMs = now() - startedAt + windowMs
      return ((current + previous) * 1000) / elapsedMs
    },
  }
}
