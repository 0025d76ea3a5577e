/** Calendar days in UTC as `YYYY-MM-DD`: the only unit statistics are kept in. */
export type Granularity = 'day' | 'week' | 'month'

const dayMs = 86_400_000

const instantOf = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The UTC day an instant falls on. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

/** The day `count` days later; earlier when negative. */
export const addDays = (day: string, count: number): string => dayOf(new Date(instantOf(day) + count * dayMs))

/** How many days lie in `from`..`to`, both included. */
export const countDays = (from: string, to: string): number =>
  Math.round((instantOf(to) - instantOf(from)) / dayMs) + 1

/** First day of the period a day belongs to; weeks start on Monday, as PostgreSQL's date_trunc has it. */
export function periodOf(day: string, granularity: Granularity): string {
  if (granularity === 'day') return day
  if (granularity === 'month') return `${day.slice(0, 7)}-01`
  const weekday = new Date(instantOf(day)).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** First days of all periods that `from`..`to` touches, in order. */
export function periodsBetween(from: string, to: string, granularity: Granularity): string[] {
  const periods: string[] = []
  for (let day = periodOf(from, granularity); day <= to; day = nextPeriod(day, granularity)) periods.push(day)
  return periods
}

function nextPeriod(period: string, granularity: Granularity): string {
  if (granularity === 'day') return addDays(period, 1)
  if (granularity === 'week') return addDays(period, 7)
  // Day 32 of a month that starts on its first always lies in the next month.
  return periodOf(addDays(period, 31), 'month')
}
