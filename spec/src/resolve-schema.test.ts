import { expect, test } from 'vitest'
import { findOperation, listOperations, resolveSchema } from './index.ts'
import { operationSchemas } from './operation-schemas.ts'
import { bundleSchema, reachableNames } from './visit-schema.ts'

test('a resolved schema carries what it refers to, and nothing else', () => {
  const operation = findOperation('v3.social-planner.get-tags-location-id')
  if (!operation?.success.schema) throw new Error('no answer is described')
  const resolved = resolveSchema(operation, operation.success.schema)
  expect(resolved).toMatchObject({ type: 'object', required: ['message', 'statusCode', 'success'] })
  expect(Object.keys(resolved.$defs ?? {})).toEqual([
    'GetTagsByLocationIdResponseSchema',
    'SocialMediaTagSchema',
  ])
})

test('every schema of every operation resolves', () => {
  for (const operation of listOperations()) {
    for (const schema of operationSchemas(operation)) {
      const { $defs = {}, ...resolved } = resolveSchema(operation, schema)
      expect(resolved.$ref).toBeUndefined()
      expect([...reachableNames([resolved], $defs)].toSorted()).toEqual(Object.keys($defs))
    }
  }
})

test('a schema without references is handed back as it is', () => {
  const schema = { type: 'string' }
  expect(bundleSchema(schema, { Unused: { type: 'number' } })).toBe(schema)
})

test('schemas that refer to themselves end', () => {
  const definitions = { Node: { type: 'object', properties: { child: { $ref: '#/$defs/Node' } } } }
  expect(bundleSchema({ $ref: '#/$defs/Node' }, definitions)).toEqual({
    ...definitions.Node,
    $defs: definitions,
  })
})

test('a reference to nothing is refused', () => {
  expect(() => bundleSchema({ $ref: '#/$defs/Gone' }, {})).toThrow('refers to Gone')
})
