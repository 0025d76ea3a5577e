import { instantOfWallTime, localDayOf, localWeekdayOf, wallTimeOf } from '../../world/wall-time.ts'
import { dayMs, hourMs, minuteMs } from '../../world/time.ts'
import { type Fields, isFields, numberOf, textOf } from '../read-call.ts'

/** A time that is taken. */
export interface BusyTime {
  startTime: Date
  endTime: Date
  /** Blocked times leave no place at all; appointments take one of the calendar's places. */
  isBlocked: boolean
}

/** What free slots are computed from. */
export interface SlotQuestion {
  /** The calendar's own fields: open hours, durations, buffers, notice. */
  calendar: Fields
  /** The zone the open hours are meant in. */
  calendarTimezone: string
  /** The zone the answer is written in. */
  timezone: string
  from: Date
  until: Date
  now: Date
  busy: BusyTime[]
}

const unitMs: Record<string, number> = {
  mins: minuteMs,
  hours: hourMs,
  days: dayMs,
  weeks: 7 * dayMs,
  months: 30 * dayMs,
}

/** A length of time as calendars write it: a number beside its unit. */
export function durationMs(calendar: Fields, name: string, fallbackMs: number): number {
  const amount = numberOf(calendar, name)
  if (amount === undefined) return fallbackMs
  return amount * (unitMs[textOf(calendar, `${name}Unit`) ?? 'mins'] ?? minuteMs)
}

/** How long a booking takes. */
export const slotDurationMs = (calendar: Fields): number =>
  durationMs(calendar, 'slotDuration', 30 * minuteMs)

/** Starts of the free slots by day, as the answer writes them. Days without any are left out. */
export function findFreeSlots(question: SlotQuestion): Record<string, { slots: string[] }> {
  const days: Record<string, { slots: string[] }> = {}
  for (const start of listStarts(question)) {
    if (!isFree(question, start)) continue
    const text = wallTimeOf(start, question.timezone)
    const day = text.slice(0, 10)
    const { slots } = (days[day] ??= { slots: [] })
    slots.push(text)
  }
  return days
}

/** Whether a booking may start at an instant: a slot starts then, and it is free. */
export function isSlotFree(
  question: Omit<SlotQuestion, 'from' | 'until' | 'timezone'>,
  start: Date,
): boolean {
  const asked = { ...question, timezone: question.calendarTimezone, from: start, until: start }
  return listStarts(asked).some((one) => one.getTime() === start.getTime()) && isFree(asked, start)
}

/** Every start the open hours have in the time asked for, in order. */
function listStarts({ calendar, calendarTimezone, from, until }: SlotQuestion): Date[] {
  const duration = slotDurationMs(calendar)
  const interval = Math.max(minuteMs, durationMs(calendar, 'slotInterval', duration))
  const starts: Date[] = []
  const lastDay = localDayOf(until, calendarTimezone)
  for (let day = localDayOf(from, calendarTimezone); day <= lastDay; day += 1) {
    for (const { open, close } of openingsOn(calendar, localWeekdayOf(day))) {
      const closesAt = instantOfWallTime(day, close, calendarTimezone).getTime()
      let at = instantOfWallTime(day, open, calendarTimezone).getTime()
      for (; at + duration <= closesAt; at += interval) {
        if (at >= from.getTime() && at <= until.getTime()) starts.push(new Date(at))
      }
    }
  }
  return starts.toSorted((a, b) => a.getTime() - b.getTime())
}

function openingsOn(calendar: Fields, weekday: number): { open: string; close: string }[] {
  const openHours = Array.isArray(calendar['openHours']) ? calendar['openHours'].filter(isFields) : []
  return openHours
    .filter(({ daysOfTheWeek }) => Array.isArray(daysOfTheWeek) && daysOfTheWeek.includes(weekday))
    .flatMap(({ hours }) => (Array.isArray(hours) ? hours.filter(isFields) : []))
    .map((hour) => ({ open: clockTime(hour, 'open'), close: clockTime(hour, 'close') }))
}

const clockTime = (hour: Fields, which: 'open' | 'close'): string =>
  `${numberOf(hour, `${which}Hour`) ?? 0}:${numberOf(hour, `${which}Minute`) ?? 0}`

function isFree({ calendar, busy, now }: SlotQuestion, start: Date): boolean {
  const at = start.getTime()
  const end = at + slotDurationMs(calendar)
  if (at < now.getTime() + durationMs(calendar, 'allowBookingAfter', 0)) return false
  if (at > now.getTime() + durationMs(calendar, 'allowBookingFor', Infinity)) return false
  const before = durationMs(calendar, 'preBuffer', 0)
  const after = durationMs(calendar, 'slotBuffer', 0)
  const clashing = busy.filter(({ startTime, endTime, isBlocked }) => {
    const margin = isBlocked ? { before: 0, after: 0 } : { before, after }
    return at - margin.before < endTime.getTime() && end + margin.after > startTime.getTime()
  })
  const places = numberOf(calendar, 'appoinmentPerSlot') ?? 1
  return !clashing.some(({ isBlocked }) => isBlocked) && clashing.length < Math.max(1, places)
}
