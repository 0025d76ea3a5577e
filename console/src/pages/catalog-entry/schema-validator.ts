import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema'
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils'
import type { FormValues } from './form-schema.ts'
import { withoutEmpty } from './form-schema.ts'
import { followRef, type JsonSchema } from './json-schema.ts'

/**
 * Checks forms without making code: the hub's Content-Security-Policy forbids `eval`, and under it the usual
 * validator would fail silently.
 */
export const schemaValidator: ValidatorType<FormValues> = {
  validateFormData(values, schema) {
    const errors = check(schema, { ...emptyPlaces(schema), ...(withoutEmpty(values) as object | undefined) })
    return { errors, errorSchema: toErrorSchema(errors) }
  },
  isValid(schema, value, rootSchema) {
    const { $defs } = rootSchema
    return (
      check({ ...schema, ...($defs === undefined ? {} : { $defs }) }, withoutEmpty(value) ?? {}).length === 0
    )
  },
  rawValidation: () => ({ errors: [] }),
}

/** A place with nothing in it still lacks what is needed there: each field is told, not the place. */
function emptyPlaces({ properties = {}, required = [], $defs = {} }: RJSFSchema): object {
  const isObject = (name: string) => {
    const place = followRef((properties[name] ?? {}) as JsonSchema, $defs as Record<string, JsonSchema>)
    return place.type === 'object' || place.properties !== undefined
  }
  const places = Object.keys(properties).filter((name) => name !== 'body' || required.includes(name))
  return Object.fromEntries(places.filter(isObject).map((name) => [name, {}]))
}

function check(schema: RJSFSchema, value: unknown): RJSFValidationError[] {
  try {
    const { errors } = new Validator(schema as Schema, '2020-12', false).validate(value)
    return errors.flatMap(readError)
  } catch {
    // A schema the checker cannot read must not stop a call: the hub checks everything again.
    return []
  }
}

/** Errors that only say that something inside is wrong are left out. */
const outerKeywords = new Set([
  'properties',
  'items',
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'additionalProperties',
])

function readError({ keyword, instanceLocation, error }: OutputUnit): RJSFValidationError[] {
  if (outerKeywords.has(keyword)) return []
  const parts = instanceLocation.replace(/^#\/?/, '').split('/').map(decodePart)
  const missing = keyword === 'required' ? /property "(.+)"/.exec(error)?.[1] : undefined
  const path = [...parts, missing ?? ''].filter((part) => part !== '')
  const message = missing === undefined ? wordsFor(keyword, error) : 'is needed'
  return [
    {
      name: keyword,
      property: path.map((part) => `.${part}`).join(''),
      message,
      stack: `${path.slice(1).join('.') || 'The request'} ${message}`,
    },
  ]
}

const decodePart = (part: string) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')

function wordsFor(keyword: string, error: string): string {
  if (keyword === 'format') return `is not a valid ${/format "(.+)"/.exec(error)?.[1] ?? 'value'}`
  const sentence = error.replace(/^Instance /, '').replace(/\.$/, '')
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
