import { expect, test } from 'vitest'
import { readConstant, writeConstant } from './constants.ts'

test.each([
  ['text', 'text'],
  ['5', 5],
  ['"5"', '5'],
  ['true', true],
  ['[1', '[1'],
  ['{"a":1}', { a: 1 }],
  ['', ''],
])('%j is read as %j, and written so that it is read again', (text, value) => {
  expect(readConstant(text)).toEqual(value)
  expect(readConstant(writeConstant(value))).toEqual(value)
})
