export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** Days since 1970-01-01 in UTC: how daily statistics are numbered. */
export const dayNumberOf = (instant: Date | number): number => Math.floor(Number(instant) / dayMs)

/** First instant of a UTC day. */
export const startOfDay = (dayNumber: number): Date => new Date(dayNumber * dayMs)

/** 0 is Sunday, as in JavaScript; 1970-01-01 was a Thursday. */
export const weekdayOf = (dayNumber: number): number => (((dayNumber + 4) % 7) + 7) % 7

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** "Mon" … "Sun", as statistics name their days. */
export const weekdayNameOf = (dayNumber: number): string => weekdayNames[weekdayOf(dayNumber)] ?? 'Sun'

const anchorStepDays = 28

/** The two instants a world is made from. */
export interface WorldTimes {
  /** The clock when the world was made. */
  startedAt: Date
  /**
   * The last multiple of 28 days before `startedAt`. History is dated from here and the living world fills what
   * is between, so a simulator started again tomorrow shows the same posts, not all of them shifted by a day.
   */
  anchor: Date
}

export function worldTimesOf(startedAt: Date): WorldTimes {
  const step = anchorStepDays * dayMs
  return { startedAt, anchor: new Date(Math.floor(startedAt.getTime() / step) * step) }
}
