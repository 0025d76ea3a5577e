import { describe, expect, test } from 'vitest'
import { definitionName, importSchema } from './import-schema.ts'

describe('importing a schema', () => {
  test('words for human readers are left behind, properties of the same names stay', () => {
    const published = {
      type: 'object',
      title: 'Tag',
      description: 'A tag',
      properties: {
        description: { type: 'string', description: 'About it', example: 'x' },
        tags: { type: 'string' },
      },
    }
    expect(importSchema(published)).toEqual({
      type: 'object',
      properties: { description: { type: 'string' }, tags: { type: 'string' } },
    })
  })

  test('nullable becomes a type, an enum value and an alternative', () => {
    expect(importSchema({ type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] })
    expect(importSchema({ type: 'string', enum: ['a'], nullable: true })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    })
    expect(importSchema({ nullable: true, allOf: [{ $ref: '#/components/schemas/A' }] })).toEqual({
      anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }],
    })
  })

  test('whatever stands beside a reference is ignored, as OpenAPI 3.0 does', () => {
    expect(importSchema({ $ref: '#/components/schemas/A', type: 'object' })).toEqual({ $ref: '#/$defs/A' })
  })

  test('allOf around one reference is the reference', () => {
    const reference = { $ref: '#/components/schemas/A' }
    expect(importSchema({ allOf: [reference] })).toEqual({ $ref: '#/$defs/A' })
    expect(importSchema({ type: 'object', allOf: [reference] })).toEqual({ $ref: '#/$defs/A' })
    expect(importSchema({ allOf: [reference], enum: ['x'] })).toEqual({
      enum: ['x'],
      allOf: [{ $ref: '#/$defs/A' }],
    })
  })

  test('alternatives may overlap', () => {
    expect(importSchema({ oneOf: [{ type: 'string' }, { type: 'number' }] })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'number' }],
    })
  })

  test('an object whose example is a word or a number is that', () => {
    expect(importSchema({ type: 'object', example: 'draft' })).toEqual({ type: 'string' })
    expect(importSchema({ type: 'object', example: 100 })).toEqual({ type: 'number' })
    expect(importSchema({ type: 'object', example: '{ code: "FEST10" }' })).toEqual({ type: 'object' })
    expect(importSchema({ type: 'object', example: { a: 1 } })).toEqual({ type: 'object' })
  })

  test('a default of another type is a sentence about the field and is dropped', () => {
    expect(importSchema({ type: 'number', default: 'Total number of prices' })).toEqual({ type: 'number' })
    expect(importSchema({ type: 'number', default: 20 })).toEqual({ type: 'number', default: 20 })
    expect(importSchema({ type: 'boolean', default: false })).toEqual({ type: 'boolean', default: false })
  })

  test('any type is no type', () => {
    expect(importSchema({ type: 'any' })).toEqual({})
  })

  test('the list of required properties is sorted, and absent when empty', () => {
    expect(importSchema({ type: 'object', required: ['b', 'a'] })).toEqual({
      type: 'object',
      required: ['a', 'b'],
    })
    expect(importSchema({ type: 'object', required: [] })).toEqual({ type: 'object' })
  })
})

describe('naming a definition', () => {
  test('shared schemas keep apart from those of the module', () => {
    expect(definitionName('#/components/schemas/BadRequestDTO')).toBe('BadRequestDTO')
    expect(definitionName('../common/common-schemas.json#/components/schemas/BadRequestDTO')).toBe(
      'Common_BadRequestDTO',
    )
  })

  test('a reference to anywhere else is refused', () => {
    expect(() => definitionName('https://example.com/schema.json')).toThrow('Unknown reference')
    expect(() => definitionName('#/components/schemas/a/b')).toThrow('Unknown reference')
  })
})

test('a list inside an enum is the list of its values', () => {
  expect(importSchema({ type: 'number', enum: [['US', 'CA']] })).toEqual({
    type: 'string',
    enum: ['US', 'CA'],
  })
  expect(importSchema({ type: 'number', enum: [1, 2] })).toEqual({ type: 'number', enum: [1, 2] })
})
