import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatJson } from './format-json.ts'

test('what fits on a line stays on it, the rest is broken one level further', () => {
  const long = 'x'.repeat(100)
  expect(formatJson({ a: [1, 2], b: { c: long, d: long } })).toBe(
    `{\n "a":[1,2],\n "b":{\n  "c":"${long}",\n  "d":"${long}"\n }\n}`,
  )
})

test('any JSON survives', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const value: unknown = JSON.parse(text)
      expect(JSON.parse(formatJson(value))).toEqual(value)
    }),
  )
})
