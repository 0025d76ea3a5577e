import type { WorkflowStep } from '../definition/workflow-definition.ts'
import { textOf } from '../expressions/render-value.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { failureOf } from './step-failure.ts'
import type { OutboundAnswer } from '../../platform/outbound/create-outbound.ts'
import type { OpenedSecret } from '../secrets/keep-secrets.ts'
import {
  fillAroundSecrets,
  fillUrlAroundSecrets,
  hideSecrets,
  revealInUrl,
  revealSecrets,
  secretsInStep,
} from '../secrets/secret-references.ts'
import type { StepHandler, StepParts } from './step.types.ts'

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
    const namesAny = secretsOf(step).length > 0
    const value = (given: unknown) => (namesAny ? fillAroundSecrets(given, fill) : fill.value(given))
    const headers = await value(step.headers)
    return {
      method: step.method,
      url: await (namesAny ? fillUrlAroundSecrets(step.url, fill) : fill.url(step.url)),
      headers: Object.fromEntries(
        Object.entries(headers as object).map(([name, text]) => [name.toLowerCase(), textOf(text)]),
      ),
      ...(step.body !== undefined && { body: await value(step.body) }),
    }
  },

  async perform(input, { parts, run, step, idempotencyKey, signal, timeoutMs }) {
    const values = await openSecrets(secretsOf(step), textOf(input['url']), parts)
    const { method, headers, body } = revealSecrets(input, values)
    const url = revealInUrl(textOf(input['url']), values)
    const isJson = body !== undefined && typeof body !== 'string'
    const answer = await parts.send({
      url,
      method: method as 'POST',
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        accept: 'application/json, */*;q=0.5',
        'idempotency-key': idempotencyKey,
        [runHeader]: run.id,
        ...(headers as Record<string, string>),
      },
      body: body === undefined || method === 'GET' || method === 'HEAD' ? undefined : textOf(body),
      timeoutMs: timeoutMs ?? defaultTimeoutMs,
      maxAnswerBytes: mostAnswerBytes,
      signal,
    })
    const output = outputOf(answer, values)
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

/** Definitions stay the same from run to run. */
const named = new WeakMap<WorkflowStep, string[]>()

function secretsOf(step: WorkflowStep): string[] {
  const known = named.get(step) ?? secretsInStep(step)
  named.set(step, known)
  return known
}

/**
 * Opens the secrets a request names, each only for the hosts it is for, however the address came about.
 * @throws a failure that tells which is missing, or goes astray
 */
async function openSecrets(
  names: readonly string[],
  url: string,
  { openSecret }: StepParts,
): Promise<Map<string, string>> {
  const secrets = new Map<string, OpenedSecret>()
  for (const name of names) {
    const secret = await openSecret?.(name)
    if (secret === undefined)
      throw failureOf(
        workflowErrors.secret_unknown(`The request needs the secret ${name}, which is not there`),
      )
    secrets.set(name, secret)
  }
  const values = new Map([...secrets].map(([name, { value }]) => [name, value]))
  const host = URL.parse(revealInUrl(url, values))?.hostname
  for (const [name, { hosts }] of secrets)
    if (hosts.length > 0 && (host === undefined || !hosts.includes(host)))
      throw failureOf(
        workflowErrors.secret_misplaced(
          `The secret ${name} may be sent to ${hosts.join(', ')}, and not to ${host ?? 'this address'}`,
        ),
      )
  return values
}

/** What came back. A receiver that repeats a secret tells nobody. */
function outputOf({ status, headers, body, isCut }: OutboundAnswer, secrets: ReadonlyMap<string, string>) {
  const told = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, hideSecrets(value, secrets)]),
  )
  const text = hideSecrets(body.toString('utf8'), secrets)
  const isJson = !isCut && /json/i.test(headers['content-type'] ?? '')
  return { status, headers: told, body: isJson ? parsed(text) : text }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
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
