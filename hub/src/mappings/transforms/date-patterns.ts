import { MappingFailure, shown } from '../mapping-failure.ts'
import { instantOf, offsetMs } from './zoned-time.ts'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const tokenPattern =
  /'([^']*)'|yyyy|yy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|hh|h|mm|ss|SSS|a|XXX|[A-Za-z]+|[^A-Za-z']+/g
const lettersKnown = /^(yyyy|yy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|hh|h|mm|ss|SSS|a|XXX)$/
const pad = (value: number, length: number) => String(value).padStart(length, '0')

/** Parts of a pattern, or the first letters that mean nothing in one. */
export function readPattern(pattern: string): { tokens: string[] } | { unknown: string } {
  const tokens = pattern.match(tokenPattern) ?? []
  if (tokens.join('') !== pattern) return { unknown: "'" }
  const unknown = tokens.find((token) => /^[A-Za-z]/.test(token) && !lettersKnown.test(token))
  return unknown === undefined ? { tokens } : { unknown }
}

const tokensOf = (pattern: string): string[] => {
  const read = readPattern(pattern)
  if ('unknown' in read)
    throw new MappingFailure(`The date pattern has ${shown(read.unknown)}, which means nothing in it.`)
  return read.tokens
}

/** Writes an instant by a pattern, as the wall clock of a zone shows it. */
export function writeByPattern(instantMs: number, pattern: string, zone: string): string {
  const offset = offsetMs(zone, instantMs)
  const wall = new Date(instantMs + offset)
  const hour = wall.getUTCHours()
  const values: Record<string, string> = {
    yyyy: pad(wall.getUTCFullYear(), 4),
    yy: pad(wall.getUTCFullYear() % 100, 2),
    MMMM: months[wall.getUTCMonth()]!,
    MMM: months[wall.getUTCMonth()]!.slice(0, 3),
    MM: pad(wall.getUTCMonth() + 1, 2),
    M: String(wall.getUTCMonth() + 1),
    dd: pad(wall.getUTCDate(), 2),
    d: String(wall.getUTCDate()),
    EEEE: weekdays[wall.getUTCDay()]!,
    EEE: weekdays[wall.getUTCDay()]!.slice(0, 3),
    HH: pad(hour, 2),
    H: String(hour),
    hh: pad(hour % 12 || 12, 2),
    h: String(hour % 12 || 12),
    mm: pad(wall.getUTCMinutes(), 2),
    ss: pad(wall.getUTCSeconds(), 2),
    SSS: pad(wall.getUTCMilliseconds(), 3),
    a: hour < 12 ? 'AM' : 'PM',
    XXX: writeOffset(offset),
  }
  return tokensOf(pattern)
    .map((token) => values[token] ?? (token.startsWith("'") ? token.slice(1, -1) || "'" : token))
    .join('')
}

const writeOffset = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  return offset === 0
    ? 'Z'
    : `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`
}

const digits: Record<string, string> = {
  yyyy: '(\\d{4})',
  yy: '(\\d{2})',
  MMMM: `(${months.join('|')})`,
  MMM: `(${months.map((name) => name.slice(0, 3)).join('|')})`,
  MM: '(\\d{2})',
  M: '(\\d{1,2})',
  dd: '(\\d{2})',
  d: '(\\d{1,2})',
  EEEE: `(${weekdays.join('|')})`,
  EEE: `(${weekdays.map((name) => name.slice(0, 3)).join('|')})`,
  HH: '(\\d{2})',
  H: '(\\d{1,2})',
  hh: '(\\d{2})',
  h: '(\\d{1,2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})',
  SSS: '(\\d{3})',
  a: '(AM|PM)',
  XXX: '(Z|[+-]\\d{2}:?\\d{2})',
}
const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
const compiled = new Map<string, { expression: RegExp; names: string[] }>()

function compile(pattern: string) {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const tokens = tokensOf(pattern)
  const source = tokens
    .map((token) => digits[token] ?? escaped(token.startsWith("'") ? token.slice(1, -1) || "'" : token))
    .join('')
  const made = {
    expression: new RegExp(`^${source}$`, 'i'),
    names: tokens.filter((token) => token in digits),
  }
  if (compiled.size > 500) compiled.clear()
  compiled.set(pattern, made)
  return made
}

/** Reads a text by a pattern; a text without an offset is a wall clock of the zone. */
export function readByPattern(text: string, pattern: string, zone: string): number {
  const { expression, names } = compile(pattern)
  const found = expression.exec(text.trim())
  if (found === null) throw new MappingFailure(`${shown(text)} is not a date written as ${pattern}.`)
  const parts = Object.fromEntries(names.map((name, place) => [name, found[place + 1]!]))
  const number = (...candidates: string[]): number | undefined => {
    const given = candidates.find((name) => parts[name] !== undefined)
    return given === undefined ? undefined : Number(parts[given])
  }
  const monthName = (parts['MMMM'] ?? parts['MMM'])?.slice(0, 3).toLowerCase()
  const month =
    monthName === undefined
      ? (number('MM', 'M') ?? 1)
      : months.findIndex((name) => name.slice(0, 3).toLowerCase() === monthName) + 1
  const shortYear = number('yy')
  const year = number('yyyy') ?? (shortYear === undefined ? 1970 : shortYear + (shortYear < 70 ? 2000 : 1900))
  const half = number('hh', 'h')
  const isAfternoon = parts['a']?.toLowerCase() === 'pm'
  const hour = number('HH', 'H') ?? (half === undefined ? 0 : (half % 12) + (isAfternoon ? 12 : 0))
  const wallMs = wallOf(text, [
    year,
    month,
    number('dd', 'd') ?? 1,
    hour,
    number('mm') ?? 0,
    number('ss') ?? 0,
  ])
  return toInstant(wallMs + (number('SSS') ?? 0), parts['XXX'], zone)
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** Reads an ISO 8601 date or date and time; undefined when it is none. */
export function readIso(text: string, zone: string): number | undefined {
  const found = isoPattern.exec(text.trim())
  if (found === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = found
  const wallMs = wallOf(text, [year, month, day, hour, minute, second].map(Number))
  return toInstant(wallMs + Math.floor(Number(`0.${fraction}`) * 1000), offset, zone)
}

/** A wall clock as if it were UTC; days and hours that do not exist are refused and not carried over. */
function wallOf(text: string, parts: number[]): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const wall = new Date(0)
  wall.setUTCFullYear(year, month - 1, day)
  wall.setUTCHours(hour, minute, second)
  const isReal =
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    wall.getUTCHours() === hour &&
    minute < 60 &&
    second < 60
  if (!isReal) throw new MappingFailure(`${shown(text)} is a date or time that does not exist.`)
  return wall.getTime()
}

function toInstant(wallMs: number, offset: string | undefined, zone: string): number {
  if (offset === undefined) return instantOf(zone, wallMs)
  if (offset.toUpperCase() === 'Z') return wallMs
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return wallMs - (offset.startsWith('-') ? -1 : 1) * minutes * 60_000
}
