import { expect, test } from 'vitest'
import { findFreeSlots, isSlotFree, type SlotQuestion } from './find-free-slots.ts'

const weekdays = [1, 2, 3, 4, 5]
const hours = (openHour: number, closeHour: number) => [
  { openHour, openMinute: 0, closeHour, closeMinute: 0 },
]

/** A calendar in New York, open on weekdays from nine to eleven, asked about a Tuesday. */
const aQuestion = (
  changes: Partial<SlotQuestion> & { fields?: Record<string, unknown> } = {},
): SlotQuestion => ({
  calendar: {
    slotDuration: 30,
    slotDurationUnit: 'mins',
    slotInterval: 30,
    slotIntervalUnit: 'mins',
    openHours: [{ daysOfTheWeek: weekdays, hours: hours(9, 11) }],
    ...changes.fields,
  },
  calendarTimezone: 'America/New_York',
  timezone: 'America/New_York',
  from: new Date('2026-11-24T00:00:00-05:00'),
  until: new Date('2026-11-24T23:59:00-05:00'),
  now: new Date('2026-11-20T00:00:00Z'),
  busy: [],
  ...changes,
})

const at = (time: string) => new Date(`2026-11-24T${time}:00-05:00`)

test('a slot starts at every interval of the open hours that leaves time for the whole of it', () => {
  expect(findFreeSlots(aQuestion())).toEqual({
    '2026-11-24': {
      slots: ['09:00', '09:30', '10:00', '10:30'].map((time) => `2026-11-24T${time}:00-05:00`),
    },
  })
})

test('closed days and the past have no slots', () => {
  const weekend = {
    from: new Date('2026-11-21T00:00:00-05:00'),
    until: new Date('2026-11-22T23:00:00-05:00'),
  }
  expect(findFreeSlots(aQuestion(weekend))).toEqual({})
  const slots = findFreeSlots(aQuestion({ now: at('10:10') }))['2026-11-24']?.slots
  expect(slots).toEqual(['2026-11-24T10:30:00-05:00'])
})

test('what is booked takes a place, what is blocked takes all', () => {
  const booked = { startTime: at('09:30'), endTime: at('10:00'), isBlocked: false }
  const slotsOf = (question: SlotQuestion) =>
    findFreeSlots(question)['2026-11-24']?.slots.map((slot) => slot.slice(11, 16))
  expect(slotsOf(aQuestion({ busy: [booked] }))).toEqual(['09:00', '10:00', '10:30'])
  const forTwo = { appoinmentPerSlot: 2 }
  expect(slotsOf(aQuestion({ busy: [booked], fields: forTwo }))).toContain('09:30')
  expect(slotsOf(aQuestion({ busy: [{ ...booked, isBlocked: true }], fields: forTwo }))).not.toContain(
    '09:30',
  )
})

test('buffers keep the neighbours of a booking free', () => {
  const busy = [{ startTime: at('10:00'), endTime: at('10:30'), isBlocked: false }]
  const fields = { preBuffer: 10, preBufferUnit: 'mins', slotBuffer: 10, slotBufferUnit: 'mins' }
  const slots = findFreeSlots(aQuestion({ busy, fields }))['2026-11-24']?.slots
  expect(slots).toEqual(['2026-11-24T09:00:00-05:00'])
})

test('open hours keep their wall time over a clock change, and another zone reads its own', () => {
  const sunday = {
    fields: {
      openHours: [{ daysOfTheWeek: [0, 6], hours: hours(9, 10) }],
      slotDuration: 60,
      slotInterval: 60,
    },
    from: new Date('2026-10-31T00:00:00-04:00'),
    until: new Date('2026-11-01T23:00:00-05:00'),
    now: new Date('2026-10-01T00:00:00Z'),
  }
  expect(findFreeSlots(aQuestion(sunday))).toEqual({
    '2026-10-31': { slots: ['2026-10-31T09:00:00-04:00'] },
    '2026-11-01': { slots: ['2026-11-01T09:00:00-05:00'] },
  })
  expect(
    Object.values(findFreeSlots(aQuestion({ ...sunday, timezone: 'Asia/Kolkata' }))).flatMap(
      ({ slots }) => slots,
    ),
  ).toEqual(['2026-10-31T18:30:00+05:30', '2026-11-01T19:30:00+05:30'])
})

test('a booking must start with a slot', () => {
  expect(isSlotFree(aQuestion(), at('09:30'))).toBe(true)
  expect(isSlotFree(aQuestion(), at('09:40'))).toBe(false)
  expect(isSlotFree(aQuestion(), at('11:00'))).toBe(false)
})
