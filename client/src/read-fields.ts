import type { JsonObject } from './json.types.ts'

/** Told about what is not as known; decoding goes on. */
export type ReportDrift = (path: string, problem: string) => void

/**
 * Reads the fields of one JSON object tolerantly: a missing or retyped field never throws. What can be understood is
 * converted (GHL sends numbers and booleans as text in places); what cannot becomes undefined and is reported.
 */
export interface Fields {
  readonly raw: JsonObject
  readonly path: string
  /** Text; undefined when missing, null or empty. */
  text(key: string): string | undefined
  number(key: string): number | undefined
  flag(key: string): boolean | undefined
  /** A moment as ISO text in UTC. */
  instant(key: string): string | undefined
  /** A list; GHL writes an empty one as `{}` or as a sentence, and a single item without the brackets. */
  list<Item>(key: string, decode: (value: unknown, path: string) => Item | undefined): Item[]
  texts(key: string): string[]
  numbers(key: string): number[]
  /** A nested object; undefined when missing. */
  fields(key: string): Fields | undefined
  /** A nested object as it is; empty when missing. */
  object(key: string): JsonObject
  /** An object used as a map: its entries, decoded. */
  entries<Value>(
    key: string,
    decode: (value: unknown, path: string) => Value | undefined,
  ): Readonly<Record<string, Value>>
}

/** Opens an object for reading, or reports that it is none. */
export function readFields(value: unknown, path: string, report: ReportDrift): Fields | undefined {
  if (!isObject(value)) {
    report(path, `expected an object, got ${kindOf(value)}`)
    return undefined
  }
  return fieldsOf(value, path, report)
}

/** The same for what is known to be an object. */
export function fieldsOf(raw: JsonObject, path: string, report: ReportDrift): Fields {
  // Own keys only: `constructor` and its like are no fields.
  const get = (key: string): unknown => (Object.hasOwn(raw, key) ? raw[key] : undefined)
  const at = (key: string) => `${path}.${key}`
  const drift = (key: string, wanted: string) =>
    report(at(key), `expected ${wanted}, got ${kindOf(get(key))}`)

  const list: Fields['list'] = (key, decode) =>
    listOf(get(key), () => drift(key, 'a list')).flatMap((item, position) => {
      const decoded = decode(item, `${at(key)}[${position}]`)
      return decoded === undefined ? [] : [decoded]
    })

  return {
    raw,
    path,
    text: (key) => textOf(get(key), () => drift(key, 'text')),
    number: (key) => numberOf(get(key), () => drift(key, 'a number')),
    flag: (key) => flagOf(get(key), () => drift(key, 'true or false')),
    instant: (key) => instantOf(get(key), () => drift(key, 'a date')),
    list,
    texts: (key) => list(key, (item, itemPath) => textOf(item, () => report(itemPath, 'expected text'))),
    numbers: (key) =>
      listOf(get(key), () => drift(key, 'a list')).map(
        (item, position) => numberOf(item, () => report(`${at(key)}[${position}]`, 'expected a number')) ?? 0,
      ),
    fields(key) {
      const value = get(key)
      return isMissing(value) ? undefined : readFields(value, at(key), report)
    },
    object(key) {
      const value = get(key)
      if (isMissing(value)) return {}
      if (!isObject(value)) drift(key, 'an object')
      return isObject(value) ? value : {}
    },
    entries(key, decode) {
      const value = get(key)
      if (isMissing(value)) return {}
      if (!isObject(value)) {
        drift(key, 'an object')
        return {}
      }
      const decoded = Object.entries(value).flatMap(([name, one]) => {
        const result = decode(one, `${at(key)}.${name}`)
        return result === undefined ? [] : [[name, result] as const]
      })
      return Object.fromEntries(decoded)
    },
  }
}

/** Text from text; numbers and booleans are accepted, reported, and written out. */
function textOf(value: unknown, drift: () => void): string | undefined {
  if (isMissing(value) || value === '') return undefined
  if (typeof value === 'string') return value
  drift()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A number from a number or from numeric text ("-73.53"), which GHL uses for changes. */
export function numberOf(value: unknown, drift: () => void): number | undefined {
  if (isMissing(value) || value === '') return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  drift()
  return undefined
}

function flagOf(value: unknown, drift: () => void): boolean | undefined {
  if (isMissing(value) || value === '') return undefined
  if (typeof value === 'boolean') return value
  if (value === 'true') return true
  if (value === 'false') return false
  drift()
  return undefined
}

const isoInstant = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/i

/** A moment in UTC. Text without a zone is UTC; reading it in this machine's zone would move every post. */
export function instantOf(value: unknown, drift: () => void): string | undefined {
  if (isMissing(value) || value === '') return undefined
  const time = typeof value === 'number' ? value : typeof value === 'string' ? timeOf(value) : Number.NaN
  // Beyond year 9999 neither ISO text nor a database column holds it.
  if (Number.isFinite(time) && Math.abs(time) < 253_402_300_800_000) return new Date(time).toISOString()
  drift()
  return undefined
}

function timeOf(text: string): number {
  const trimmed = text.trim()
  if (!isoInstant.test(trimmed)) return Number.NaN
  const hasZone = trimmed.length > 10 && /(Z|[+-]\d\d:?\d\d)$/i.test(trimmed.slice(10))
  const normal = trimmed.replace(' ', 'T').replaceAll(' ', '')
  return Date.parse(hasZone || trimmed.length === 10 ? normal : `${normal}Z`)
}

function listOf(value: unknown, drift: () => void): unknown[] {
  if (Array.isArray(value)) return value
  if (isMissing(value) || value === '') return []
  // "Tags not found for Location Id", "Tags not found": an empty list in words.
  if (typeof value === 'string' && /not found/i.test(value)) return []
  if (isObject(value)) return Object.keys(value).length === 0 ? [] : [value]
  drift()
  return []
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value
}
