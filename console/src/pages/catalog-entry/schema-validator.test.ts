import { expect, test } from 'vitest'
import { aDefinition } from './a-definition.ts'
import { formSchemaOf } from './form-schema.ts'
import { schemaValidator } from './schema-validator.ts'

const check = (values: object) =>
  schemaValidator.validateFormData(values, formSchemaOf(aDefinition()) as never)

test('a needed field that was left empty is named, through references', () => {
  const { errors, errorSchema } = check({ path: { contactId: '' }, body: { tags: undefined } })
  expect(errors.map(({ property }) => property)).toEqual(['.path.contactId', '.body.tags'])
  expect(errorSchema).toMatchObject({ path: { contactId: { __errors: ['is needed'] } } })
  expect(check({ path: { contactId: 'x' }, body: { locationId: 'y' } }).errors).toMatchObject([
    { property: '.body.tags', message: 'is needed' },
  ])
})

test('a value of the wrong kind is told at its field, and nothing else is', () => {
  expect(
    check({ path: { contactId: 'x' }, body: { tags: [1] } }).errors.map(({ property }) => property),
  ).toEqual(['.body.tags.0'])
  expect(check({ path: { contactId: 'x' }, body: { tags: ['a'] } }).errors).toEqual([])
})

test('a schema that cannot be read stops nobody', () => {
  expect(schemaValidator.validateFormData({}, { $ref: '#/$defs/Gone' }).errors).toEqual([])
})
