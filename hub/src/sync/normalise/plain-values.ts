/** Values as the store's views cast them: what does not fit a column's type becomes null, never an error. */

/** An instant as ISO 8601 text of one form, which sorts as time does; null for anything that is none. */
export function instantOrNull(text: string | undefined): string | null {
  if (text === undefined) return null
  const instant = new Date(text)
  const year = instant.getUTCFullYear()
  // ISO text of other years has another form, and dates that far off are mistakes.
  return Number.isNaN(year) || year < 1970 || year > 9999 ? null : instant.toISOString()
}

const largestInt = 2_147_483_647
/** A count that fits PostgreSQL's int. */
export const countOf = (value: number): number =>
  Number.isFinite(value) ? Math.min(largestInt, Math.max(0, Math.round(value))) : 0

export const textOrNull = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

/** Distinct strings in a stable order: the CRM gives sets as lists in any order. */
export const distinct = (values: Iterable<string>): string[] => [...new Set(values)].sort()
