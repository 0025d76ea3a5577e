import type { JsonSchema } from '../src/operation.types.ts'

export const text: JsonSchema = { type: 'string' }
export const number: JsonSchema = { type: 'number' }
export const truth: JsonSchema = { type: 'boolean' }
export const texts: JsonSchema = { type: 'array', items: text }
export const instant: JsonSchema = { type: 'string', format: 'date-time' }
export const day: JsonSchema = { type: 'string', format: 'date' }
export const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values })

export const orNull = (schema: JsonSchema): JsonSchema =>
  typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : schema

/** An object that has all of `required` and may have `optional`. */
export function fields(
  required: Record<string, JsonSchema>,
  optional: Record<string, JsonSchema> = {},
): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
  }
}
