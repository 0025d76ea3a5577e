import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf, instantOf } from './read-fields.ts'

function open(raw: Record<string, unknown>) {
  const drifts: string[] = []
  return { fields: fieldsOf(raw, 'body', (path, problem) => drifts.push(`${path}: ${problem}`)), drifts }
}

describe('a field', () => {
  test('that is missing, null or empty is undefined and no drift', () => {
    const { fields, drifts } = open({ a: null, b: '' })
    for (const key of ['a', 'b', 'c']) {
      expect([fields.text(key), fields.number(key), fields.flag(key), fields.instant(key)]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ])
      expect([fields.texts(key), fields.numbers(key)]).toEqual([[], []])
    }
    expect(drifts).toEqual([])
  })

  test('that Object has by inheritance is missing', () => {
    const { fields } = open({})
    expect(fields.object('constructor')).toEqual({})
    expect(fields.text('toString')).toBeUndefined()
  })

  test('of another type is converted when it can be, and told about when it cannot', () => {
    const { fields, drifts } = open({ id: 12, change: '-73.53', on: 'true', off: 'no', list: 'some words' })
    expect(fields.text('id')).toBe('12')
    expect(fields.number('change')).toBe(-73.53)
    expect(fields.flag('on')).toBe(true)
    expect(fields.flag('off')).toBeUndefined()
    expect(fields.texts('list')).toEqual([])
    expect(drifts).toEqual([
      'body.id: expected text, got number',
      'body.off: expected true or false, got string',
      'body.list: expected a list, got string',
    ])
  })

  test('that is a list in words, an empty object or one item without brackets is still a list', () => {
    const { fields, drifts } = open({ tags: 'Tags not found for Location Id', csvs: {}, csv: { id: 1 } })
    const keep = (value: unknown) => value
    expect([fields.list('tags', keep), fields.list('csvs', keep)]).toEqual([[], []])
    expect(fields.list('csv', keep)).toEqual([{ id: 1 }])
    expect(drifts).toEqual([])
  })
})

describe('a moment', () => {
  test.each([
    ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    [1_772_359_200_000, '2026-03-01T10:00:00.000Z'],
  ])('%j is %s, wherever this machine stands', (value, instant) => {
    expect(instantOf(value, () => undefined)).toBe(instant)
  })

  test.each([
    'soon',
    '01/02/2026',
    '2026-13-45',
    '2026-03-01T99:00:00Z',
    Number.POSITIVE_INFINITY,
    1e300,
    {},
  ])('%j is none', (value) => {
    let drifts = 0
    expect(instantOf(value, () => (drifts += 1))).toBeUndefined()
    expect(drifts).toBe(1)
  })

  test('survives being written and read again', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, (date) => {
        expect(instantOf(date.toISOString(), () => undefined)).toBe(date.toISOString())
      }),
    )
  })
})
