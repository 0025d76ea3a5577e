import type { Clock } from '../platform/clock.ts'

// Days are `YYYY-MM-DD` in UTC, as the CRM's statistics are.

const dayMs = 24 * 60 * 60 * 1000
/** Seven days a window: the CRM answers weekday names, and of seven days each is another. */
export const windowDays = 7
/** How far back the CRM is asked when an account is new to the hub. */
export const backfillDays = 400

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)
export const addDays = (day: string, days: number): string => dayOf(new Date(Date.parse(day) + days * dayMs))
/** The last whole day. */
export const yesterdayOf = (clock: Clock): string => addDays(dayOf(clock.now()), -1)
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

/** The days of the window that ends `number` windows before `anchor`'s, oldest first. */
export function windowBefore(anchor: string, number: number): string[] {
  const last = addDays(anchor, -number * windowDays)
  return Array.from({ length: windowDays }, (_, place) => addDays(last, place + 1 - windowDays))
}

/** Windows that reach at least `days` back from the anchor, the anchor included. */
export const windowsFor = (days: number): number => Math.ceil(days / windowDays)
