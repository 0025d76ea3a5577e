import type { FieldType } from '../store/mapping.types.ts'
import { MappingFailure, shown } from './mapping-failure.ts'
import { readIso } from './transforms/date-patterns.ts'

/**
 * A value in the type of its field. No value, and an empty text where no text is wanted, are null.
 * Dates are `YYYY-MM-DD`, instants ISO 8601 in UTC.
 */
export function castValue(value: unknown, type: FieldType): unknown {
  if (value === undefined || value === null) return null
  if (type !== 'string' && type !== 'json' && value === '') return null
  return casts[type](value)
}

const casts: Record<FieldType, (value: unknown) => unknown> = {
  string(value) {
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    throw new MappingFailure(
      `${shown(value)} is ${Array.isArray(value) ? 'a list' : 'an object'} and not a text: join it, or take one of its fields.`,
    )
  },
  number: (value) => numberOf(value),
  integer(value) {
    const number = numberOf(value)
    if (!Number.isSafeInteger(number)) throw new MappingFailure(`${shown(value)} is not a whole number.`)
    return number
  },
  boolean(value) {
    if (typeof value === 'boolean') return value
    const text =
      typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : ''
    if (['true', 'yes', '1', 'on'].includes(text)) return true
    if (['false', 'no', '0', 'off'].includes(text)) return false
    throw new MappingFailure(`${shown(value)} is neither true nor false.`)
  },
  date: (value) => new Date(instantOf(value, 'date')).toISOString().slice(0, 10),
  datetime: (value) => new Date(instantOf(value, 'date and time')).toISOString(),
  json: (value) => value,
  list(value) {
    if (Array.isArray(value)) return value
    throw new MappingFailure(`${shown(value)} is not a list.`)
  },
}

function numberOf(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new MappingFailure(`${shown(value)} is not a number.`)
}

function instantOf(value: unknown, what: string): number {
  const instantMs = typeof value === 'string' ? readIso(value, 'UTC') : undefined
  if (instantMs === undefined || Number.isNaN(instantMs))
    throw new MappingFailure(
      `${shown(value)} is not a ${what}: add a date transform that says how it is written.`,
    )
  return instantMs
}
