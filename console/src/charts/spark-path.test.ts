import { expect, test } from 'vitest'
import { donutArcs } from './donut-arcs.ts'
import { sparkPath } from './spark-path.ts'

test('a line runs from the first to the last value over the whole width', () => {
  expect(sparkPath([0, 10], 100, 20)?.line).toBe('M0 18L100 2')
})

test('a missing day breaks the line in two', () => {
  expect(sparkPath([1, 2, null, 1, 2], 100, 20)?.line.match(/M/g)).toHaveLength(2)
})

test('fewer than two known values make no line', () => {
  expect(sparkPath([null, 3, null], 100, 20)).toBeUndefined()
  expect(sparkPath([], 100, 20)).toBeUndefined()
})

test('a level line has no division by zero', () => {
  expect(sparkPath([5, 5, 5], 100, 20)?.line).toBe('M0 18L50 18L100 18')
})

test('arcs of a donut leave gaps and never become negative', () => {
  expect(donutArcs([1])).toEqual([{ length: 100, offset: 0 }])
  const arcs = donutArcs([0.7, 0.299, 0.001])
  expect(arcs.every(({ length }) => length > 0)).toBe(true)
  expect(arcs[1]?.offset).toBeCloseTo(70.6)
})
