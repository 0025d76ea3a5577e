import type { JsonSchema } from '../operation.types.ts'

/** Says what a value of this name and type looks like; `turn` tells the items of a list apart. */
type Value<Type> = (turn: number) => Type

/** An id of twenty letters and digits, as the CRM gives locations, contacts and most other things. */
export const plainId =
  (word: string): Value<string> =>
  (turn) =>
    `${word}Example`.slice(0, 15).padEnd(15, '0') + String(turn + 1).padStart(5, '0')
/** Twenty-four hexadecimal digits, as MongoDB makes them. */
export const objectId: Value<string> = (turn) => `6500000000000000${(turn + 1).toString(16).padStart(8, '0')}`

const fixed = (value: string): Value<string> => {
  return () => value
}
const sentence =
  (text: string): Value<string> =>
  (turn) =>
    turn === 0 ? text : `${text} (${turn + 1})`
const numbered =
  (word: string): Value<string> =>
  (turn) =>
    turn === 0 ? word : `${word} ${turn + 1}`

const objectIds = /^(_id|tagids?|postids?|csvid|categoryid|profileids?|queueid|mediaid)$/i
const plainIds = /(^|[a-z_])ids?$/i

/** Texts by the name of their property, first match wins; ids are told by their ending before. */
const textsByName: [RegExp, Value<string>][] = [
  [/^altType$/, fixed('location')],
  [/^altId$/, plainId('location')],
  [/^(platforms?|network)$/i, fixed('facebook')],
  [/^messagetype$/i, fixed('SMS')],
  [/^direction$/i, fixed('inbound')],
  [/^(assignedto|createdby|approver)$/i, plainId('user')],
  [/^attachments?$/i, fixed('https://example.com/image.png')],
  [/timezone/i, fixed('Europe/London')],
  [/^(lang(uage)?|locale)(code)?$/i, fixed('en_US')],
  [/country(code)?$/i, fixed('GB')],
  [/currency(code)?$/i, fixed('USD')],
  [/phone|^(to|from)Number$/i, (turn) => `+4420794600${String(turn % 100).padStart(2, '0')}`],
  [
    /email(address|to|from)?$|^(cc|bcc)$/i,
    (turn) => (turn === 0 ? 'hello@example.com' : `hello${turn + 1}@example.com`),
  ],
  [/avatar|image|logo|thumbnail|photo|icon/i, fixed('https://example.com/image.png')],
  [/url|uri|link$|website|domain$|^(src|href)$/i, fixed('https://example.com/page')],
  [/mime|contenttype/i, fixed('image/png')],
  [/^(start|from)_?date$|^since/i, fixed('2026-01-01')],
  [/^(end|to)_?date$|^until/i, fixed('2026-01-31')],
  [/(date|day)$/i, fixed('2026-01-15')],
  [
    /(_at|At|Time|Timestamp|Added|Updated|On)$|^(date|timestamp|createdat|updatedat)/,
    fixed('2026-01-15T09:00:00.000Z'),
  ],
  [/^sortOrder$/, fixed('desc')],
  [/^sortBy$/, fixed('createdAt')],
  [/^(skip|offset|startafter)$/i, fixed('0')],
  [/^(limit|pagesize|pagelimit)$/i, fixed('20')],
  [/^page$/i, fixed('1')],
  [/colou?r/i, fixed('#1d4ed8')],
  [/^trace_?id$/i, fixed('9f1c2e34-5a6b-4c7d-8e9f-0a1b2c3d4e5f')],
  [/html/i, fixed('<p>Our spring offer is open.</p>')],
  [/subject$/i, fixed('Spring offer')],
  [
    /message|body|text|summary|caption|description|note|comment|prompt|content/i,
    sentence('Our spring offer is open.'),
  ],
  [/^firstname/i, fixed('First')],
  [/^lastname/i, fixed('Last')],
  [/slug|key$/i, (turn) => (turn === 0 ? 'spring-offer' : `spring-offer-${turn + 1}`)],
  [/^tags?$/i, (turn) => (turn === 0 ? 'spring-offer' : `spring-offer-${turn + 1}`)],
  [/name$|^title|label|^query$|^search/i, numbered('Spring offer')],
  [/^city$/i, fixed('London')],
  [/^state$/i, fixed('England')],
  [/postal|zip/i, fixed('SW1A 1AA')],
  [/address/i, fixed('1 Example Street')],
  [/^status(code)?$/i, fixed('active')],
  [/version/i, fixed('1.0')],
  [/code$/i, fixed('EXAMPLE')],
  [/password|secret|token/i, fixed('not-a-real-secret')],
]

