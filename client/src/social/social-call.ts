import type { Generation } from '@causeway/spec'
import { RemoteError } from '../client.errors.ts'
import type { CallOptions, CallResult, CallTarget, Drift } from '../client.types.ts'
import type { Fields, ReportDrift } from '../read-fields.ts'
import { fieldsOf, readFields } from '../read-fields.ts'

/** What the social calls are made of. */
export interface SocialContext {
  call(target: CallTarget, options?: CallOptions): Promise<CallResult>
  locationId: string
  generation: Generation
  onDrift(drift: Drift): void
}

/** An answer opened for reading. */
export interface SocialAnswer {
  body: Fields
  /** The `results` of the envelope; empty when GHL left them out. */
  results: Fields
  report: ReportDrift
}

/** Ids of the Social Planner's operations: the module is named differently in the two generations. */
export function socialOperationId(generation: Generation, name: string): string {
  return generation === 'v2' ? `v2.social-media-posting.${name}` : `v3.social-planner.${name}`
}

/**
 * Calls a social operation of the client's generation and opens its envelope.
 * @throws RemoteError `malformed_answer` when the answer is no object at all
 */
export async function callSocial(
  context: SocialContext,
  name: string,
  options: CallOptions,
  generation: Generation = context.generation,
): Promise<SocialAnswer> {
  const operationId = socialOperationId(generation, name)
  const result = await context.call(operationId, options)
  const report: ReportDrift = (path, problem) => tellDrift(context, { operationId, path, problem })
  const body = readFields(result.body, 'body', report)
  if (!body) {
    throw new RemoteError('malformed_answer', `${operationId} answered ${result.status} without an object`, {
      status: result.status,
    })
  }
  return { body, results: openResults(body, report), report }
}

function openResults(body: Fields, report: ReportDrift): Fields {
  const results = Object.hasOwn(body.raw, 'results') ? body.raw['results'] : undefined
  const opened =
    results === undefined || results === null ? undefined : readFields(results, 'results', report)
  return opened ?? fieldsOf({}, 'results', report)
}

function tellDrift(context: SocialContext, drift: Drift): void {
  try {
    context.onDrift(drift)
  } catch (cause) {
    // An observer's bug must not turn a good answer into a failed call, nor go unseen.
    process.emitWarning(cause instanceof Error ? cause : String(cause), 'CallHookWarning')
  }
}

/** Path, and signal when there is one: what almost every call starts from. */
export function callAt(
  path: Readonly<Record<string, string>>,
  options: { signal?: AbortSignal } | undefined,
  rest: Omit<CallOptions, 'path' | 'signal'> = {},
): CallOptions {
  return { path, ...rest, ...(options?.signal ? { signal: options.signal } : {}) }
}

/** @throws RemoteError `malformed_answer` when an answer lacks the one thing it was asked for */
export function demand<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new RemoteError('malformed_answer', `The CRM answered success without ${what}`)
  }
  return value
}

/** @throws RemoteError `invalid_call` */
export function refuseCall(message: string, hint?: string): never {
  throw new RemoteError('invalid_call', message, { hint })
}
