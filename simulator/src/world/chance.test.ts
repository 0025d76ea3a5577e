import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fractionOf, hashKeys, integerOf, pickFrom, pickSeveral } from './chance.ts'

const keys = fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 })

test('the same keys always give the same, within their bounds', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: -50, max: 50 }), fc.nat(100), (given, low, width) => {
      expect(hashKeys(...given)).toBe(hashKeys(...given))
      expect(fractionOf(...given)).toBeGreaterThanOrEqual(0)
      expect(fractionOf(...given)).toBeLessThan(1)
      const value = integerOf(low, low + width, ...given)
      expect(value >= low && value <= low + width).toBe(true)
    }),
  )
})

test('keys are not just joined', () => {
  expect(hashKeys('ab', 'c')).not.toBe(hashKeys('a', 'bc'))
  expect(hashKeys(1)).not.toBe(hashKeys('1'))
})

test('picking several gives as many different ones as there are, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { maxLength: 12 }), fc.nat(15), keys, (list, count, given) => {
      const picked = pickSeveral(list, count, ...given)
      expect(picked).toHaveLength(Math.min(count, list.length))
      expect(picked).toEqual(list.filter((element) => picked.includes(element)))
    }),
  )
})

test('picking from nothing is an error', () => {
  expect(() => pickFrom([], 'x')).toThrow(RangeError)
})