/** Numbers by the name of their property, first match wins. */
const numbersByName: [RegExp, number][] = [
  [/^(skip|offset)$/i, 0],
  [/limit|pagesize/i, 20],
  [/^page(number)?$/i, 1],
  [/statuscode/i, 200],
  [/timestamp|(date|time|At)$|^(start|end)(after|date|time)/, Date.UTC(2026, 0, 15, 9)],
  [/^(lat|latitude)$/i, 51.5],
  [/^(lng|longitude)$/i, -0.1],
  [/percent|rate$/i, 20],
  [/amount|price|total|value|cost|fee/i, 100],
  [/duration|interval|minutes/i, 30],
  [/quantity|qty|count/i, 2],
]

/** Texts that fit the formats a schema may name. */
const textsByFormat: Record<string, string> = {
  'date-time': '2026-01-15T09:00:00.000Z',
  date: '2026-01-15',
  time: '09:00:00Z',
  email: 'hello@example.com',
  uri: 'https://example.com/page',
  uuid: '9f1c2e34-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
  binary: 'content of the file',
}

/** Tried in turn where a pattern refuses what the name suggests. */
const patternedTexts = [
  '20',
  '2026-01-15',
  '09:00',
  'locations/contacts',
  'spring-offer',
  'SpringOffer',
  'EXAMPLE',
  'https://example.com/page',
  'hello@example.com',
  '#1d4ed8',
  '+442079460000',
  '9f1c2e34-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
  objectId(0),
]

/** A text that fits the schema and looks like what its name says. */
export function exampleText(schema: JsonSchema, name: string, turn: number): string {
  const formatted = schema.format === undefined ? undefined : textsByFormat[schema.format]
  const named = textsByName.find(([pattern]) => pattern.test(name))?.[1](turn)
  const wanted = [formatted, exampleId(name, turn) ?? named ?? numbered('Example')(turn), ...patternedTexts]
  const fitted = wanted
    .filter((text) => text !== undefined)
    .map((text) => fitLength(text, schema))
    .find((text) => schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text))
  if (fitted === undefined)
    throw new Error(`No example text fits the pattern ${String(schema.pattern)} of ${name}`)
  return fitted
}

/** A number within the schema's bounds. */
export function exampleNumber(schema: JsonSchema, name: string, turn: number): number {
  const named = numbersByName.find(([pattern]) => pattern.test(name))?.[1] ?? turn + 1
  const lowest = Math.max(schema.minimum ?? -Infinity, (schema.exclusiveMinimum ?? -Infinity) + 1)
  const highest = Math.min(schema.maximum ?? Infinity, (schema.exclusiveMaximum ?? Infinity) - 1)
  const bounded = Math.min(Math.max(named, lowest), highest)
  return schema.type === 'integer' ? Math.ceil(bounded) : bounded
}

function exampleId(name: string, turn: number): string | undefined {
  if (objectIds.test(name)) return objectId(turn)
  // What is paid, valid or said ends like an id and is none; `altId` and `traceId` look otherwise.
  if (!plainIds.test(name) || /^(altId|trace_?id)$|(paid|valid|void|android|grid|said)$/i.test(name))
    return undefined
  return plainId(idWord(name))(turn)
}

/** `contactId` -> `contact`, `id` -> `item`. */
function idWord(name: string): string {
  const word = name.replace(/_?ids?$/i, '').replaceAll(/[^A-Za-z0-9]/g, '')
  return word === '' ? 'item' : word
}

function fitLength(text: string, { minLength = 0, maxLength = Infinity }: JsonSchema): string {
  return text.padEnd(minLength, '0').slice(0, maxLength)
}
