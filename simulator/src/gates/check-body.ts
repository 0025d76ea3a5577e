import { loadModule, type JsonSchema, type Operation } from '@causeway/spec'

/**
 * What is wrong with a body, in the sentences of class-validator, which GHL answers 422 with.
 * It checks what a DTO checks: unknown keys, missing keys, types, allowed values, text lengths and number bounds.
 * It leaves to the handlers what GHL answers otherwise: sizes of lists, dates, and the fields of `judgedByHandlers`.
 */
export function findBodyProblems(operation: Operation, body: unknown): string[] {
  const schema = operation.body?.schema
  if (!schema) return []
  const { $defs } = loadModule(operation.generation, operation.module)
  const isSocial = operation.module.startsWith('social-')
  if (body === undefined)
    return operation.body?.required ? findProblems(schema, {}, '', { $defs, isSocial }) : []
  return findProblems(schema, body, '', { $defs, isSocial })
}

/** Values that are wrong in ways GHL answers with other words or another status (facts 6.5, 6.6). */
const judgedByHandlers = [/^media\.\d+\.type$/, /^platforms\.\d+$/]

interface Rules {
  $defs: Record<string, JsonSchema>
  isSocial: boolean
}

type Fields = Record<string, unknown>

function findProblems(given: JsonSchema, value: unknown, path: string, rules: Rules): string[] {
  const schema = flatten(given, rules.$defs)
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return findChoiceProblems(choices, value, path, rules)
  const types = [schema.type ?? []].flat()
  if (value === null && types.includes('null')) return []
  const problem = judgedByHandlers.some((pattern) => pattern.test(path))
    ? undefined
    : findValueProblem(schema, types, value, path, rules)
  if (problem !== undefined) return [problem]
  if (Array.isArray(value)) {
    const { items } = schema
    return items
      ? value.flatMap((item, index) => findProblems(items, item, join(path, String(index)), rules))
      : []
  }
  return isFields(value) ? findFieldProblems(schema, value, path, rules) : []
}

function findChoiceProblems(choices: JsonSchema[], value: unknown, path: string, rules: Rules): string[] {
  const found = choices.map((choice) => findProblems(choice, value, path, rules))
  // The choice with the fewest problems is the one that was meant.
  return found.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function findFieldProblems(schema: JsonSchema, value: Fields, path: string, rules: Rules): string[] {
  const properties = schema.properties ?? {}
  const names = Object.keys(properties)
  // A DTO without properties, or open by declaration, whitelists nothing.
  const isOpen = names.length === 0 || (schema.additionalProperties ?? false) !== false
  const unknown = isOpen ? [] : Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
  const required = schema.required ?? []
  const problems = names.flatMap((name) => {
    const property = properties[name] ?? {}
    const inner = Object.hasOwn(value, name) ? value[name] : undefined
    const isAbsent = inner === undefined || (inner === null && !required.includes(name))
    if (isAbsent) return required.includes(name) ? findAbsence(property, join(path, name), rules) : []
    const found = findProblems(property, inner, join(path, name), rules)
    const isEmpty =
      inner === '' || (rules.isSocial && name === 'accountIds' && Array.isArray(inner) && inner.length === 0)
    return isEmpty && required.includes(name) ? [...found, `${join(path, name)} should not be empty`] : found
  })
  return [
    ...unknown.map((name) => `${path === '' ? '' : `${path}.`}property ${name} should not exist`),
    ...problems,
  ]
}

function findAbsence(property: JsonSchema, path: string, rules: Rules): string[] {
  const [problem] = findProblems(property, undefined, path, rules)
  return [problem, `${path} should not be empty`].filter((one) => one !== undefined)
}

function findValueProblem(
  schema: JsonSchema,
  types: string[],
  value: unknown,
  path: string,
  rules: Rules,
): string | undefined {
  const fitting = types.length === 0 || types.some((type) => fitsType(type, value))
  if (!fitting) return typeProblem(types, path, rules)
  if (schema.enum && !schema.enum.includes(value))
    return `${path} must be one of the following values: ${schema.enum.join(', ')}`
  if (typeof value === 'string') return findTextProblem(schema, value, path, rules)
  if (typeof value === 'number') return findNumberProblem(schema, value, path)
  return undefined
}

function findTextProblem(
  schema: JsonSchema,
  value: string,
  path: string,
  { isSocial }: Rules,
): string | undefined {
  const { minLength = 0, maxLength = Infinity, pattern } = schema
  if (isSocial && isNumberText(path) && !/^\d+$/.test(value)) return `${path} must be a number string`
  if (isSocial && path === 'includeUsers' && !/^(true|false)$/.test(value))
    return `${path} must be a boolean string`
  if (value.length < minLength) return `${path} must be longer than or equal to ${minLength} characters`
  if (value.length > maxLength) return `${path} must be shorter than or equal to ${maxLength} characters`
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    return `${path} must match /${pattern}/ regular expression`
  return undefined
}

function findNumberProblem(
  { minimum, maximum }: JsonSchema,
  value: number,
  path: string,
): string | undefined {
  if (minimum !== undefined && value < minimum) return `${path} must not be less than ${minimum}`
  if (maximum !== undefined && value > maximum) return `${path} must not be greater than ${maximum}`
  return undefined
}

const isNumberText = (path: string) => path === 'skip' || path === 'limit'

function typeProblem(types: string[], path: string, { isSocial }: Rules): string {
  if (isSocial && types.includes('string')) {
    if (isNumberText(path)) return `${path} must be a number string`
    if (path === 'includeUsers') return `${path} must be a boolean string`
  }
  if (isSocial && path === 'accountIds') return `${path} must be an array with Account IDs`
  return `${path === '' ? 'body' : path} must be ${typeNames[types[0] ?? ''] ?? 'valid'}`
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number conforming to the specified constraints',
  integer: 'an integer number',
  boolean: 'a boolean value',
  array: 'an array',
  object: 'an object',
}

function fitsType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isFields(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  return typeof value === type
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

/** Follows `$ref`s and merges `allOf`, so that the rest sees one plain schema. */
function flatten(schema: JsonSchema, $defs: Record<string, JsonSchema>): JsonSchema {
  if (schema.$ref !== undefined) return flatten($defs[schema.$ref.replace('#/$defs/', '')] ?? {}, $defs)
  const { allOf, ...rest } = schema
  if (!allOf) return schema
  return allOf
    .map((part) => flatten(part, $defs))
    .reduce(
      (merged, part) => ({
        ...merged,
        ...part,
        properties: { ...merged.properties, ...part.properties },
        required: [...(merged.required ?? []), ...(part.required ?? [])],
      }),
      rest,
    )
}
