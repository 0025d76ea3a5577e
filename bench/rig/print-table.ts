import type { Figure } from '../measurements/measurement.types.ts'

/** Prints the figures as one table: ours, what stands beside it, and the ratio of the two with its aim. */
export function printTable(figures: readonly Figure[]): void {
  const heading = ['', 'database', 'ours', 'beside', 'ratio', 'aim', '']
  const rows = figures.map(({ what, database, ours, beside, ratio, aim, isReached }) => [
    what,
    database,
    ours,
    beside,
    Number.isInteger(ratio) ? String(ratio) : ratio.toFixed(2),
    aim,
    isReached ? 'reached' : 'NOT REACHED',
  ])
  const widths = heading.map((_, column) =>
    Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  for (const row of [heading, ...rows])
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
