import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { upcomingSlots } from './queue-lifecycle.ts'
import { instantOfWallTime, localDayOf } from './wall-time.ts'

const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000

test.each([
  ['2026-01-15', '09:30', 'America/New_York', '2026-01-15T14:30:00.000Z'],
  ['2026-07-15', '09:30', 'America/New_York', '2026-07-15T13:30:00.000Z'],
  ['2026-03-29', '09:30', 'Europe/Berlin', '2026-03-29T07:30:00.000Z'],
  ['2026-01-15', '00:15', 'Australia/Sydney', '2026-01-14T13:15:00.000Z'],
  ['2026-01-15', '12:00', 'UTC', '2026-01-15T12:00:00.000Z'],
])('%s %s in %s is %s', (day, time, zone, instant) => {
  expect(instantOfWallTime(dayOf(day), time, zone).toISOString()).toBe(instant)
})

test('the local day of an instant is the day its clocks show', () => {
  const evening = new Date('2026-01-15T03:00:00Z')
  expect(localDayOf(evening, 'America/Los_Angeles')).toBe(dayOf('2026-01-14'))
  expect(localDayOf(evening, 'Asia/Dubai')).toBe(dayOf('2026-01-15'))
})

test('noon comes back as noon on any day in any zone', () => {
  const zones = ['America/Denver', 'Europe/London', 'Asia/Dubai', 'Australia/Sydney', 'America/Phoenix']
  fc.assert(
    fc.property(fc.integer({ min: 18_000, max: 24_000 }), fc.constantFrom(...zones), (day, zone) => {
      expect(localDayOf(instantOfWallTime(day, '12:00', zone), zone)).toBe(day)
    }),
  )
})

test('a weekly slot keeps its wall time when the clocks change', () => {
  const queue = { timeSlots: [{ id: 's', dayOfWeek: 1, time: '09:30' }], skipDateTimes: [] }
  const slots = upcomingSlots(queue, 'Europe/London', new Date('2026-10-18T00:00:00Z'), 3)
  expect(slots.map(({ at }) => at.toISOString())).toEqual([
    '2026-10-19T08:30:00.000Z',
    '2026-10-26T09:30:00.000Z',
    '2026-11-02T09:30:00.000Z',
  ])
})

test('a queue without time slots has no slots', () => {
  expect(upcomingSlots({ timeSlots: [], skipDateTimes: [] }, 'UTC', new Date(), 5)).toEqual([])
})
