import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../src/operation.types.ts'

/** A difference in plain words. */
export interface ExplainedChange {
  sentence: string
  /** Calls that worked may be refused now, or answers may lack what was there. */
  isBreaking: boolean
}

/** Which side the CRM reads (`request`), and which it writes (`answer`): what breaks differs. */
type Direction = 'request' | 'answer'

interface Place {
  direction: Direction
  /** How the whole is called: `The body`, `The answer`, `The query parameter`. */
  whole: string
  /** Path of fields below it, empty for the whole. */
  path: string
  /** Pairs of definitions under comparison, so that a circle of references ends. */
  within: readonly string[]
}

/** Schemas with the definitions their references point to. */
interface Pair {
  before: JsonSchema
  after: JsonSchema
  beforeDefinitions: Record<string, JsonSchema>
  afterDefinitions: Record<string, JsonSchema>
}

/** Everything that differs between two schemas that stand alone (`$defs` beside them), field by field. */
export function compareSchemas(
  before: JsonSchema,
  after: JsonSchema,
  { direction, whole, path = '' }: { direction: Direction; whole: string; path?: string },
): ExplainedChange[] {
  const pair = { before, after, beforeDefinitions: before.$defs ?? {}, afterDefinitions: after.$defs ?? {} }
  return compare(pair, { direction, whole, path, within: [] })
}

function compare(pair: Pair, place: Place): ExplainedChange[] {
  const key = `${pair.before.$ref ?? ''} ${pair.after.$ref ?? ''}`
  if (key !== ' ' && place.within.includes(key)) return []
  const before = follow(pair.before, pair.beforeDefinitions)
  const after = follow(pair.after, pair.afterDefinitions)
  const inner = { ...place, within: key === ' ' ? place.within : [...place.within, key] }
  return [
    ...compareTypes(before, after, inner),
    ...compareEnums(before, after, inner),
    ...compareLimits(before, after, inner),
    ...compareAlternatives(before, after, inner),
    ...compareProperties({ ...pair, before, after }, inner),
    ...compareItems({ ...pair, before, after }, inner),
  ]
}

function follow(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  return schema.$ref === undefined ? schema : (definitions[schema.$ref.slice('#/$defs/'.length)] ?? {})
}

function compareTypes(before: JsonSchema, after: JsonSchema, place: Place): ExplainedChange[] {
  const [was, is] = [typeWords(before), typeWords(after)]
  if (was === is) return []
  return [{ sentence: `${subject(place)} is now ${is}, not ${was}.`, isBreaking: true }]
}

function typeWords({ type }: JsonSchema): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null',
  }
  const types = type === undefined ? [] : [type].flat()
  return types.length === 0 ? 'anything' : types.map((one) => words[one] ?? one).join(' or ')
}

function compareEnums(before: JsonSchema, after: JsonSchema, place: Place): ExplainedChange[] {
  if (!before.enum || !after.enum) {
    if (after.enum && place.direction === 'request') {
      return [{ sentence: `${subject(place)} must now be one of ${quoted(after.enum)}.`, isBreaking: true }]
    }
    return before.enum && !after.enum
      ? [{ sentence: `${subject(place)} is no longer limited to certain values.`, isBreaking: false }]
      : []
  }
  const gone = before.enum.filter((value) => !after.enum?.includes(value))
  const added = after.enum.filter((value) => !before.enum?.includes(value))
  return [
    ...(gone.length > 0
      ? [
          {
            sentence: `${subject(place)} may no longer be ${quoted(gone)}.`,
            isBreaking: place.direction === 'request',
          },
        ]
      : []),
    ...(added.length > 0
      ? [{ sentence: `${subject(place)} may now also be ${quoted(added)}.`, isBreaking: false }]
      : []),
  ]
}

const limits: [keyof JsonSchema, (value: unknown) => string][] = [
  ['minimum', (value) => `at least ${String(value)}`],
  ['maximum', (value) => `at most ${String(value)}`],
  ['minLength', (value) => `at least ${String(value)} characters long`],
  ['maxLength', (value) => `at most ${String(value)} characters long`],
  ['minItems', (value) => `at least ${String(value)} items long`],
  ['maxItems', (value) => `at most ${String(value)} items long`],
  ['pattern', (value) => `of the pattern \`${String(value)}\``],
  ['format', (value) => `of the format ${String(value)}`],
]

function compareLimits(before: JsonSchema, after: JsonSchema, place: Place): ExplainedChange[] {
  return limits
    .filter(([name]) => before[name] !== after[name])
    .map(([name, words]) => ({
      sentence:
        after[name] === undefined
          ? `${subject(place)} need no longer be ${words(before[name])}.`
          : `${subject(place)} must now be ${words(after[name])}.`,
      isBreaking: place.direction === 'request' && after[name] !== undefined,
    }))
}

function compareAlternatives(before: JsonSchema, after: JsonSchema, place: Place): ExplainedChange[] {
  const alternatives = ({ anyOf, oneOf, allOf }: JsonSchema) => ({ anyOf, oneOf, allOf })
  if (isDeepStrictEqual(alternatives(before), alternatives(after))) return []
  return [{ sentence: `${subject(place)} is put together of other alternatives now.`, isBreaking: true }]
}

function compareProperties(pair: Pair, place: Place): ExplainedChange[] {
  const { before, after } = pair
  const names = [
    ...new Set([...Object.keys(before.properties ?? {}), ...Object.keys(after.properties ?? {})]),
  ]
  return names.flatMap((name): ExplainedChange[] => {
    const was = before.properties?.[name]
    const is = after.properties?.[name]
    const at = { ...place, path: place.path === '' ? name : `${place.path}.${name}` }
    const isNeeded = after.required?.includes(name) ?? false
    if (!was) return [gained(at, isNeeded)]
    if (!is) return [lost(at)]
    const wasNeeded = before.required?.includes(name) ?? false
    return [
      ...(wasNeeded === isNeeded ? [] : [needed(at, isNeeded)]),
      ...compare({ ...pair, before: was, after: is }, at),
    ]
  })
}

function gained(place: Place, isNeeded: boolean): ExplainedChange {
  if (place.direction === 'answer') {
    return { sentence: `${place.whole} gained \`${place.path}\`.`, isBreaking: false }
  }
  const sentence = isNeeded
    ? `${subject(place)} is new and required.`
    : `${place.whole} now also takes the field \`${place.path}\`.`
  return { sentence, isBreaking: isNeeded }
}

function lost(place: Place): ExplainedChange {
  return place.direction === 'answer'
    ? { sentence: `${place.whole} lost \`${place.path}\`.`, isBreaking: true }
    : { sentence: `${place.whole} no longer takes the field \`${place.path}\`.`, isBreaking: true }
}

function needed(place: Place, isNeeded: boolean): ExplainedChange {
  if (place.direction === 'request') {
    return {
      sentence: `${subject(place)} is ${isNeeded ? 'now' : 'no longer'} required.`,
      isBreaking: isNeeded,
    }
  }
  return isNeeded
    ? { sentence: `${subject(place)} is now always there.`, isBreaking: false }
    : { sentence: `${subject(place)} may now be missing.`, isBreaking: true }
}

function compareItems(pair: Pair, place: Place): ExplainedChange[] {
  const { items: before } = pair.before
  const { items: after } = pair.after
  if (!before || !after) return []
  return compare({ ...pair, before, after }, { ...place, path: `${place.path}[]` })
}

/** `The body's field \`userId\``, or the whole when nothing stands below it. */
function subject({ whole, path }: Place): string {
  return path === '' ? whole : `${whole}'s field \`${path}\``
}

function quoted(values: unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ')
}
