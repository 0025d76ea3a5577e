import type { Spending } from '@causeway/hub/contract'

export type SpenderTotal = { spender: string; calls: number; refused: number }
export type SpendingShape = {
  /** One for each day of the span, also where nothing was spent; each spender's calls under its name. */
  days: ({ day: string } & Record<string, string | number>)[]
  /** Who spent most first; beyond the largest few, the rest as one. */
  spenders: SpenderTotal[]
}

/** More colours than this nobody tells apart. */
const mostShown = 8
export const everyoneElse = 'everyone else'

/** Spending by day and spender, as a chart and a table show it. */
export function shapeSpending(spending: Spending[], days: string[]): SpendingShape {
  const totals = new Map<string, SpenderTotal>()
  for (const { spender, calls, refused } of spending) {
    const total = totals.get(spender) ?? { spender, calls: 0, refused: 0 }
    totals.set(spender, { spender, calls: total.calls + calls, refused: total.refused + refused })
  }
  const ranked = [...totals.values()].toSorted((one, other) => other.calls - one.calls)
  const named = ranked.length > mostShown ? ranked.slice(0, mostShown - 1) : ranked
  const rest = ranked.slice(named.length)
  const names = new Set(named.map(({ spender }) => spender))
  const spenders =
    rest.length === 0
      ? named
      : [
          ...named,
          {
            spender: everyoneElse,
            calls: rest.reduce((sum, { calls }) => sum + calls, 0),
            refused: rest.reduce((sum, { refused }) => sum + refused, 0),
          },
        ]
  const byDay = new Map(
    days.map((day) => [day, Object.fromEntries(spenders.map(({ spender }) => [spender, 0]))]),
  )
  for (const { day, spender, calls } of spending) {
    const row = byDay.get(day)
    if (row === undefined) continue
    const name = names.has(spender) ? spender : everyoneElse
    row[name] = (row[name] ?? 0) + calls
  }
  return { days: [...byDay].map(([day, row]) => ({ ...row, day })), spenders }
}

/** The last days in UTC, today included: the CRM counts by UTC days. */
export function lastUtcDays(count: number, now: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(now - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  )
}

/** A spender's name for people: `sync:posts` becomes `Sync of posts`. */
export function spenderName(spender: string): string {
  const stream = /^sync:(.+)$/.exec(spender)?.[1]
  if (stream !== undefined) return `Sync of ${stream}`
  return spender.charAt(0).toLocaleUpperCase() + spender.slice(1)
}
