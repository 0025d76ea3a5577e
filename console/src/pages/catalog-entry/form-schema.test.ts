import { expect, test } from 'vitest'
import { aDefinition } from './a-definition.ts'
import { callValuesOf, exampleValues, firstValues, formSchemaOf, withoutEmpty } from './form-schema.ts'

test('one schema asks for everything, with the definitions at its root', () => {
  const schema = formSchemaOf(aDefinition())
  expect(Object.keys(schema.properties ?? {})).toEqual(['path', 'query', 'body'])
  expect(schema.properties?.['path']?.required).toEqual(['contactId'])
  expect(schema.properties?.['body']).toEqual({ $ref: '#/$defs/Tags' })
  expect(Object.keys(schema.$defs ?? {})).toEqual(['Tags'])
  expect(schema.required).toEqual(['body'])
})

test('places that take nothing are not asked for', () => {
  expect(formSchemaOf(aDefinition({ parameters: [], body: null })).properties).toEqual({})
})

test('the location is filled in wherever it is asked for, over the example too', () => {
  const definition = aDefinition()
  expect(firstValues(definition, 'loc_1')).toEqual({ body: { locationId: 'loc_1' } })
  expect(exampleValues(definition, 'loc_1')).toEqual({
    path: { contactId: 'abc' },
    query: {},
    body: { tags: ['customer'], locationId: 'loc_1' },
  })
  const byOwner = aDefinition({
    body: null,
    parameters: [
      { name: 'altId', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'altType', in: 'query', required: true, schema: { type: 'string', enum: ['location'] } },
    ],
  })
  expect(firstValues(byOwner, 'loc_1')).toEqual({ query: { altId: 'loc_1', altType: 'location' } })
})

test('what was left empty is not sent; zero, false and empty lists are', () => {
  expect(withoutEmpty({ a: undefined, b: {}, c: { d: '' }, e: 0, f: false, g: [], h: null })).toEqual({
    e: 0,
    f: false,
    g: [],
  })
  expect(callValuesOf({ path: { id: 7 }, query: {}, body: {} })).toEqual({ path: { id: '7' }, query: {} })
})
