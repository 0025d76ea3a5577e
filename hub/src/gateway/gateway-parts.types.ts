import type { OpenCompanyClient, OpenLocationClient } from '../connections/connections.types.ts'
import type { Limiter } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { IdempotentCallsStore } from '../store/idempotent-calls.store.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { CallJournal } from './call-journal.ts'
import type { Checks } from './compile-check.ts'
import type { FindCompany } from './choose-owner.ts'
import type { SentAnswer } from './send-call.ts'

/** An answer of the CRM that is not as published. */
export interface AnswerDrift {
  operationId: string
  /** Such as `results.posts[].createdAt`. */
  place: string
  problem: string
}

/** What the steps of a call work with. */
export interface GatewayParts {
  openLocationClient: OpenLocationClient
  openCompanyClient: OpenCompanyClient
  findCompany: FindCompany
  limiter: Pick<Limiter, 'readQuota'>
  journal: Pick<CallJournal, 'record'>
  idempotentCalls: IdempotentCallsStore
  cache: AnswerCache
  /** Reads under way, by question. */
  underWay: Map<string, Promise<SentAnswer>>
  checks: Checks
  /** Tells that answers about an owner are old; undefined modules: all. */
  markChanged(ownerId: string, modules: readonly string[] | undefined): Promise<void>
  /** Tells that an answer was put into the cache. */
  onKept(): void
  onDrift(drift: AnswerDrift): void
  clock: Clock
  log: Log
}
