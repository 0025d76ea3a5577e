import type { OutgoingRow, Refusal } from './destination.types.ts'

/** The destination answered, and does not take what was sent. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused'
}

/**
 * Writes rows together, and when they are refused in ever smaller parts, until the ones at fault stand alone.
 * @param write all or none; throws `RowsRefused` for rows at fault, anything else ends it
 */
export async function isolateRefusals(
  rows: readonly OutgoingRow[],
  write: (part: readonly OutgoingRow[]) => Promise<void>,
): Promise<Refusal[]> {
  if (rows.length === 0) return []
  try {
    await write(rows)
    return []
  } catch (problem) {
    if (!(problem instanceof RowsRefused)) throw problem
    if (rows.length === 1) return [{ row: rows[0]!, message: problem.message }]
  }
  const middle = Math.ceil(rows.length / 2)
  return [
    ...(await isolateRefusals(rows.slice(0, middle), write)),
    ...(await isolateRefusals(rows.slice(middle), write)),
  ]
}
