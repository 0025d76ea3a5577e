import { expect, it } from 'vitest'
import { type CoercionNotes, coerceValue, toType } from './coerce-value.ts'

const coerce = (schema: Parameters<typeof coerceValue>[0], value: unknown) => {
  const notes: CoercionNotes = { coerced: [], issues: [] }
  return { value: coerceValue(schema, value, {}, 'body', notes), ...notes }
}

it('changes texts that spell numbers or booleans, and nothing that would lose something', () => {
  expect(toType('10', ['number'])).toBe(10)
  expect(toType('-1.5', ['number'])).toBe(-1.5)
  expect(toType('1.5', ['integer'])).toBe('1.5')
  expect(toType('true', ['boolean'])).toBe(true)
  expect(toType(10, ['string'])).toBe('10')
  // Phone numbers, codes and numbers too long to be kept exactly stay texts.
  for (const text of ['007', '+15550100', '12345678901234567', '1e3', '', ' 1'])
    expect(toType(text, ['number'])).toBe(text)
  expect(toType('yes', ['boolean'])).toBe('yes')
  expect(toType(1, ['boolean'])).toBe(1)
  expect(toType('1', ['string', 'number'])).toBe('1')
})

it('walks lists and objects, and says where it changed something', () => {
  const schema = {
    type: 'object',
    properties: {
      prices: { type: 'array', items: { type: 'object', properties: { amount: { type: 'number' } } } },
    },
  }
  const outcome = coerce(schema, { prices: [{ amount: '5' }, { amount: 6 }] })
  expect(outcome.value).toEqual({ prices: [{ amount: 5 }, { amount: 6 }] })
  expect(outcome.coerced).toEqual(['body.prices[0].amount: "5" sent as 5'])
})

it('takes a field that any branch of a union knows', () => {
  const schema = {
    oneOf: [
      { type: 'object', properties: { kind: { type: 'string' }, size: { type: 'number' } } },
      { type: 'object', properties: { kind: { type: 'string' }, colour: { type: 'string' } } },
    ],
  }
  expect(coerce(schema, { kind: 'a', size: 1, colour: 'red' }).issues).toEqual([])
  expect(coerce(schema, { kind: 'a', colr: 'red' }).issues).toEqual([
    { field: 'body.colr', rule: 'is not a field here; did you mean "colour"?' },
  ])
})

it('leaves an object alone that may hold anything', () => {
  expect(coerce({ type: 'object' }, { any: '1' })).toEqual({ value: { any: '1' }, coerced: [], issues: [] })
  const open = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true }
  expect(coerce(open, { b: 1 }).issues).toEqual([])
})
