import { expect, test } from 'vitest'
import {
  countOf,
  formatChange,
  formatDays,
  formatDuration,
  formatRate,
  formatRelative,
  initialsOf,
} from './format.ts'

const now = Date.parse('2026-11-23T12:00:00Z')

test('the first year of a range is written only where it differs', () => {
  expect(formatDays('2026-10-20', '2026-11-18').match(/2026/g)).toHaveLength(1)
  expect(formatDays('2025-12-20', '2026-01-18')).toMatch(/2025.*2026/)
})

test('a range of one day is one day', () => {
  expect(formatDays('2026-11-18', '2026-11-18')).not.toContain('–')
})

test('moments are told in the largest unit that fits, past and future', () => {
  expect(formatRelative('2026-11-23T11:59:55Z', now)).toBe('just now')
  expect(formatRelative('2026-11-23T11:58:00Z', now)).toBe('2 minutes ago')
  expect(formatRelative('2026-11-23T15:00:00Z', now)).toBe('in 3 hours')
  expect(formatRelative('2026-11-22T12:00:00Z', now)).toBe('yesterday')
  expect(formatRelative('2024-11-20T12:00:00Z', now)).toBe('2 years ago')
})

test('changes are written without sign, and absurd ones as more than 999 percent', () => {
  expect(formatChange(-12.44)).toBe('12.4%')
  expect(formatChange(56_000)).toBe('>999%')
})

test('a rate that is unknown is a dash', () => {
  expect(formatRate(null)).toBe('–')
  expect(formatRate(4.866)).toBe('4.87%')
})

test('one is singular', () => {
  expect(countOf(1, 'post')).toBe('1 post')
  expect(countOf(0, 'post')).toBe('0 posts')
  expect(countOf(2, 'category', 'categories')).toBe('2 categories')
})

test('durations are short', () => {
  expect(formatDuration(15_000)).toBe('15 s')
  expect(formatDuration(900_000)).toBe('15 min')
})

test('initials come from the first and last word, of any script', () => {
  expect(initialsOf('Anna Maria Rossi')).toBe('AR')
  expect(initialsOf('zoë')).toBe('Z')
  expect(initialsOf('🌹 Rose')).toBe('🌹R')
})
