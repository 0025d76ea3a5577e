import { exampleAnswerOf, type Operation } from '@causeway/spec'
import type {
  CallContext,
  CallRequest,
  GatewayAnswer,
  GatewayCaller,
  QueryParameter,
} from '../../gateway/gateway.types.ts'
import { resolveOperation } from '../../gateway/resolve-operation.ts'
import { textOf } from '../expressions/render-value.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { failureOf } from './step-failure.ts'
import type { StepContext, StepHandler, StepInput, StepOutcome } from './step.types.ts'

/** What the gateway is asked, as a run records it. */
interface CallInput extends StepInput {
  operation: string
  locationId: string | null
  path: Record<string, unknown>
  query: Record<string, unknown>
  body?: unknown
  confirm: boolean
  fresh: boolean
}

const subjectsOfCall = ({ path, body }: StepInput): string[] => idsIn({ path, body })

/** Any operation of the CRM. */
export const callStep: StepHandler<'call'> = {
  hasEffect: (step) => isWrite(step.operation),
  async prepare(step, fill) {
    return {
      operation: step.operation,
      locationId:
        step.locationId === undefined ? locationOf(fill.scope['run']) : await fill.text(step.locationId),
      path: await fill.value(step.path),
      query: await fill.value(step.query),
      ...(step.body !== undefined && { body: await fill.value(step.body) }),
      confirm: step.confirm,
      fresh: step.fresh,
    }
  },
  subjectsOf: subjectsOfCall,
  perform: performCall,
  plan: planCall,
}

/** A message through the CRM's conversations. */
export const sendMessageStep: StepHandler<'send_message'> = {
  hasEffect: () => true,
  async prepare(step, fill) {
    const body: Record<string, unknown> = {
      type: step.channel,
      contactId: await fill.text(step.contactId),
      status: 'pending',
    }
    for (const name of ['message', 'subject', 'html'] as const)
      if (step[name] !== undefined) body[name] = await fill.text(step[name])
    return callInput('conversations.send-a-new-message', fill.scope, { body })
  },
  subjectsOf: subjectsOfCall,
  perform: performCall,
  plan: planCall,
}

/** Adds and removes tags of a contact, which leaves its other tags alone. */
export const updateContactTagsStep: StepHandler<'update_contact_tags'> = {
  hasEffect: () => true,
  async prepare(step, fill) {
    const texts = async (list: readonly string[]) =>
      (await Promise.all(list.map((text) => fill.text(text)))).filter((text) => text !== '')
    return {
      contactId: await fill.text(step.contactId),
      locationId: locationOf(fill.scope['run']),
      add: await texts(step.add),
      remove: await texts(step.remove),
    }
  },
  subjectsOf: ({ contactId }) => [textOf(contactId)],
  async perform(input, context) {
    const outputs: Record<string, unknown> = {}
    let callId: string | undefined
    for (const [name, call] of tagCalls(input)) {
      const key = `${context.idempotencyKey}-${name}`
      const outcome = await performCall(call, { ...context, idempotencyKey: key })
      outputs[name] = outcome.output
      callId = outcome.callId
    }
    return { output: outputs, callId }
  },
  async plan(input, context) {
    const planned: Record<string, unknown> = {}
    for (const [name, call] of tagCalls(input)) planned[name] = (await planCall(call, context)).planned
    return { planned, output: {} }
  },
}

function tagCalls({ contactId, locationId, add, remove }: StepInput): [string, StepInput][] {
  const call = (operation: string, tags: unknown): StepInput => ({
    operation,
    locationId,
    path: { contactId },
    query: {},
    body: { tags },
    confirm: true,
    fresh: false,
  })
  return [
    ...((add as string[]).length > 0
      ? [['added', call('contacts.add-tags', add)] satisfies [string, StepInput]]
      : []),
    ...((remove as string[]).length > 0
      ? [['removed', call('contacts.remove-tags', remove)] satisfies [string, StepInput]]
      : []),
  ]
}

const callInput = (
  operation: string,
  scope: Readonly<Record<string, unknown>>,
  { body }: { body: unknown },
): StepInput => ({
  operation,
  locationId: locationOf(scope['run']),
  path: {},
  query: {},
  body,
  confirm: true,
  fresh: false,
})

const locationOf = (run: unknown): string | null =>
  typeof run === 'object' && run !== null && 'locationId' in run && typeof run.locationId === 'string'
    ? run.locationId
    : null

