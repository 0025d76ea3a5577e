import { RemoteError } from '@causeway/client'
import type { DailyStatistic } from '../store/write-statistics.ts'
import { toDailyStatistics } from './normalise/to-daily-statistics.ts'
import type { StatisticsTask } from './statistics.types.ts'
import type { StreamRun } from './sync.types.ts'

/** Requests under way together: enough that the rate limit and not the latency sets the pace. */
export const statisticsAhead = 64

/**
 * Asks for seven days of one profile: the CRM adds the profiles of a request up, so each needs its own. A task that
 * is undefined, because its profile is gone meanwhile, gives nothing.
 */
export const readStatisticsWindow =
  (run: StreamRun) =>
  async (task: StatisticsTask | undefined, signal: AbortSignal): Promise<DailyStatistic[]> => {
    if (task === undefined) return []
    const { profile, days } = task
    const { profileId, platform } = profile
    try {
      const answer = await run.social.getStatistics({
        generation: 'v3',
        profileIds: [profileId],
        currentRange: { startDate: `${days[0]}T00:00:00.000Z`, endDate: `${days.at(-1)}T23:59:59.999Z` },
        signal,
      })
      return toDailyStatistics(answer, { profileId, platform, days })
    } catch (problem) {
      if (!isAboutProfile(problem)) throw problem
      // One profile the CRM does not take must not keep the others from being read.
      run.log.warn(
        { profileId, from: days[0], problem: problem.message },
        'statistics of one profile refused',
      )
      return []
    }
  }

const isAboutProfile = (problem: unknown): problem is RemoteError =>
  problem instanceof RemoteError && (problem.code === 'invalid_request' || problem.code === 'not_found')
