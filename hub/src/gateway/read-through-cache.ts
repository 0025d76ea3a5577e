import type { AnswerPlace, KeptAnswer } from './answer-cache.ts'
import { checkAnswer } from './check-answer.ts'
import { mayDo } from './check-permission.ts'
import { excuseOf } from './excuse-of.ts'
import type { GatewayParts } from './gateway-parts.types.ts'
import type { CallContext } from './gateway.types.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { CacheQuestion } from './question-of.ts'
import { type AttemptCount, sendCall, type SentAnswer } from './send-call.ts'

/** An answer and where it comes from. */
export interface FoundAnswer {
  answer: SentAnswer
  source: 'crm' | 'cache'
  insteadOf?: string | undefined
}

/** An answer older than this stands in for nothing any more. */
const standInMs = 3_600_000

/**
 * Answers a read: from the cache while that is fresh, else from the CRM; from an older answer while the CRM cannot be
 * asked. The same question is asked once, however many ask it at once.
 */
export async function readThroughCache(
  parts: GatewayParts,
  call: PreparedCall,
  context: CallContext,
  count: AttemptCount,
): Promise<FoundAnswer> {
  const { question } = call
  if (question === undefined) return { answer: await ask(parts, call, context, count), source: 'crm' }
  const kept = parts.cache.find(question.key)
  if (kept !== undefined && isFreshFor(kept, context)) return { answer: kept, source: 'cache' }
  try {
    const answer = await askOnce(parts, call, question, context, count)
    if (answer.status < 500) return { answer, source: 'crm' }
    return standIn(kept, 'crm.remote_failure') ?? { answer, source: 'crm' }
  } catch (problem) {
    const stale = standIn(kept, excuseOf(problem))
    if (stale === undefined) throw problem
    return stale
  }
}

/** Whether a kept answer will do; callers with `live` may want to go past it. */
export const isFreshFor = (kept: KeptAnswer, { isLive, caller }: CallContext): boolean =>
  !(isLive === true && mayDo(caller, 'live')) && kept.freshUntilMs > Date.now()

function standIn(kept: KeptAnswer | undefined, insteadOf: string | undefined): FoundAnswer | undefined {
  if (kept === undefined || insteadOf === undefined) return undefined
  if (Date.now() - kept.asOfMs > standInMs) return undefined
  return { answer: kept, source: 'cache', insteadOf }
}

function askOnce(
  parts: GatewayParts,
  call: PreparedCall,
  question: CacheQuestion,
  context: CallContext,
  count: AttemptCount,
): Promise<SentAnswer> {
  const place: AnswerPlace = { ownerId: call.ownerId, module: question.module }
  const epoch = parts.cache.epochOf(place)
  // Whoever asks after a change must not get an answer that was asked for before it.
  const key = `${question.key} ${epoch}`
  const running = parts.underWay.get(key)
  if (running !== undefined) return running
  // The first who asks may go away while others wait for the same answer.
  const asking = ask(parts, call, { ...context, signal: undefined }, count)
    .then((answer) => {
      if (answer.status >= 200 && answer.status < 300) {
        const freshUntilMs = answer.asOfMs + question.freshMs
        parts.cache.put(question.key, place, { ...answer, freshUntilMs }, epoch)
        parts.onKept()
      }
      return answer
    })
    .finally(() => parts.underWay.delete(key))
  parts.underWay.set(key, asking)
  return asking
}

async function ask(
  parts: GatewayParts,
  call: PreparedCall,
  context: CallContext,
  count: AttemptCount,
): Promise<SentAnswer> {
  const answer = await sendCall(call, context, count)
  checkAnswer(parts, call.operation, answer)
  return answer
}
