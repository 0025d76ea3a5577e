/** What is kept of a request in the call log. */
export interface RedactedRequest {
  query: unknown
  body: unknown
}

const redacted = '[redacted]'
const leftOut = '…'
const longestText = 500
const mostItems = 20
const deepest = 12
/** Of a text this much is looked at; a long one is cut to far less anyway. */
const longestLook = 16_000
/** JSON bytes of query and body together; what the marks of cut places need is kept free of the 8 kB. */
const wholeBytes = 7000
const markBytes = 24

/** Parts of a key that mean a secret wherever they stand. */
const secretPart =
  /token|secret|passw|pwd|authori[sz]ation|apikey|credential|cvv|cvc|creditcard|cardn|privatekey|clientkey|bearer/
/** Words that mean one when they stand alone in a key: `card` does, `discard` does not. */
const secretWords = new Set([
  'auth',
  'card',
  'cookie',
  'iban',
  'jwt',
  'key',
  'keys',
  'otp',
  'pin',
  'session',
  'signature',
  'ssn',
  'tin',
])
/** `key` is also what lists of fields call their names. */
const plainKeys = new Set(['key', 'keys', 'fieldkey', 'field_key', 'foreignkey', 'objectkey'])
const namingKeys = ['key', 'name', 'field', 'id', 'fieldKey', 'field_key', 'label']
const valueKeys = /^(?:value|values|field_?value|content|data)$/i

const secretTexts: [RegExp, string][] = [
  [/eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)*/g, redacted],
  [/\bpit-[\w-]{6,}/gi, redacted],
  [/cw_[A-Za-z0-9]{8,}/g, redacted],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${redacted}`],
  [
    /([?&][^=&\s?]{0,40}(?:token|secret|key|passw|signature|auth)[^=&\s?]{0,40}=)[^&\s#"']+/gi,
    `$1${redacted}`,
  ],
  [
    /("[^"\n]{0,40}(?:token|secret|password|authorization|api_?key|cvv|ssn)[^"\n]{0,40}"\s{0,3}:\s{0,3})"[^"\n]*"?/gi,
    `$1"${redacted}"`,
  ],
]

/**
 * What may be kept of a request: secrets blacked out by the names and the looks of values, long texts cut at 500
 * characters, lists at 20 items, and all of it at 8 kB of JSON.
 */
export function redactRequest(query: unknown, body: unknown): RedactedRequest {
  const room = { bytes: wholeBytes }
  return { query: redactValue(query, room, 0), body: redactValue(body, room, 0) }
}

/** A text without what looks like a secret, cut. */
export function redactText(text: string, longest: number = longestText): string {
  const looked = text.length > longestLook ? cutBetweenWords(text) : text
  const clean = secretTexts.reduce((current, [pattern, instead]) => current.replace(pattern, instead), looked)
  if (clean.length <= longest && looked.length === text.length) return clean.toWellFormed()
  return `${clean.slice(0, longest).toWellFormed()}… (${text.length} characters)`
}

/** Cuts before the word that a plain cut would split: half a token no longer looks like one. */
function cutBetweenWords(text: string): string {
  let end = longestLook
  while (end > 0 && /[\w.~+/=-]/.test(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

interface Room {
  bytes: number
}

function redactValue(value: unknown, room: Room, depth: number): unknown {
  if (value === undefined) return null
  if (room.bytes <= 0) return leftOut
  if (typeof value === 'string') return spend(fitting(redactText(value), room), room)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return spend(value, room)
  if (typeof value !== 'object') return spend(`[${typeof value}]`, room)
  if (value instanceof Date) return spend(Number.isNaN(value.getTime()) ? null : value.toISOString(), room)
  if (ArrayBuffer.isView(value)) return spend(`[${value.byteLength} bytes]`, room)
  if (depth >= deepest) return leftOut
  return Array.isArray(value) ? redactList(value, room, depth) : redactObject(value, room, depth)
}

function redactList(list: readonly unknown[], room: Room, depth: number): unknown[] {
  room.bytes -= 2
  const kept: unknown[] = []
  for (const item of list) {
    if (kept.length >= mostItems || room.bytes <= 0) break
    kept.push(redactValue(item, room, depth + 1))
    room.bytes -= 1
  }
  if (kept.length < list.length) kept.push(`… ${list.length - kept.length} more`)
  return kept
}

function redactObject(value: object, room: Room, depth: number): Record<string, unknown> {
  room.bytes -= 2
  const namesSecret = isNamedSecret(value)
  const kept: [string, unknown][] = []
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    if (room.bytes <= 0) {
      kept.push([leftOut, leftOut])
      break
    }
    const shownKey = redactText(key, 100)
    spend(shownKey, room)
    const isSecret = isSecretKey(key) || (namesSecret && valueKeys.test(key))
    kept.push([shownKey, isSecret ? spend(redacted, room) : redactValue(item, room, depth + 1)])
  }
  return Object.fromEntries(kept)
}

/** `{ name: 'password', value: '…' }`: the name of the value stands beside it. */
function isNamedSecret(value: object): boolean {
  const named = value as Record<string, unknown>
  return namingKeys.some(
    (key) => Object.hasOwn(value, key) && typeof named[key] === 'string' && isSecretKey(named[key]),
  )
}

function isSecretKey(key: string): boolean {
  const name = key.slice(0, 200)
  if (plainKeys.has(name.toLowerCase())) return false
  if (secretPart.test(name.toLowerCase().replaceAll(/[^a-z]/g, ''))) return true
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some((word) => secretWords.has(word))
}

/** A text that would need more than the room left keeps what fits whatever its characters need as JSON. */
const fitting = (text: string, room: Room): string =>
  Buffer.byteLength(JSON.stringify(text)) <= room.bytes
    ? text
    : `${text.slice(0, Math.floor(room.bytes / 6)).toWellFormed()}${leftOut}`

/** Takes the room a value needs as JSON. */
function spend<Value extends string | number | boolean | null>(value: Value, room: Room): Value {
  room.bytes -= Math.min(markBytes + Buffer.byteLength(JSON.stringify(value)), wholeBytes)
  return value
}
