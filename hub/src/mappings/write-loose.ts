import { mappingErrors } from './mappings.errors.ts'
import { describeSample } from './describe-sample.ts'
import type { Destination, OutgoingRow, TargetShape } from './destinations/destination.types.ts'

/** Records that no mapping made, to be written somewhere. */
export interface LooseWrite {
  target: string
  records: readonly Record<string, unknown>[]
  /** One for each record; a record with the same key is replaced. Records with an `id` of their own go by that. */
  keys: readonly string[]
}

/** The column that tells records apart that have no `id` of their own. */
const writeKey = 'write_key'

/**
 * Writes records of any shape: their fields are read off them, and those without an `id` get a `write_key`.
 * @returns how many were written
 */
export async function writeLoose(
  destination: Destination,
  { target, records, keys }: LooseWrite,
): Promise<number> {
  if (records.length === 0) return 0
  const fault = destination.checkTarget(target)
  if (fault !== undefined) throw mappingErrors.target_invalid(fault)
  if (!destination.takesChanges)
    throw mappingErrors.target_invalid('This file is replaced whole by mappings: append to a file instead')
  const haveIds = records.every(({ id }) => typeof id === 'string' || typeof id === 'number')
  const keyName = haveIds ? 'id' : writeKey
  const rows = records.map((record, place): OutgoingRow => {
    const whole: Record<string, unknown> = haveIds ? record : { [writeKey]: keys[place], ...record }
    return {
      locationId: '',
      sourceId: keys[place]!,
      operation: 'upsert',
      key: { [keyName]: whole[keyName] },
      record: whole,
    }
  })
  const shape: TargetShape = {
    mapping: target,
    version: 1,
    fields: fieldsOf(rows),
    key: [keyName],
    onDelete: 'delete',
  }
  const writer = await destination.open(target, null)
  try {
    await writer.prepare(shape)
    const [refused] = await writer.write(rows)
    if (refused !== undefined) throw mappingErrors.row_refused(refused.message)
    return rows.length
  } finally {
    await writer.close()
  }
}

/** Fields of a value of several kinds hold JSON. */
function fieldsOf(rows: readonly OutgoingRow[]): TargetShape['fields'] {
  const records = rows.map(({ record }) => record!)
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))]
  return names.map((name) => {
    const values = records
      .map((record) => record[name])
      .filter((value) => value !== null && value !== undefined)
    const types = new Set(values.map((value) => describeSample([{ value }])[0]!.type))
    if (types.has('number')) types.delete('integer')
    const [type = 'string'] = types
    return { name, type: types.size > 1 ? 'json' : type, required: false }
  })
}