async function performCall(input: StepInput, context: StepContext): Promise<StepOutcome> {
  const { request, call, isRead } = requestOf(input as CallInput, context)
  const answer = await context.parts.gateway.call(request, call)
  const output = { status: answer.status, body: bodyOf(answer), callId: answer.callId, source: answer.source }
  if (answer.status >= 400) throw refusalOf(answer, output, isRead)
  return { output, callId: answer.callId, subjectIds: isRead ? [] : idsIn(output.body) }
}

async function planCall(input: StepInput, context: StepContext) {
  const { request, call } = requestOf(input as CallInput, context)
  const { method, url, body, coerced, needsConfirm } = await context.parts.gateway.plan(request, call)
  return {
    planned: { method, url, ...(body !== undefined && { body }), coerced, needsConfirm },
    output: {
      status: 200,
      body: exampleAnswerOf(request.operation!) ?? null,
      callId: null,
      source: 'example',
    },
  }
}

function requestOf(input: CallInput, context: StepContext) {
  const operation = resolveOperation(input.operation)
  const isRead = operation.access === 'read'
  const request: CallRequest = {
    operation,
    method: operation.method,
    path: operation.path,
    pathParameters: pathOf(operation, input),
    query: queryOf(operation, input),
    body: input.body ?? undefined,
    locationId: input.locationId ?? undefined,
  }
  const call: CallContext = {
    caller: callerOf(context),
    surface: 'workflow',
    lane: 'workflow',
    isLive: input.fresh,
    isConfirmed: input.confirm,
    idempotencyKey: isRead ? undefined : context.idempotencyKey,
    requestId: context.run.id,
    signal: context.signal,
  }
  return { request, call, isRead }
}

/** A workflow acts for itself, within the locations it is for. */
const callerOf = ({ run, definition }: StepContext): GatewayCaller => ({
  kind: 'hub',
  id: run.workflowId,
  name: `workflow ${definition.name}`.slice(0, 100),
  permissions: null,
  locationIds: definition.locations ?? null,
})

/** The location stands in most paths: nobody has to say it. */
const pathOf = (operation: Operation, { path, locationId }: CallInput): Record<string, string> => {
  const given = Object.fromEntries(Object.entries(path).map(([name, value]) => [name, textOf(value)]))
  const wantsLocation = operation.path.includes('{locationId}') && given['locationId'] === undefined
  return wantsLocation && locationId !== null ? { ...given, locationId } : given
}

function queryOf(operation: Operation, { query, locationId }: CallInput): CallRequest['query'] {
  const wantsLocation =
    locationId !== null &&
    query['locationId'] === undefined &&
    operation.parameters.some((one) => one.in === 'query' && one.name === 'locationId' && one.required)
  return Object.fromEntries(
    Object.entries(wantsLocation ? { ...query, locationId } : query).flatMap(
      ([name, value]): [string, QueryParameter][] => {
        if (value === undefined || value === null || value === '') return []
        return Array.isArray(value) ? [[name, value.map(textOf)]] : [[name, scalarOf(value)]]
      },
    ),
  )
}

const scalarOf = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' ? value : textOf(value)

const bodyOf = ({ body, contentType }: GatewayAnswer): unknown =>
  body instanceof Uint8Array ? { file: contentType ?? 'unknown', bytes: body.length } : (body ?? null)

function refusalOf(answer: GatewayAnswer, output: StepOutcome['output'], isRead: boolean) {
  const { status, callId } = answer
  const details = { answer: output, callId, isAnswered: true }
  if (status === 429 || (isRead && status >= 500))
    return failureOf(workflowErrors.call_failed(`The CRM answered with ${status}`, { details }), {
      canRetry: true,
      retryAfterMs: Number(answer.headers['retry-after']) * 1000 || undefined,
    })
  if (status >= 500)
    return failureOf(
      workflowErrors.call_failed(`The CRM answered with ${status}: it may have done it or not`, { details }),
    )
  return failureOf(workflowErrors.call_refused(`The CRM refused the call with ${status}`, { details }))
}

const isWrite = (operation: string): boolean => {
  try {
    return resolveOperation(operation).access === 'write'
  } catch {
    // An unknown operation fails when it is called; until then it is treated with care.
    return true
  }
}

const idName = /^(?:_?id|\w+Id)$/
const ownersOnly = new Set(['locationId', 'companyId', 'userId', 'altId', 'traceId'])

/** Ids that stand in a value, not too deep: what was changed. */
export function idsIn(value: unknown): string[] {
  const found = new Set<string>()
  const look = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null || depth > 4 || found.size >= 20) return
    for (const [name, item] of Object.entries(one)) {
      if (typeof item === 'string' && item !== '' && idName.test(name) && !ownersOnly.has(name))
        found.add(item)
      else look(item, depth + 1)
    }
  }
  look(value, 0)
  return [...found]
}
