import { textOf } from '../expressions/render-value.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { failureOf } from './step-failure.ts'
import type { StepHandler } from './step.types.ts'

const mostAnswerBytes = 5_000_000
const defaultTimeoutMs = 30_000
/** Statuses of a receiver that may do it later. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])
/** Its name tells the receiver which run called, and lets the hub know its own requests again. */
export const runHeader = 'causeway-run'

/** A request to any address. */
export const httpStep: StepHandler<'http'> = {
  hasEffect: () => true,
  async prepare(step, fill) {
    const headers = await Promise.all(
      Object.entries(step.headers).map(async ([name, text]) => [name.toLowerCase(), await fill.text(text)]),
    )
    return {
      method: step.method,
      url: await fill.url(step.url),
      headers: Object.fromEntries(headers) as Record<string, string>,
      ...(step.body !== undefined && { body: await fill.value(step.body) }),
    }
  },

  async perform(input, { parts, run, step, idempotencyKey, signal, timeoutMs }) {
    const { method, url, body } = input
    const isJson = body !== undefined && typeof body !== 'string'
    const answer = await parts.send({
      url: textOf(url),
      method: method as 'POST',
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        accept: 'application/json, */*;q=0.5',
        'idempotency-key': idempotencyKey,
        [runHeader]: run.id,
        ...(input['headers'] as Record<string, string>),
      },
      body: body === undefined || method === 'GET' || method === 'HEAD' ? undefined : textOf(body),
      timeoutMs: timeoutMs ?? defaultTimeoutMs,
      maxAnswerBytes: mostAnswerBytes,
      signal,
    })
    const output = { status: answer.status, headers: answer.headers, body: readBody(answer) }
    const accepted = step.type === 'http' ? step.acceptStatuses : undefined
    const isAccepted = accepted?.includes(answer.status) ?? (answer.status >= 200 && answer.status < 300)
    if (isAccepted) return { output }
    const details = { answer: output, isAnswered: true }
    if (!passing.has(answer.status))
      throw failureOf(workflowErrors.http_refused(`The receiver answered with ${answer.status}`, { details }))
    throw failureOf(workflowErrors.http_failed(`The receiver answered with ${answer.status}`, { details }), {
      canRetry: true,
      retryAfterMs: retryAfterMs(answer.headers['retry-after'], parts.clock.now()),
    })
  },

  plan: async (input) => ({ planned: input, output: { status: 200, headers: {}, body: null } }),
}

function readBody({
  body,
  headers,
  isCut,
}: {
  body: Buffer
  headers: Record<string, string>
  isCut: boolean
}) {
  const text = body.toString('utf8')
  if (isCut || !/json/i.test(headers['content-type'] ?? '')) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    // It says that it is JSON and is not.
    return text
  }
}

function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
