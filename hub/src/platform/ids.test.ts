import { expect, test } from 'vitest'
import { newId } from './ids.ts'

test('an id is a version 7 UUID that carries its millisecond', () => {
  const at = Date.now() + 60_000
  const id = newId(at)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at)
})

test('ids made one after the other sort in that order, also past 4096 in one millisecond and when the clock goes back', () => {
  const at = Date.now() + 120_000
  const ids = Array.from({ length: 10_000 }, (_, index) => newId(at - (index % 7)))
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
