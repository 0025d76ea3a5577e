const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Pauses before the second attempt and those after it: ten attempts in a little over three days. */
const pausesMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]
/** Attempts a delivery gets before it is given up. */
export const mostAttempts = pausesMs.length + 1
/** Pauses grow by up to this share, so that deliveries which failed together do not come back together. */
const jitter = 0.2
/** A receiver may ask for so much patience at most. */
const longestWishMs = dayMs

/**
 * Milliseconds until the next attempt; undefined when the delivery is given up.
 * @param attempts attempts made so far, at least one
 * @param wishMs how long the receiver asked to wait (`Retry-After`)
 * @param chance between 0 and 1
 */
export function planRetry(attempts: number, wishMs: number | undefined, chance: number): number | undefined {
  const pauseMs = pausesMs[attempts - 1]
  if (pauseMs === undefined) return undefined
  const jitteredMs = Math.round(pauseMs * (1 + jitter * chance))
  return Math.max(jitteredMs, Math.min(wishMs ?? 0, longestWishMs))
}

/** Reads `Retry-After`: seconds, or a date. Undefined when it says nothing usable. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * secondMs
  // Dates of HTTP end so; the parser itself takes almost anything for one.
  const at = header.trim().endsWith('GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
