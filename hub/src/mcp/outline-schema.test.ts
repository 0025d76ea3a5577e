import { findOperation, listOperations, loadModule } from '@causeway/spec'
import { expect, it } from 'vitest'
import { outlineSchema } from './outline-schema.ts'

it('a schema reads as a type', () => {
  const schema = {
    type: 'object',
    required: ['email', 'tags'],
    properties: {
      email: { type: 'string', format: 'email' },
      tags: { type: 'array', items: { type: 'string' } },
      status: { enum: ['open', 'won'] },
      address: { $ref: '#/$defs/Address' },
      mixed: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
    },
  }
  const $defs = { Address: { type: 'object', properties: { city: { type: ['string', 'null'] } } } }
  expect(outlineSchema(schema, $defs, 1000)).toBe(
    '{ email: string(email); tags: string[]; status?: "open" | "won"; address?: { city?: string | null }; mixed?: (string | number)[] }',
  )
})

it('what refers to itself ends', () => {
  const $defs = { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } }
  expect(outlineSchema({ $ref: '#/$defs/Node' }, $defs, 10_000)).toContain('{…}')
  const unions = { Loop: { anyOf: [{ $ref: '#/$defs/Loop' }, { type: 'string' }] } }
  expect(outlineSchema({ $ref: '#/$defs/Loop' }, unions, 10_000).length).toBeLessThan(200)
})

it('every body of the catalog is written within its length', () => {
  let bodies = 0
  for (const { id } of listOperations()) {
    const operation = findOperation(id)
    if (operation?.body === undefined) continue
    const { $defs } = loadModule(operation.generation, operation.module)
    const text = outlineSchema(operation.body.schema, $defs, 6000)
    expect(text.length, id).toBeLessThanOrEqual(6000)
    expect(text.length, id).toBeGreaterThan(0)
    bodies++
  }
  expect(bodies).toBeGreaterThan(400)
})
