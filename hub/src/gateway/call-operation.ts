import { RemoteError } from '@causeway/client'
import { HubError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { answerOf } from './answer-of.ts'
import { applyOnce } from './apply-once.ts'
import { checkAnswer } from './check-answer.ts'
import type { GatewayParts } from './gateway-parts.types.ts'
import type { CallContext, CallRequest, GatewayAnswer, RememberedCall } from './gateway.types.ts'
import { type CallSheet, demandConfirm, openSheet, prepareCall, type PreparedCall } from './prepare-call.ts'
import { isFreshFor, readThroughCache } from './read-through-cache.ts'
import { modulesChangedBy } from './related-modules.ts'
import { type AttemptCount, sendCall, type SentAnswer } from './send-call.ts'

/** Where an answer came from, before it is told. */
interface Outcome {
  answer: SentAnswer
  source: GatewayAnswer['source']
  insteadOf?: string | undefined
  coerced: string[]
}

/**
 * The life of a call: checked, then answered from the cache or by the CRM, then noted. A call that is stopped on the
 * way is noted too.
 */
export async function callOperation(
  parts: GatewayParts,
  request: CallRequest,
  context: CallContext,
): Promise<GatewayAnswer> {
  const startedAt = performance.now()
  const sheet = openSheet(request)
  const note = noteCall(parts, request, context, sheet, startedAt)
  const count: AttemptCount = { attempts: 0 }
  try {
    const call = await prepareCall(parts, request, context, sheet)
    demandConfirm(call, context)
    const answer = note.answered(await perform(parts, call, context, count, note.callId), count)
    const { question } = call
    return question === undefined
      ? answer
      : Object.defineProperty(answer, 'remembered', { value: { request, context, call } })
  } catch (problem) {
    note.stopped(problem, count)
    throw problem
  }
}

/** The same question a moment later: straight from the cache, or undefined when it holds no fresh answer. */
export function recallAnswer(
  parts: GatewayParts,
  { request, context, call }: RememberedCall,
): GatewayAnswer | undefined {
  const startedAt = performance.now()
  const kept = parts.cache.find(call.question.key)
  if (kept === undefined || !isFreshFor(kept, context)) return undefined
  const sheet = { operation: call.operation, facts: call.facts, access: call.access, owner: call.owner }
  const note = noteCall(parts, request, context, { ...sheet, path: call.input.path }, startedAt)
  return note.answered({ answer: kept, source: 'cache', coerced: call.coerced }, noAttempts)
}

const noAttempts: AttemptCount = { attempts: 0 }

async function perform(
  parts: GatewayParts,
  call: PreparedCall,
  context: CallContext,
  count: AttemptCount,
  callId: () => string,
): Promise<Outcome> {
  if (call.access === 'read')
    return { ...(await readThroughCache(parts, call, context, count)), coerced: call.coerced }

  const send = (beforeSend?: () => Promise<void>) => sendWrite(parts, call, context, count, beforeSend)
  if (context.idempotencyKey === undefined)
    return { answer: await send(), source: 'crm', coerced: call.coerced }
  const who = { caller: context.caller, key: context.idempotencyKey, callId: callId() }
  const once = await applyOnce(parts, call, who, send)
  return once.kind === 'replay'
    ? { answer: once.answer, source: 'replay', coerced: once.coerced }
    : { answer: once.answer, source: 'crm', coerced: call.coerced }
}

/** Sends a write; whatever became of it, what was read before may be old. */
async function sendWrite(
  parts: GatewayParts,
  call: PreparedCall,
  context: CallContext,
  count: AttemptCount,
  beforeSend: (() => Promise<void>) | undefined,
): Promise<SentAnswer> {
  try {
    // A write under way is not cut off because whoever asked for it went away: its outcome would be unknown.
    const answer = await sendCall(call, { ...context, signal: undefined }, count, beforeSend)
    checkAnswer(parts, call.operation, answer)
    return answer
  } finally {
    if (count.attempts > 0)
      await parts.markChanged(call.ownerId, call.facts && modulesChangedBy(call.facts.module))
  }
}

/** Writes the line of a call in the log, however it ends. */
function noteCall(
  parts: GatewayParts,
  request: CallRequest,
  context: CallContext,
  sheet: CallSheet,
  startedAt: number,
) {
  let madeId: string | undefined
  /** Answers from the cache are counted in a line of another id. */
  const callId = (): string => (madeId ??= newId())
  const { caller, surface, lane } = context

  const record = (
    outcome: 'ok' | 'refused' | 'failed' | 'stopped',
    facts: Partial<Parameters<GatewayParts['journal']['record']>[0]>,
  ): string =>
    parts.journal.record({
      id: facts.source === 'cache' ? '' : callId(),
      at: parts.clock.now(),
      entryId: sheet.facts?.entryId ?? null,
      operationId: sheet.operation?.id ?? `${request.method} ${request.path}`,
      title: sheet.facts?.title ?? `${request.method} ${request.path}`,
      method: request.method,
      path: pathOf(request.path, sheet.path ?? request.pathParameters),
      access: sheet.access,
      locationId: sheet.owner?.locationId ?? null,
      companyId: sheet.owner?.companyId ?? null,
      caller: { kind: caller.kind, id: caller.id, name: caller.name },
      surface,
      lane,
      outcome,
      status: null,
      code: null,
      source: null,
      durationMs: performance.now() - startedAt,
      attempts: 0,
      idempotencyKey: context.idempotencyKey ?? null,
      traceId: null,
      query: request.query,
      body: request.rawBody?.bytes ?? request.body,
      message: null,
      hint: null,
      answerBytes: null,
      ...facts,
    })

  return {
    /** Id of the call in the log. */
    callId,
    answered({ answer, source, insteadOf, coerced }: Outcome, { attempts }: AttemptCount): GatewayAnswer {
      const { status, bytes, contentType, headers, traceId, asOfMs } = answer
      const outcome = status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed'
      const lineId = record(outcome, {
        status,
        source,
        attempts,
        code: insteadOf ?? null,
        traceId: traceId ?? null,
        answerBytes: bytes.length,
      })
      return answerOf({
        callId: lineId,
        status,
        bytes,
        contentType,
        headers,
        source,
        asOf: new Date(asOfMs),
        durationMs: performance.now() - startedAt,
        coerced,
        traceId,
        insteadOf,
      })
    },
    stopped(problem: unknown, { attempts }: AttemptCount): void {
      const isRemote = problem instanceof RemoteError
      const code = isRemote ? `crm.${problem.code}` : problem instanceof HubError ? problem.code : 'internal'
      record(attempts > 0 ? 'failed' : 'stopped', {
        code,
        attempts,
        status: isRemote ? (problem.status ?? null) : null,
        traceId: isRemote ? (problem.traceId ?? null) : null,
        message: problem instanceof Error ? problem.message : String(problem),
        hint: isRemote || problem instanceof HubError ? (problem.hint ?? null) : null,
      })
    },
  }
}

/** The path with its values, as people know it. */
const pathOf = (path: string, values: Readonly<Record<string, string>>): string =>
  path.includes('{') ? path.replaceAll(/\{([^{}]+)\}/g, (place, name: string) => values[name] ?? place) : path
