import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv } from './parse-csv.ts'

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

test('whatever is in the cells comes back as it was', () => {
  const cell = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 12 })
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
  fc.assert(
    fc.property(rows, (given) => {
      const meaningful = given.filter((row) => row.some((value) => value.trim() !== ''))
      const text = given.map((row) => row.map(quote).join(',')).join('\r\n')
      expect(parseCsv(text)).toEqual(meaningful)
    }),
  )
})

test('a byte order mark, blank lines and a missing last line break are no rows', () => {
  expect(parseCsv('\uFEFFa,b\n\n1,2')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('a quote that is never closed is no CSV', () => {
  expect(parseCsv('a,"b')).toBeUndefined()
})
