import type { JsonSchema, Operation } from '@causeway/spec'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { definitionsOf } from './view-schema.ts'

/** Path, query and body of a request, in the types of their schemas. */
export interface CheckedParts {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body?: unknown
}

/** Compiled checks of operations, the latest used kept. */
export interface Checks {
  /** What is wrong with a request. */
  findRequestErrors(operation: Operation, parts: CheckedParts, hasBody: boolean): ErrorObject[]
  /** What of an answer is not as published; undefined when nothing is published. */
  findAnswerErrors(operation: Operation, body: unknown): ErrorObject[] | undefined
}

/** Schemas take memory and milliseconds to compile: most hubs use few of the thousand operations. */
const mostKept = 300
const mostErrors = 50

export function compileChecks(onUncompilable: (operationId: string, problem: unknown) => void): Checks {
  const kept = new Map<string, ValidateFunction | undefined>()

  function compiled(
    key: string,
    operation: Operation,
    schemaOf: () => JsonSchema,
  ): ValidateFunction | undefined {
    if (kept.has(key)) {
      const known = kept.get(key)
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    let made: ValidateFunction | undefined
    try {
      made = createAjv().compile(schemaOf())
    } catch (problem) {
      // A schema nobody can read must not stop calls: the CRM judges them.
      onUncompilable(operation.id, problem)
    }
    kept.set(key, made)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return made
  }

  const run = (check: ValidateFunction | undefined, value: unknown): ErrorObject[] =>
    check === undefined || check(value) ? [] : (check.errors ?? []).slice(0, mostErrors)

  return {
    findRequestErrors(operation, parts, hasBody) {
      const key = `${hasBody ? 'request' : 'parameters'} ${operation.id}`
      return run(
        compiled(key, operation, () => requestSchema(operation, hasBody)),
        parts,
      )
    },
    findAnswerErrors(operation, body) {
      const { schema } = operation.success
      if (schema === undefined) return undefined
      return run(
        compiled(`answer ${operation.id}`, operation, () => answerSchema(operation, schema)),
        body,
      )
    },
  }
}

const createAjv = (): Ajv =>
  new Ajv({
    strict: false,
    allErrors: true,
    // Gives the schema and the value of each error, for examples.
    verbose: true,
    validateFormats: false,
    validateSchema: false,
    meta: false,
    unicodeRegExp: false,
    logger: false,
  })

const answerSchema = (operation: Operation, schema: JsonSchema): JsonSchema => ({
  ...anyOneOf(schema),
  $defs: looseDefinitions(operation),
})

/** One schema for the whole request, so that one pass finds everything. */
function requestSchema(operation: Operation, hasBody: boolean): JsonSchema {
  const parametersIn = (where: 'path' | 'query'): JsonSchema => {
    const own = operation.parameters.filter((parameter) => parameter.in === where)
    return {
      type: 'object',
      properties: Object.fromEntries(own.map(({ name, schema }) => [bareName(name), schema])),
      required: own.filter(({ required }) => required).map(({ name }) => bareName(name)),
    }
  }
  const { body } = operation
  return {
    type: 'object',
    properties: {
      path: anyOneOf(parametersIn('path')),
      query: anyOneOf(parametersIn('query')),
      ...(body !== undefined && hasBody && { body: anyOneOf(body.schema) }),
    },
    required: ['path', 'query', ...(body !== undefined && hasBody && body.required ? ['body'] : [])],
    $defs: looseDefinitions(operation),
  }
}

const loosened = new WeakMap<object, Record<string, JsonSchema>>()

/** The definitions of an operation's module; they do not change while a process runs. */
function looseDefinitions(operation: Operation): Record<string, JsonSchema> {
  const $defs = definitionsOf(operation)
  const known = loosened.get($defs) ?? anyOneOf({ ...$defs })
  loosened.set($defs, known)
  return known
}

/** `tags[]` and `tags[0]` are ways to write `tags`. */
export const bareName = (name: string): string => name.replace(/\[\d*\]$/, '')

/** Published branches overlap, and the CRM takes what fits several: one that fits is enough. */
function anyOneOf<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map((item: unknown) => anyOneOf(item)) as Schema
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]: [string, unknown]) => [
      key === 'oneOf' && Array.isArray(value) && !('anyOf' in schema) ? 'anyOf' : key,
      anyOneOf(value),
    ]),
  ) as Schema
}
