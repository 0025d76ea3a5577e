import type { RateLimitReading } from './transport.types.ts'

/** Headers by lower-case name, as undici gives them. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

/** GHL's five headers and the sixth that only sometimes comes (`x-ratelimit-daily-reset`, milliseconds). */
const headerOf = {
  limit: 'x-ratelimit-max',
  remaining: 'x-ratelimit-remaining',
  intervalMs: 'x-ratelimit-interval-milliseconds',
  dailyLimit: 'x-ratelimit-limit-daily',
  dailyRemaining: 'x-ratelimit-daily-remaining',
  dailyResetMs: 'x-ratelimit-daily-reset',
} as const satisfies Record<keyof RateLimitReading, string>

/** What an answer's headers say about the limits; nonsense is left out. */
export function readRateLimit(headers: AnswerHeaders): RateLimitReading {
  const reading: RateLimitReading = {}
  for (const key of Object.keys(headerOf) as (keyof RateLimitReading)[]) {
    const value = readCount(headers[headerOf[key]])
    if (value !== undefined) reading[key] = value
  }
  return reading
}

/** `Retry-After` in milliseconds: GHL does not send it, proxies and GHL's CDN do. Seconds or a date. */
export function readRetryAfterMs(headers: AnswerHeaders, now: number): number | undefined {
  const header = headers['retry-after']
  if (typeof header !== 'string' || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function readCount(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined
  const count = Number(header)
  // A remaining count below zero has been seen in the wild after bursts; it means none.
  return Number.isFinite(count) ? Math.max(0, count) : undefined
}
