import type { Kysely } from 'kysely'
import type { Connections } from '../connections/connections.types.ts'
import type { Limiter } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { createCacheMarksStore } from '../store/cache-marks.store.ts'
import { createConnectionsStore } from '../store/connections.store.ts'
import { createIdempotentCallsStore } from '../store/idempotent-calls.store.ts'
import { createLocationsStore } from '../store/locations.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { createAnswerCache } from './answer-cache.ts'
import type { CallJournal } from './call-journal.ts'
import { callOperation, recallAnswer } from './call-operation.ts'
import { compileChecks } from './compile-check.ts'
import type { AnswerDrift, GatewayParts } from './gateway-parts.types.ts'
import type { Gateway } from './gateway.types.ts'
import { planCall } from './plan-call.ts'
import { rememberOpened } from './remember-opened.ts'
import { watchCacheMarks } from './watch-cache-marks.ts'

export interface GatewayOptions {
  kysely: Kysely<Tables>
  connections: Pick<Connections, 'openLocationClient' | 'openCompanyClient'>
  limiter: Pick<Limiter, 'readQuota'>
  journal: Pick<CallJournal, 'record'>
  clock: Clock
  log: Log
  /** No other process shares the database. */
  isAlone: boolean
  /** Room for answers of the CRM in memory; default 32 MB. */
  cacheBytes?: number | undefined
  /** Told about answers that are not as published. */
  onDrift?: ((drift: AnswerDrift) => void) | undefined
}

const defaultCacheBytes = 32 * 1024 * 1024

const openingOf = (id: string, lane: string, spender?: { id: string }): string =>
  `${id} ${lane} ${spender?.id ?? ''}`

/**
 * Makes the gateway: any operation of the CRM, checked before it is sent, within the limits, answered from memory
 * where that is fresh, applied once where the caller asks for it, and noted in the log of calls.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { kysely, connections, limiter, journal, clock } = options
  const log = options.log.child({ part: 'gateway' })
  const cache = createAnswerCache(options.cacheBytes ?? defaultCacheBytes)
  const marks = watchCacheMarks({
    store: createCacheMarksStore(kysely),
    cache,
    log,
    isAlone: options.isAlone,
  })
  const locations = createLocationsStore(kysely)
  const connected = createConnectionsStore(kysely)
  const parts: GatewayParts = {
    openLocationClient: rememberOpened(connections.openLocationClient, openingOf),
    openCompanyClient: rememberOpened(connections.openCompanyClient, openingOf),
    findCompany: async (locationId) => {
      const location = locationId === undefined ? undefined : await locations.find(locationId)
      return location?.company_id ?? connected.findOnlyCompany()
    },
    limiter,
    journal,
    idempotentCalls: createIdempotentCallsStore(kysely),
    cache,
    underWay: new Map(),
    checks: compileChecks((operationId, problem) =>
      log.warn({ operationId, problem: messageOf(problem) }, 'a published schema could not be read'),
    ),
    markChanged: (ownerId, modules) => marks.mark(ownerId, modules),
    onKept: () => marks.watch(),
    onDrift: options.onDrift ?? (() => {}),
    clock,
    log,
  }

  return {
    call: (request, context) => callOperation(parts, request, context),
    recall: (remembered) => recallAnswer(parts, remembered),
    plan: (request, context) => planCall(parts, request, context),
    invalidate: (ownerId, modules) => marks.mark(ownerId, modules),
    stop: () => marks.stop(),
  }
}
