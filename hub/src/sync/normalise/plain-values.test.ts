import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, distinct, instantOrNull } from './plain-values.ts'

describe('plain values', () => {
  it('makes instants of one sortable form out of any text, or null', () => {
    expect(instantOrNull('2026-02-28T10:00:00+02:00')).toBe('2026-02-28T08:00:00.000Z')
    expect(
      ['', 'soon', '0000-00-00', '+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z'].map(instantOrNull),
    ).toEqual([null, null, null, null, null])
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String)), (text) => {
        expect(instantOrNull(text) ?? '1970-01-01T00:00:00.000Z').toMatch(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
        )
      }),
    )
  })

  it('makes counts that fit a column', () => {
    expect([1.6, -3, Number.NaN, Infinity, 1e20].map(countOf)).toEqual([2, 0, 0, 0, 2_147_483_647])
  })

  it('gives the same list for the same set', () => {
    expect(distinct(['b', 'a', 'b'])).toEqual(distinct(['a', 'b']))
  })
})
