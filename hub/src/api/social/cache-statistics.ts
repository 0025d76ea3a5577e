import type { Generation } from '@causeway/spec'
import { dayOf } from '../../analytics/days.ts'
import type { CachedAnswer } from '../../store/cached-answers.store.ts'
import { fingerprint } from '../../store/canonical-json.ts'
import type { Caller } from '../access/caller.types.ts'
import type { ApiParts } from '../api.types.ts'
import { askCrm, type CrmAnswer, excuseOf } from './ask-crm.ts'
import type { Freshness } from './freshness.ts'

/** The CRM's numbers change a few times a day; whoever needs them sooner says so with `Cache-Control: no-cache`. */
const freshMs = 15 * 60_000
/** Older answers stand in for nothing any more. */
const keptMs = 7 * 86_400_000
const forgetEveryMs = 3_600_000

const operations: Record<Generation, string> = {
  v2: 'v2.social-media-posting.get-social-media-statistics',
  v3: 'v3.social-planner.get-statistics',
}

interface Question {
  /** Who asks first pays the call. */
  caller: Caller
  locationId: string
  generation: Generation
  body: unknown
}

/** Keeps the CRM's answers about statistics: the same question is asked once, however many ask it at once. */
export function createStatisticsCache(parts: Pick<ApiParts, 'connections' | 'stores' | 'clock'>) {
  const { stores, clock } = parts
  const underWay = new Map<string, Promise<CachedAnswer>>()
  let forgottenAt = 0

  const forgetOld = async (now: number): Promise<void> => {
    if (now - forgottenAt < forgetEveryMs) return
    forgottenAt = now
    await stores.cachedAnswers.deleteOlder(new Date(now - keptMs))
  }

  const ask = async (
    { caller, locationId, generation, body }: Question,
    key: string,
  ): Promise<CachedAnswer> => {
    const options = { query: { locationId }, body }
    const answer: CrmAnswer = await askCrm(parts, caller, locationId, operations[generation], options)
    const kept = { ...answer, fetchedAt: clock.now() }
    await stores.cachedAnswers.put(locationId, key, kept)
    await forgetOld(kept.fetchedAt.getTime())
    return kept
  }

  const askOnce = (question: Question, key: string): Promise<CachedAnswer> => {
    const place = JSON.stringify([question.locationId, key])
    const asking = underWay.get(place) ?? ask(question, key).finally(() => underWay.delete(place))
    underWay.set(place, asking)
    return asking
  }

  return {
    /** Answers from the cache while that is fresh, else from the CRM; from an older answer when it cannot be asked. */
    async ask(
      question: Question,
      { isLive }: { isLive: boolean },
    ): Promise<{ answer: CrmAnswer; freshness: Freshness }> {
      const key = `statistics:${fingerprint([question.generation, question.body])}`
      const cached = await stores.cachedAnswers.find(question.locationId, key)
      if (cached !== undefined && !isLive && isFresh(cached, clock.now()))
        return { answer: cached, freshness: { source: 'cache', asOf: cached.fetchedAt } }
      try {
        const answer = await askOnce(question, key)
        return { answer, freshness: { source: 'crm', asOf: answer.fetchedAt } }
      } catch (problem) {
        const insteadOf = excuseOf(problem)
        if (cached === undefined || insteadOf === undefined) throw problem
        return { answer: cached, freshness: { source: 'cache', asOf: cached.fetchedAt, insteadOf } }
      }
    },
  }
}

/** "The last 7 days" are others tomorrow, so an answer is fresh only on the day it was given. */
const isFresh = ({ fetchedAt }: CachedAnswer, now: Date): boolean =>
  now.getTime() - fetchedAt.getTime() < freshMs && dayOf(fetchedAt) === dayOf(now)
