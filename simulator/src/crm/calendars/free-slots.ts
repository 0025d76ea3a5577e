import { plainRefusal } from '../../simulator.types.ts'
import { dayMs } from '../../world/time.ts'
import { paramOf } from '../read-call.ts'
import { findCalendar } from './calendars.ts'
import type { CalendarBook, CalendarCall, CalendarHandler } from './calendars.types.ts'
import { findFreeSlots, type BusyTime } from './find-free-slots.ts'

/** A range longer than this is refused. */
const longestRangeMs = 31 * dayMs

/** The times of a calendar that are taken: appointments that stand, and what is blocked for all calendars or this. */
export function busyTimesOf(
  { appointments, blockedSlots }: CalendarBook,
  calendarId: string,
  exceptId?: string,
): BusyTime[] {
  const booked = [...appointments.values()].filter(
    (one) =>
      one.calendarId === calendarId && one.id !== exceptId && !['cancelled', 'invalid'].includes(one.status),
  )
  const blocked = [...blockedSlots.values()].filter(
    (one) => one.calendarId === undefined || one.calendarId === calendarId,
  )
  return [
    ...booked.map(({ startTime, endTime }) => ({ startTime, endTime, isBlocked: false })),
    ...blocked.map(({ startTime, endTime }) => ({ startTime, endTime, isBlocked: true })),
  ]
}

/** Free starts by day, from the calendar's open hours in the location's zone and what is booked already. */
export const listFreeSlots: CalendarHandler = (call) => {
  const calendar = findCalendar(call, paramOf(call, 'calendarId'))
  const { startDate, endDate, timezone } = call.request.query
  const [from, until] = [startDate, endDate].map((text) => new Date(Number(text)))
  if (
    from === undefined ||
    until === undefined ||
    Number.isNaN(from.getTime()) ||
    Number.isNaN(until.getTime())
  )
    throw plainRefusal(422, ['startDate and endDate must be in milliseconds'])
  if (until.getTime() - from.getTime() > longestRangeMs)
    throw plainRefusal(400, 'The range between startDate and endDate cannot be more than 31 days')
  return {
    body: findFreeSlots({
      calendar: calendar.fields,
      calendarTimezone: call.contents.location.timezone,
      timezone: readTimezone(call, timezone),
      from,
      until,
      now: call.now,
      busy: busyTimesOf(call.book, calendar.id),
    }),
  }
}

function readTimezone({ contents }: CalendarCall, timezone: string | undefined): string {
  if (timezone === undefined || timezone === '') return contents.location.timezone
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
  } catch {
    // Intl throws for what is no zone.
    throw plainRefusal(422, ['timezone must be a valid IANA time-zone'])
  }
}
