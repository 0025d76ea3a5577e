import { invalidField } from './admin.errors.ts'

/** Reads the fields of a JSON body one by one, refusing each that is not what it should be. */
export interface FieldReader {
  text(name: string): string
  optionalText(name: string): string | undefined
  flag(name: string): boolean
  optionalFlag(name: string): boolean | undefined
  optionalNumber(name: string): number | undefined
  optionalTexts(name: string): string[] | undefined
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice
  optionalOneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined
  all(): Record<string, unknown>
}

/** A reader of a body that must be a JSON object. */
export function readFields(body: unknown): FieldReader {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidField('The body must be a JSON object')
  const fields: Record<string, unknown> = { ...body }

  function optional<Value>(name: string, isRight: (value: unknown) => value is Value, what: string) {
    const value = fields[name]
    if (value === undefined || value === null) return undefined
    if (!isRight(value)) throw invalidField(`${name} must be ${what}`)
    return value
  }

  const reader: FieldReader = {
    text(name) {
      const value = reader.optionalText(name)
      if (value === undefined) throw invalidField(`${name} must be a text`)
      return value
    },
    optionalText: (name) => optional(name, isText, 'a text'),
    optionalFlag: (name) => optional(name, (one) => typeof one === 'boolean', 'true or false'),
    flag(name) {
      const value = reader.optionalFlag(name)
      if (value === undefined) throw invalidField(`${name} must be true or false`)
      return value
    },
    optionalNumber: (name) => optional(name, (one) => typeof one === 'number', 'a number'),
    optionalTexts: (name) => optional(name, isTexts, 'a list of texts'),
    optionalOneOf: (name, choices) => (fields[name] === undefined ? undefined : reader.oneOf(name, choices)),
    oneOf(name, choices) {
      const value = choices.find((choice) => choice === fields[name])
      if (value === undefined) throw invalidField(`${name} must be one of ${choices.join(', ')}`)
      return value
    },
    all: () => fields,
  }
  return reader
}

const isText = (value: unknown) => typeof value === 'string'

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)

type Compact<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** The entries that are not undefined: an optional property is left out rather than set to undefined. */
export function compact<Fields extends object>(fields: Fields): Compact<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Compact<Fields>
}
