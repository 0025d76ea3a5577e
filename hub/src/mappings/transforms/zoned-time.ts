/** Wall clocks of time zones, by the tables of the runtime. */

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(zone, made)
  return made
}

/** Whether a name such as `Europe/Berlin` is a time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    // The runtime throws for names it does not know.
    return false
  }
}

/** Milliseconds to add to UTC for the wall clock of a zone at an instant. */
export function offsetMs(zone: string, instantMs: number): number {
  if (zone === 'UTC') return 0
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, value]),
  )
  const wall = new Date(0)
  const year = Number(parts['year'])
  wall.setUTCFullYear(
    parts['era'] === 'BC' ? 1 - year : year,
    Number(parts['month']) - 1,
    Number(parts['day']),
  )
  wall.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return wall.getTime() - Math.floor(instantMs / 1000) * 1000
}

/**
 * The instant a wall clock shows something, given as if it were UTC. A time that occurs twice is its first occurrence,
 * one that is skipped lies as much after the jump as it should have been after it began.
 */
export function instantOf(zone: string, wallMs: number): number {
  const dayMs = 86_400_000
  const before = offsetMs(zone, wallMs - dayMs)
  const after = offsetMs(zone, wallMs + dayMs)
  const early = wallMs - Math.max(before, after)
  const late = wallMs - Math.min(before, after)
  if (early + offsetMs(zone, early) === wallMs) return early
  if (late + offsetMs(zone, late) === wallMs) return late
  return wallMs - before
}
