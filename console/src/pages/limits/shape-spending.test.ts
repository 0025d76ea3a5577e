import type { Spending } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { everyoneElse, lastUtcDays, shapeSpending, spenderName } from './shape-spending.ts'

const spent = (day: string, spender: string, calls: number, refused = 0): Spending => ({
  day,
  locationId: 'l',
  companyId: null,
  lane: 'sync',
  spender,
  calls,
  refused,
})

test('days without calls are there, and lanes of one spender are one', () => {
  const { days, spenders } = shapeSpending(
    [spent('2026-11-02', 'sync', 5), spent('2026-11-02', 'sync', 2, 1), spent('2026-11-02', 'Website', 3)],
    ['2026-11-01', '2026-11-02'],
  )
  expect(days).toEqual([
    { day: '2026-11-01', sync: 0, Website: 0 },
    { day: '2026-11-02', sync: 7, Website: 3 },
  ])
  expect(spenders).toEqual([
    { spender: 'sync', calls: 7, refused: 1 },
    { spender: 'Website', calls: 3, refused: 0 },
  ])
})

test('beyond the largest few, the rest is one, and nothing is lost', () => {
  const many = Array.from({ length: 11 }, (_, index) => spent('2026-11-01', `app ${index}`, 10 + index))
  const { days, spenders } = shapeSpending(many, ['2026-11-01'])
  expect(spenders).toHaveLength(8)
  expect(spenders.at(-1)?.spender).toBe(everyoneElse)
  const { day: _, ...calls } = days[0] ?? { day: '' }
  expect(Object.values(calls).reduce<number>((sum, value) => sum + Number(value), 0)).toBe(
    many.reduce((sum, one) => sum + one.calls, 0),
  )
})

test('days are UTC days and end today', () => {
  expect(lastUtcDays(2, Date.parse('2026-11-01T00:30:00Z'))).toEqual(['2026-10-31', '2026-11-01'])
})

test('spenders have names for people', () => {
  expect(spenderName('sync:posts')).toBe('Sync of posts')
  expect(spenderName('connections')).toBe('Connections')
})
