import { dayMs, dayNumberOf, minuteMs, weekdayOf } from './time.ts'

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterFor(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(timezone, made)
  return made
}

/** How far a zone's clocks are ahead of UTC at an instant. */
function offsetMsAt(instantMs: number, timezone: string): number {
  const parts = formatterFor(timezone).formatToParts(instantMs)
  const valueOf = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const wall = Date.UTC(
    valueOf('year'),
    valueOf('month') - 1,
    valueOf('day'),
    valueOf('hour'),
    valueOf('minute'),
    valueOf('second'),
  )
  return wall - Math.floor(instantMs / 1000) * 1000
}

/** The local calendar day of an instant, numbered like UTC days. */
export const localDayOf = (instant: Date, timezone: string): number =>
  dayNumberOf(instant.getTime() + offsetMsAt(instant.getTime(), timezone))

/** The instant at which a zone's clocks show `HH:mm` on a local day; times a clock change skips move forward. */
export function instantOfWallTime(localDay: number, time: string, timezone: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const wallMs = localDay * dayMs + (hours * 60 + minutes) * minuteMs
  const guess = wallMs - offsetMsAt(wallMs, timezone)
  return new Date(wallMs - offsetMsAt(guess, timezone))
}

/** The weekday (0 is Sunday) of a local day number. */
export const localWeekdayOf = (localDay: number): number => weekdayOf(localDay)

/** An instant as a zone's clocks show it, with how far they are from UTC: `2026-11-24T09:00:00-07:00`. */
export function wallTimeOf(instant: Date, timezone: string): string {
  const offsetMs = offsetMsAt(instant.getTime(), timezone)
  const wall = new Date(instant.getTime() + offsetMs).toISOString().slice(0, 19)
  const minutes = Math.abs(Math.round(offsetMs / minuteMs))
  const two = (count: number) => String(count).padStart(2, '0')
  return `${wall}${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
