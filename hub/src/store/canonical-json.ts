import { hash } from 'node:crypto'

/** Escapes that JSON allows and PostgreSQL's jsonb refuses: NUL, and halves of surrogate pairs. */
const unstorableEscape = /\\u(?:0000|d[89a-f])/i

/**
 * JSON text that PostgreSQL's jsonb takes whatever the strings hold: NUL and lone surrogates become U+FFFD.
 * Pass it as a `text` parameter and cast in SQL (`::text::jsonb`), which works alike on PGlite and pg.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  // Cheap for almost every record; a false alarm (the six characters as text) only costs the slow way.
  return unstorableEscape.test(text) ? JSON.stringify(withStorableStrings(value)) : text
}

/** A string that PostgreSQL can hold as text. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

function withStorableStrings(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(withStorableStrings)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), withStorableStrings(item)]),
  )
}

/** JSON with sorted keys: equal values give equal text, whatever order their keys were set in. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}

/** Fingerprint of a value: two values with the same fingerprint are the same record. */
export const fingerprint = (value: unknown): string => hash('sha256', canonicalJson(value), 'base64url')
