import { callSocial, demand, refuseCall } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { SocialClient } from '../social-client.types.ts'
import { decodeStatistics } from './decode-statistics.ts'
import type { StatisticsInput } from './statistics.types.ts'

/** The call for statistics, which is the one whose envelope has no `success`. */
export function createStatisticsCalls(context: SocialContext): Pick<SocialClient, 'getStatistics'> {
  return {
    async getStatistics(input) {
      const generation = input.generation ?? context.generation
      if (input.profileIds.length === 0 || input.profileIds.length > 100) {
        refuseCall(`Statistics take 1 to 100 profile ids, not ${input.profileIds.length}`)
      }
      const body = statisticsBody(input)
      if (generation === 'v2' && ('currentRange' in body || 'prevRange' in body)) {
        refuseCall('Only v3 statistics take date ranges', 'Ask with generation v3.')
      }
      const name = generation === 'v2' ? 'get-social-media-statistics' : 'get-statistics'
      const how = {
        query: { locationId: context.locationId },
        body,
        ...(input.signal ? { signal: input.signal } : {}),
      }
      const { body: answer, results, report } = await callSocial(context, name, how, generation)
      const hasResults = Object.keys(results.raw).length > 0
      return decodeStatistics(answer, demand(hasResults ? results : undefined, 'statistics'), report)
    },
  }
}

/** Only the keys that were given: GHL refuses unknown ones and does not take undefined for absent. */
function statisticsBody(input: StatisticsInput): Record<string, unknown> {
  const ranges =
    input.generation === 'v2' ? {} : { currentRange: input.currentRange, prevRange: input.prevRange }
  const all = { profileIds: input.profileIds, platforms: input.platforms, ...ranges }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
