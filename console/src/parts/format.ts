/** How numbers, days and instants are written everywhere in the console. */

const locale = typeof navigator === 'undefined' ? 'en-GB' : navigator.language || 'en-GB'
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const instantWithSeconds = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const fullDay = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const month = new Intl.DateTimeFormat(locale, { month: 'short', year: '2-digit', timeZone: 'UTC' })

/** `12,345` */
export const formatNumber = (value: number) => whole.format(value)

/** `12.3K`; short numbers stay whole. */
export const formatCompact = (value: number) => compact.format(value)

/** `4.87%`, given 4.87; a dash where there is none. */
export const formatRate = (percent: number | null) => (percent === null ? '–' : `${percent.toFixed(2)}%`)

/** `12.4%` without sign, for beside an arrow; changes beyond a thousand percent are only called large. */
export function formatChange(percent: number): string {
  const size = Math.abs(percent)
  if (size >= 1000) return '>999%'
  return `${size.toFixed(1)}%`
}

/** `1 post`, `2 posts`. */
export const countOf = (count: number, one: string, many = `${one}s`) =>
  `${formatNumber(count)} ${count === 1 ? one : many}`

/** A UTC day as `18 Nov`. */
export const formatDay = (day: string) => dayOfYear.format(Date.parse(`${day}T00:00:00Z`))
/** A UTC day as `18 Nov 2026`. */
export const formatFullDay = (day: string) => fullDay.format(Date.parse(`${day}T00:00:00Z`))
/** The month a UTC day is in, as `Nov 26`. */
export const formatMonth = (day: string) => month.format(Date.parse(`${day}T00:00:00Z`))

/** `20 Oct – 18 Nov 2026`; the first year only where it differs. */
export function formatDays(from: string, to: string): string {
  if (from === to) return formatFullDay(from)
  const first = from.slice(0, 4) === to.slice(0, 4) ? formatDay(from) : formatFullDay(from)
  return `${first} – ${formatFullDay(to)}`
}

/** An instant in the viewer's own zone. */
export const formatInstant = (at: string) => instant.format(new Date(at))
/** An instant in the viewer's own zone, to the second. */
export const formatInstantWithSeconds = (at: string) => instantWithSeconds.format(new Date(at))
/** The time of day of an instant in the viewer's own zone, to the second. */
export const formatClock = (at: string) => clock.format(new Date(at))

const steps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [30 * 86_400, 'day', 86_400],
  [365 * 86_400, 'month', 30 * 86_400],
]

/** `2 minutes ago`, `in 3 hours`; `just now` within some seconds. */
export function formatRelative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000
  if (Math.abs(seconds) < 10) return 'just now'
  const step = steps.find(([limit]) => Math.abs(seconds) < limit)
  if (step === undefined) return relative.format(Math.round(seconds / (365 * 86_400)), 'year')
  return relative.format(Math.round(seconds / step[2]), step[1])
}

/** `15 s`, `3 min`, `2 h` of milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 3_600_000)} h`
}

/** The capitals to show for a name: `AR` for Anna Rossi, the first letter of one word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = Array.from(words[0] ?? '')[0] ?? '?'
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? '')[0] ?? '') : ''
  return (first + last).toLocaleUpperCase()
}
