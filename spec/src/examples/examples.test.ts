import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { generations, listModules, loadModule } from '../load-module.ts'
import type { JsonSchema } from '../operation.types.ts'
import { exampleAnswerOf, exampleOf } from './example-of.ts'
import { makeExample } from './make-example.ts'

const modules = generations.flatMap((generation) =>
  listModules(generation).map((module) => loadModule(generation, module)),
)

describe.each(modules)('$generation $module', ({ operations, $defs }) => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const compiled = new Map<string, ValidateFunction>()
  const problemsOf = (schema: JsonSchema, value: unknown, where: string): string[] => {
    const key = JSON.stringify(schema)
    const validate = compiled.get(key) ?? ajv.compile({ ...schema, $defs })
    compiled.set(key, validate)
    return validate(value) ? [] : [`${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`]
  }

  test('the example of each operation fits its schemas and gives all it needs', () => {
    const problems = operations.flatMap((operation) => {
      const example = exampleOf(operation)
      const parameters = operation.parameters.filter(({ in: place }) => place !== 'header')
      return [
        ...parameters.flatMap(({ name, in: place, required, schema }) => {
          const value = place === 'path' ? example.path[name] : example.query[name]
          if (value === undefined) return required ? [`${operation.id}: ${name} is missing`] : []
          const isNumeral = place === 'path' && /^(number|integer)$/.test(String(schema.type))
          return problemsOf(schema, isNumeral ? Number(value) : value, `${operation.id} ${name}`)
        }),
        ...(operation.body ? problemsOf(operation.body.schema, example.body, `${operation.id} body`) : []),
      ]
    })
    expect(problems).toEqual([])
  })

  test('the example answer of each operation fits its schema', () => {
    const problems = operations.flatMap((operation) => {
      const { schema } = operation.success
      return schema ? problemsOf(schema, exampleAnswerOf(operation), operation.id) : []
    })
    expect(problems).toEqual([])
  })

  test('examples are the same at each call', () => {
    for (const operation of operations) {
      expect(exampleOf(operation)).toEqual(exampleOf(operation))
      expect(exampleAnswerOf(operation)).toEqual(exampleAnswerOf(operation))
    }
  })
})

test('names decide what values look like', () => {
  const text: JsonSchema = { type: 'string' }
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      email: text,
      contactId: text,
      phone: text,
      startDate: text,
      website: text,
      limit: { type: 'number' },
    },
    required: ['contactId', 'email', 'limit', 'phone', 'startDate', 'website'],
  }
  expect(makeExample(schema)).toEqual({
    contactId: 'contactExample000001',
    email: 'hello@example.com',
    limit: 20,
    phone: '+442079460000',
    startDate: '2026-01-01',
    website: 'https://example.com/page',
  })
})

test('items of a list are told apart by their turn', () => {
  const item: JsonSchema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
  expect(makeExample(item, {}, { turn: 0 })).not.toEqual(makeExample(item, {}, { turn: 1 }))
  expect(makeExample({ type: 'array', minItems: 2, uniqueItems: true, items: item })).toHaveLength(2)
})

test('bounds, alternatives and parts are kept', () => {
  expect(makeExample({ type: 'integer', minimum: 500 }, {}, { name: 'limit' })).toBe(500)
  expect(makeExample({ type: 'string', maxLength: 3 }, {}, { name: 'title' })).toBe('Spr')
  expect(makeExample({ anyOf: [{ type: 'null' }, { type: 'number' }] })).toBe(1)
  const part = (name: string): JsonSchema => ({
    properties: { [name]: { type: 'boolean' } },
    required: [name],
  })
  expect(makeExample({ type: 'object', allOf: [part('left'), part('right')] })).toEqual({
    left: false,
    right: false,
  })
})

test('a circle of references ends, and a reference to nothing is any value', () => {
  const $defs: Record<string, JsonSchema> = {
    Node: {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/Node' } } },
      required: ['children', 'name'],
    },
  }
  expect(makeExample({ $ref: '#/$defs/Node' }, $defs)).toEqual({ children: [], name: 'Spring offer' })
  expect(makeExample({ $ref: '#/$defs/Gone' }, $defs)).toBe('Example')
})
