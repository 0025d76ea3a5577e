import { expect, test } from 'vitest'
import { describeField, listSchemaRows } from './schema-rows.ts'

test('fields stand under what they belong to, lists and references included', () => {
  const rows = listSchemaRows({
    $ref: '#/$defs/Page',
    $defs: {
      Page: {
        type: 'object',
        required: ['items'],
        properties: { items: { type: 'array', items: { $ref: '#/$defs/Item' } }, total: { type: 'number' } },
      },
      Item: { type: 'object', properties: { id: { type: 'string' } } },
    },
  })
  expect(rows.map(({ path, depth, type, isRequired }) => [path, depth, type, isRequired])).toEqual([
    ['items', 0, 'list of object', true],
    ['items[].id', 1, 'text', false],
    ['total', 0, 'number', false],
  ])
})

test('a type that contains itself ends', () => {
  const rows = listSchemaRows({
    $ref: '#/$defs/Node',
    $defs: {
      Node: { type: 'object', properties: { child: { $ref: '#/$defs/Node' }, name: { type: 'string' } } },
    },
  })
  expect(rows.map(({ path }) => path)).toEqual(['child', 'name'])
  expect(listSchemaRows({ $ref: '#/$defs/A', $defs: { A: { $ref: '#/$defs/A' } } })).toEqual([])
})

test('choices give the fields of each, once', () => {
  const rows = listSchemaRows({
    oneOf: [
      { type: 'object', properties: { type: { const: 'sms' }, message: { type: 'string' } } },
      { type: 'object', properties: { type: { const: 'email' }, html: { type: 'string' } } },
    ],
  })
  expect(rows.map(({ path }) => path)).toEqual(['type', 'message', 'html'])
})

test('types and rules are told in words', () => {
  expect(describeField({ type: 'array', items: { enum: ['a', 'b'] }, maxItems: 5 }, {})).toEqual({
    type: 'list of text',
    rules: ['one of: a, b', 'up to 5 entries'],
  })
  expect(describeField({ type: ['string', 'null'], minLength: 2 }, {})).toEqual({
    type: 'text or nothing',
    rules: ['2 characters or more'],
  })
  expect(describeField({ type: 'string', format: 'date-time' }, {}).type).toBe('date-time')
  expect(describeField({ $ref: '#/$defs/Gone' }, {}).type).toBe('anything')
})
