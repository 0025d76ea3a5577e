/** Requests an app may make for one resource. */
export interface LimitProfile {
  /** Requests allowed in one interval. */
  maxRequests: number
  intervalMs: number
  /** Requests allowed in one day (UTC, of the simulated clock). */
  dailyRequests: number
  /**
   * `sliding`: no interval of `intervalMs` ever holds more than `maxRequests`.
   * `fixed`: a window opens with the first request and the count starts anew when it closes.
   */
  window: 'sliding' | 'fixed'
}

/** The two published profiles (facts 4). */
export const limitProfiles = {
  standard: { maxRequests: 100, intervalMs: 10_000, dailyRequests: 200_000, window: 'sliding' },
  sandbox: { maxRequests: 25, intervalMs: 10_000, dailyRequests: 10_000, window: 'sliding' },
} as const satisfies Record<string, LimitProfile>

/** What one request was told about its budget. */
export interface LimitReading {
  isAllowed: boolean
  profile: LimitProfile
  remaining: number
  dailyRemaining: number
}

interface Usage {
  /** Times of the requests that still count, oldest first; `head` is the first of them. */
  times: number[]
  head: number
  day: number
  dayCount: number
}

/** Counts the requests of each key and says which are too many. A refused request does not count. */
export interface RequestCounter {
  take(key: string, profile: LimitProfile): LimitReading
  reset(): void
}

const msInDay = 86_400_000

/** Makes a counter over `elapsedMs`, a time that only grows, and `now`, which gives the day. */
export function createRequestCounter(time: { elapsedMs(): number; now(): Date }): RequestCounter {
  const usages = new Map<string, Usage>()

  function usageOf(key: string): Usage {
    const known = usages.get(key)
    if (known) return known
    const fresh: Usage = { times: [], head: 0, day: 0, dayCount: 0 }
    usages.set(key, fresh)
    return fresh
  }

  return {
    take(key, profile) {
      const usage = usageOf(key)
      const nowMs = time.elapsedMs()
      const day = Math.floor(time.now().getTime() / msInDay)
      if (day !== usage.day) Object.assign(usage, { day, dayCount: 0 })
      forgetOld(usage, nowMs, profile)
      const isAllowed =
        usage.times.length - usage.head < profile.maxRequests && usage.dayCount < profile.dailyRequests
      if (isAllowed) {
        usage.times.push(nowMs)
        usage.dayCount += 1
      }
      return {
        isAllowed,
        profile,
        remaining: Math.max(0, profile.maxRequests - (usage.times.length - usage.head)),
        dailyRemaining: Math.max(0, profile.dailyRequests - usage.dayCount),
      }
    },
    reset: () => usages.clear(),
  }
}

function forgetOld(usage: Usage, nowMs: number, profile: LimitProfile) {
  const isOver = (time: number | undefined) => time !== undefined && nowMs - time >= profile.intervalMs
  if (profile.window === 'fixed') {
    if (isOver(usage.times[usage.head])) usage.head = usage.times.length
  } else {
    while (isOver(usage.times[usage.head])) usage.head += 1
  }
  // Dropping the forgotten ones in one go keeps each request at constant cost.
  if (usage.head > 1_024 || usage.head === usage.times.length) {
    usage.times = usage.times.slice(usage.head)
    usage.head = 0
  }
}

/** The five headers GHL sends with every answer to a known caller (facts 4). */
export function limitHeaders({ profile, remaining, dailyRemaining }: LimitReading): Record<string, string> {
  return {
    'X-RateLimit-Limit-Daily': String(profile.dailyRequests),
    'X-RateLimit-Daily-Remaining': String(dailyRemaining),
    'X-RateLimit-Interval-Milliseconds': String(profile.intervalMs),
    'X-RateLimit-Max': String(profile.maxRequests),
    'X-RateLimit-Remaining': String(remaining),
  }
}
