/** A span of inclusive UTC days. */
export type Days = { from: string; to: string; count: number }

const dayMs = 86_400_000

/** The UTC day of an instant, `YYYY-MM-DD`. */
export const utcDay = (instant: Date | number) => new Date(instant).toISOString().slice(0, 10)

/** The last `count` complete days, ending yesterday: today is still being counted by the networks. */
export function lastDays(count: number, now: Date): Days {
  const yesterday = now.getTime() - dayMs
  return { from: utcDay(yesterday - (count - 1) * dayMs), to: utcDay(yesterday), count }
}

/** The inclusive days between two, in either order. */
export function daysBetween(one: string, other: string): Days {
  const [from, to] = one <= other ? [one, other] : [other, one]
  const count = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  return { from, to, count }
}

/** True for a calendar day that exists, written `YYYY-MM-DD`. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && utcDay(time) === text
}

/** What a page's address says about the period. */
export type PeriodSearch = { days?: number; from?: string; to?: string }

/** Reads the period of a page's address; anything else than a known choice becomes 30 days. */
export function readPeriod(search: PeriodSearch, now: Date): Days {
  if (isDay(search.from) && isDay(search.to)) return daysBetween(search.from, search.to)
  return lastDays(search.days ?? 30, now)
}
