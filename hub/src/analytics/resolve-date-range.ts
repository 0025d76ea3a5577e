import { analyticsErrors } from './analytics.errors.ts'
import { addDays, countDays, dayOf } from './days.ts'

/** Days from `from` to `to`, both included. */
export interface DateRange {
  from: string
  to: string
}

/** What a caller said about the period, in any of the allowed ways. */
export interface DateRangeQuery {
  from?: string | undefined
  to?: string | undefined
  /** `30d`, `12w`, or `2026-01-01..2026-01-31`. */
  dateRange?: string | undefined
}

const defaultDays = 30
/** Longest period one answer covers: ten years. */
const maxDays = 3660
const earliest = '2000-01-01'

/**
 * Turns a question's period into days. Without any it is the last 30 days; today is left out, since it is not over.
 * @throws `analytics.range_invalid` for reversed, absurd, conflicting or unreadable periods
 */
export function resolveDateRange(query: DateRangeQuery, now: Date): DateRange {
  const hasRange = query.dateRange !== undefined && query.dateRange.trim() !== ''
  if (hasRange && (query.from !== undefined || query.to !== undefined))
    throw analyticsErrors.range_invalid('dateRange was given together with from or to')
  const yesterday = addDays(dayOf(now), -1)
  const range = hasRange ? readDateRange(query.dateRange!.trim(), yesterday) : fillIn(query, yesterday)
  return check(range, now)
}

/** The period of the same length that ends where `range` begins. */
export function previousRange({ from, to }: DateRange): DateRange {
  return { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) }
}

function readDateRange(text: string, yesterday: string): DateRange {
  const days = text.match(/^(\d{1,4})([dw])$/i)
  if (days !== null) {
    const count = Number(days[1]) * (days[2]!.toLowerCase() === 'w' ? 7 : 1)
    if (count < 1 || count > maxDays)
      throw analyticsErrors.range_invalid(`dateRange "${text}" must cover 1 to ${maxDays} days`)
    return { from: addDays(yesterday, 1 - count), to: yesterday }
  }
  const ends = text.match(/^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/)
  if (ends === null) throw analyticsErrors.range_invalid(`dateRange "${text.slice(0, 40)}" cannot be read`)
  return { from: ends[1]!, to: ends[2]! }
}

function fillIn({ from, to }: DateRangeQuery, yesterday: string): DateRange {
  if (to !== undefined && isDay(to)) return { from: from ?? addDays(to, 1 - defaultDays), to }
  if (from !== undefined) return { from, to: to ?? (from > yesterday ? from : yesterday) }
  return { from: addDays(yesterday, 1 - defaultDays), to: to ?? yesterday }
}

function check(range: DateRange, now: Date): DateRange {
  const { from, to } = range
  for (const day of [from, to])
    if (!isDay(day)) throw analyticsErrors.range_invalid(`"${day.slice(0, 40)}" is not a calendar day`)
  if (from > to) throw analyticsErrors.range_invalid(`The period starts on ${from}, after it ends on ${to}`)
  const latest = addDays(dayOf(now), 366)
  if (from < earliest || to > latest)
    throw analyticsErrors.range_invalid(`The period must lie between ${earliest} and ${latest}`)
  if (countDays(from, to) > maxDays)
    throw analyticsErrors.range_invalid(`The period covers more than ${maxDays} days`)
  return range
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  // 31 February becomes a day of March: only a real day comes back as it was.
  return !Number.isNaN(instant.getTime()) && dayOf(instant) === text
}
