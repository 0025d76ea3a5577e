import { expect, it } from 'vitest'
import { readSince } from './read-since.ts'

const now = new Date('2026-03-01T12:00:00Z')

it.each([
  ['90s', '2026-03-01T11:58:30.000Z'],
  ['15m', '2026-03-01T11:45:00.000Z'],
  ['1h', '2026-03-01T11:00:00.000Z'],
  ['7d', '2026-02-22T12:00:00.000Z'],
  ['2026-02-01', '2026-02-01T00:00:00.000Z'],
  ['2026-02-01T10:00:00+02:00', '2026-02-01T08:00:00.000Z'],
])('reads %s', (text, expected) => {
  expect(readSince(text, now).toISOString()).toBe(expected)
})

it.each(['', '1', 'h', '1w', 'yesterday', '2026-99-01', '-1h'])('refuses "%s"', (text) => {
  expect(() => readSince(text, now)).toThrow('Write how long ago')
})
