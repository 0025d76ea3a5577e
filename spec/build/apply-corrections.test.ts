import { expect, test } from 'vitest'
import type { Correction, OperationEdit, SchemaEdit } from '../corrections/correction.types.ts'
import type { OperationModule } from '../src/operation.types.ts'
import { applyCorrections } from './apply-corrections.ts'

function aModule(): OperationModule {
  return {
    module: 'links',
    generation: 'v3',
    operations: [
      {
        id: 'v3.links.get-link',
        generation: 'v3',
        module: 'links',
        publishedId: 'get-link',
        method: 'GET',
        path: '/links',
        versions: ['v3'],
        scopes: [],
        tokenClasses: [],
        parameters: [{ name: 'skip', in: 'query', required: false, schema: { type: 'number' } }],
        success: { status: 200, schema: { $ref: '#/$defs/Link' } },
        failureStatuses: [],
        access: 'read',
        isDestructive: false,
      },
    ],
    $defs: {
      Link: {
        type: 'object',
        properties: {
          tags: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
          counts: { type: 'object', additionalProperties: { type: 'number' } },
        },
        required: ['counts', 'tags'],
      },
    },
  }
}

const link = { generation: 'v3', module: 'links', definition: 'Link' } as const

function apply(...edits: (OperationEdit | SchemaEdit)[]): { module: OperationModule; problems: string[] } {
  const module = aModule()
  const correction: Correction = {
    id: 'links.test',
    what: 'A thing.',
    why: 'A reason.',
    evidence: { kind: 'stated', sources: ['S3'] },
    edits,
  }
  return { problems: applyCorrections([module], [correction]), module }
}

test('facts of operations are set', () => {
  const set = { scopes: ['links.readonly'], successStatus: 201, requiredParameters: ['skip'] }
  const { module, problems } = apply({ operations: ['v3.links.get-link'], set })
  expect(problems).toEqual([])
  expect(module.operations[0]).toMatchObject({
    scopes: ['links.readonly'],
    success: { status: 201 },
    parameters: [{ name: 'skip', required: true }],
  })
})

test('schemas are reached through properties, list items and map values', () => {
  const { module, problems } = apply(
    { places: [{ ...link, path: ['tags'] }], change: { allow: { type: 'string' } } },
    { places: [{ ...link, path: ['counts', '{}'] }], change: { replace: { type: 'string' } } },
    {
      places: [{ operation: 'v3.links.get-link', part: 'parameter skip' }],
      change: { replace: { type: 'string' } },
    },
  )
  expect(problems).toEqual([])
  expect(module.$defs['Link']?.properties).toMatchObject({
    tags: { anyOf: [{ type: 'array' }, { type: 'string' }] },
    counts: { additionalProperties: { type: 'string' } },
  })
  expect(module.operations[0]?.parameters[0]?.schema).toEqual({ type: 'string' })
})

test('properties are added, required and released', () => {
  const { module, problems } = apply(
    { places: [{ ...link, path: ['tags', '[]'] }], change: { add: { id: { type: 'string' } } } },
    { places: [{ ...link, path: ['tags', '[]'] }], change: { require: ['id'] } },
    { places: [link], change: { release: ['counts'] } },
  )
  expect(problems).toEqual([])
  expect(module.$defs['Link']).toMatchObject({
    properties: { tags: { items: { properties: { name: {}, id: {} }, required: ['id'] } } },
    required: ['tags'],
  })
})

test.each<[string, OperationEdit | SchemaEdit]>([
  ['no operation', { operations: ['v3.links.gone'], set: { successStatus: 201 } }],
  ['nothing left to change', { operations: ['v3.links.get-link'], set: { successStatus: 200 } }],
  ['no parameter', { operations: ['v3.links.get-link'], set: { requiredParameters: ['limit'] } }],
  ['no body', { operations: ['v3.links.get-link'], set: { contentTypes: ['text/csv'] } }],
  ['no definition', { places: [{ ...link, definition: 'Gone' }], change: { replace: {} } }],
  ['no name on the way', { places: [{ ...link, path: ['name'] }], change: { replace: {} } }],
  [
    'nothing left to change',
    { places: [{ ...link, path: ['counts', '{}'] }], change: { replace: { type: 'number' } } },
  ],
  ['is published by now', { places: [link], change: { add: { tags: {} } } }],
  ['is no property', { places: [link], change: { require: ['name'] } }],
  ['is not required anyway', { places: [link], change: { release: ['name'] } }],
])('an edit that no longer fits is told: %s', (reason, edit) => {
  const { problems } = apply(edit)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`Correction links.test does not fit any more: `)
  expect(problems[0]).toContain(reason)
})

test('one place that no longer fits does not hide the others', () => {
  const { module, problems } = apply({
    operations: ['v3.links.gone', 'v3.links.get-link', 'v3.links.lost'],
    set: { successStatus: 201 },
  })
  expect(problems).toHaveLength(2)
  expect(module.operations[0]?.success.status).toBe(201)
})
