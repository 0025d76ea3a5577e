export type SparkPath = { line: string; area: string }

/**
 * The path of a sparkline in a box, and of the area below it. Gaps (null) break the line: a day without a value
 * is not a zero. Undefined when fewer than two values are known.
 */
export function sparkPath(values: (number | null)[], width: number, height: number): SparkPath | undefined {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return undefined
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const span = high - low || 1
  const step = width / (values.length - 1)
  const x = (index: number) => round(index * step)
  const y = (value: number) => round(height - 2 - ((value - low) / span) * (height - 4))
  const runs = runsOf(values)
  const line = runs
    .map((run) =>
      run.map(({ index, value }, at) => `${at === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join(''),
    )
    .join('')
  const area = runs
    .map((run) => {
      const points = run.map(({ index, value }) => `L${x(index)} ${y(value)}`).join('')
      return `M${x(run[0]!.index)} ${height}${points}L${x(run.at(-1)!.index)} ${height}Z`
    })
    .join('')
  return { line, area }
}

function runsOf(values: (number | null)[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1)!.index === index - 1) run.push({ index, value })
    else runs.push([{ index, value }])
  }
  return runs
}

const round = (value: number) => Math.round(value * 10) / 10
