import { mappingErrors } from '../mappings.errors.ts'
import type { TargetShape } from './destination.types.ts'

/** A column of a table that is there already. */
export interface TableColumn {
  name: string
  /** Its type without length, as the database spells it. */
  type: string
  isNullable: boolean
  /** It gets a value by itself when none is given. */
  hasDefault: boolean
  /** It cannot be written. */
  isGenerated: boolean
}

export interface ExistingTable {
  columns: readonly TableColumn[]
  /** Columns of each unique index without conditions. */
  uniqueKeys: readonly (readonly string[])[]
}

type Field = TargetShape['fields'][number]

/**
 * Compares a table with what is to be written to it.
 * @param accepts the types of columns that take each type of field
 * @returns the fields that have no column yet
 * @throws `mappings.target_unfit` saying everything that does not fit
 */
export function matchTable(
  table: string,
  shape: TargetShape,
  existing: ExistingTable,
  accepts: Record<Field['type'], readonly string[]>,
): Field[] {
  const columns = new Map(existing.columns.map((column) => [column.name, column]))
  const problems: string[] = []
  for (const field of shape.fields) {
    const column = columns.get(field.name)
    if (column === undefined) continue
    if (column.isGenerated)
      problems.push(`Column "${column.name}" is made by the database and cannot be written.`)
    else if (!accepts[field.type].includes(column.type))
      problems.push(`Column "${column.name}" is ${column.type}, and the field is ${field.type}.`)
    else if (!column.isNullable && !field.required && !shape.key.includes(field.name))
      problems.push(
        `Column "${column.name}" needs a value, and the field is not required: require it, or give it a default.`,
      )
  }
  const names = new Set(shape.fields.map(({ name }) => name))
  for (const column of existing.columns)
    if (!names.has(column.name) && !column.isNullable && !column.hasDefault && !column.isGenerated)
      problems.push(`Column "${column.name}" needs a value, and the mapping has no such field.`)
  const missing = shape.fields.filter(({ name }) => !columns.has(name))
  if (
    missing.some(({ name }) => shape.key.includes(name)) ||
    !existing.uniqueKeys.some((key) => isSame(key, shape.key))
  )
    problems.push(
      `It has no primary key or unique index over exactly ${quoteAll(shape.key)}, the key of the mapping.`,
    )
  if (problems.length > 0)
    throw mappingErrors.target_unfit(`Table ${table} does not fit the mapping. ${problems.join(' ')}`, {
      details: { table, problems },
    })
  return missing
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name))

const quoteAll = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
