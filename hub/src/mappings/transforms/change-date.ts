import type { Transform } from '../../store/mapping.types.ts'
import { MappingFailure, shown } from '../mapping-failure.ts'
import { readByPattern, readIso, writeByPattern } from './date-patterns.ts'

type DateTransform = Extract<Transform, { use: 'date' }>

/** Largest distance from 1970 a Date can have. */
const furthestMs = 8.64e15

/** Reads an instant in one way of writing it and writes it in another. */
export function changeDate(value: unknown, transform: DateTransform): string | number {
  const { from = 'iso', zone = 'UTC', to = 'iso', toZone = 'UTC' } = transform
  const instantMs = readInstant(value, from, zone)
  if (!(Math.abs(instantMs) <= furthestMs)) throw new MappingFailure(`${shown(value)} is no date.`)
  if (to === 'unix') return Math.floor(instantMs / 1000)
  if (to === 'unix_ms') return instantMs
  if (to === 'date') return writeByPattern(instantMs, 'yyyy-MM-dd', toZone)
  if (to !== 'iso') return writeByPattern(instantMs, to, toZone)
  return toZone === 'UTC'
    ? new Date(instantMs).toISOString()
    : writeByPattern(instantMs, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", toZone)
}

function readInstant(value: unknown, from: string, zone: string): number {
  if (from === 'unix' || from === 'unix_ms') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw new MappingFailure(
        `${shown(value)} is not a number of ${from === 'unix' ? 'seconds' : 'milliseconds'}.`,
      )
    return from === 'unix' ? number * 1000 : number
  }
  if (typeof value !== 'string') throw new MappingFailure(`${shown(value)} is not a text with a date.`)
  if (from !== 'iso') return readByPattern(value, from, zone)
  const instantMs = readIso(value, zone)
  if (instantMs === undefined) throw new MappingFailure(`${shown(value)} is not a date in ISO 8601.`)
  return instantMs
}
