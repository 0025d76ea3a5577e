const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** A schedule people choose from a form; everything else is written as cron. */
export type SimpleSchedule =
  | { every: 'hour'; minute: number }
  | { every: 'day' | 'weekday'; hour: number; minute: number }
  | { every: 'week'; day: number; hour: number; minute: number }
  | { every: 'month'; date: number; hour: number; minute: number }

/** The simple schedule a cron expression stands for; undefined when it is none. */
export function readCron(cron: string): SimpleSchedule | undefined {
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== 5) return undefined
  const [minuteText = '', hourText = '', date = '', month = '', day = ''] = parts
  const minute = whole(minuteText, 59)
  if (minute === undefined || month !== '*') return undefined
  if (hourText === '*' && date === '*' && day === '*') return { every: 'hour', minute }
  const hour = whole(hourText, 23)
  if (hour === undefined) return undefined
  if (date === '*' && day === '*') return { every: 'day', hour, minute }
  if (date === '*' && day === '1-5') return { every: 'weekday', hour, minute }
  const weekday = whole(day, 7)
  if (date === '*' && weekday !== undefined) return { every: 'week', day: weekday % 7, hour, minute }
  const dateNumber = whole(date, 31)
  if (day === '*' && dateNumber !== undefined && dateNumber > 0) {
    return { every: 'month', date: dateNumber, hour, minute }
  }
  return undefined
}

export function writeCron(schedule: SimpleSchedule): string {
  switch (schedule.every) {
    case 'hour':
      return `${schedule.minute} * * * *`
    case 'day':
      return `${schedule.minute} ${schedule.hour} * * *`
    case 'weekday':
      return `${schedule.minute} ${schedule.hour} * * 1-5`
    case 'week':
      return `${schedule.minute} ${schedule.hour} * * ${schedule.day}`
    case 'month':
      return `${schedule.minute} ${schedule.hour} ${schedule.date} * *`
    default:
      return schedule satisfies never
  }
}

/** A cron expression in words, as far as it has any. */
export function describeCron(cron: string): string {
  const every = /^\*\/(\d+) \* \* \* \*$/.exec(cron.trim())?.[1]
  if (every !== undefined) return `Every ${every} minutes`
  const schedule = readCron(cron)
  if (schedule === undefined)
    return cron.trim() === '' ? 'At times: choose which' : `At times “${cron.trim()}”`
  switch (schedule.every) {
    case 'hour':
      return schedule.minute === 0 ? 'Every hour' : `Every hour, ${schedule.minute} minutes past`
    case 'day':
      return `Every day at ${clock(schedule)}`
    case 'weekday':
      return `Monday to Friday at ${clock(schedule)}`
    case 'week':
      return `Every ${days[schedule.day]} at ${clock(schedule)}`
    case 'month':
      return `On day ${schedule.date} of every month at ${clock(schedule)}`
    default:
      return schedule satisfies never
  }
}

export const weekdays = days.map((label, value) => ({ value: String(value), label }))

export const clock = ({ hour, minute }: { hour: number; minute: number }) =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

function whole(text: string, most: number): number | undefined {
  if (!/^\d{1,2}$/.test(text)) return undefined
  const number = Number(text)
  return number <= most ? number : undefined
}
