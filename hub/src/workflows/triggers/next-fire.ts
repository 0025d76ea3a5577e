import { Cron } from 'croner'
import { messageOf } from '../../platform/errors.ts'

interface Schedule {
  cron: string
  timezone: string
}

/**
 * When a schedule comes next after an instant; undefined when never. A time of day that a change of clocks skips comes
 * right after it, one that comes twice counts once.
 */
export function nextFire({ cron, timezone }: Schedule, after: Date): Date | undefined {
  return new Cron(cron, { timezone, mode: 'auto' }).nextRun(after) ?? undefined
}

/** What is wrong with a schedule; undefined when it comes at least once. */
export function checkSchedule(
  schedule: Schedule,
  now: Date,
): { field: 'cron' | 'timezone'; message: string } | undefined {
  try {
    Intl.DateTimeFormat('en', { timeZone: schedule.timezone })
  } catch {
    // Unknown to the runtime.
    return {
      field: 'timezone',
      message: `"${schedule.timezone}" is no time zone; use a name such as Europe/Berlin`,
    }
  }
  try {
    if (nextFire(schedule, now) === undefined) return { field: 'cron', message: 'This never comes.' }
  } catch (problem) {
    const said = messageOf(problem).replace(/^Cron\w*: /, '')
    return { field: 'cron', message: `"${schedule.cron}" is no schedule: ${said}` }
  }
  return undefined
}

/** The next time of day (`09:00`) in a time zone after an instant; undefined when the text is none. */
export function nextTimeOfDay(text: string, timezone: string, after: Date): Date | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  if (hours === undefined) return undefined
  return nextFire({ cron: `${Number(minutes)} ${Number(hours)} * * *`, timezone }, after)
}
