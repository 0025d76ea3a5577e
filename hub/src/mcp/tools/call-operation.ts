import type { Operation } from '@causeway/spec'
import { z } from 'zod'
import type { CallContext, CallRequest, GatewayAnswer, QueryParameter } from '../../gateway/gateway.types.ts'
import { resolveOperation } from '../../gateway/resolve-operation.ts'
import { fitAnswer, pickFields } from '../fit-answer.ts'
import { mcpErrors } from '../mcp.errors.ts'
import { type AgentContext, defineTool, type ToolAnswer } from '../mcp.types.ts'
import { announceWrite, checkMayWrite, takeConfirmation } from './confirm-write.ts'

const Scalar = z.union([z.string().max(4000), z.number(), z.boolean()])

const Input = z.strictObject({
  operation: z.string().min(1).max(200),
  params: z.record(z.string().max(200), z.union([Scalar, z.array(Scalar).max(1000), z.null()])).default({}),
  body: z.unknown().optional(),
  location: z.string().min(1).max(100).optional(),
  fields: z.array(z.string().min(1).max(200)).max(50).default([]),
  confirm: z.string().min(1).max(100).optional(),
})

/** Calls any operation. What changes something is shown first, and sent when the agent confirms. */
export const callOperation = defineTool({
  definition: {
    name: 'call',
    description:
      'Call an operation. A write returns a plan and token first; repeat it with confirm=token to send it once.',
    inputSchema: {
      type: 'object',
      properties: {
        operation: { type: 'string' },
        params: { type: 'object', description: 'path and query' },
        body: {},
        location: { type: 'string' },
        fields: {
          type: 'array',
          items: { type: 'string' },
          description: 'keep only, e.g. contacts.email',
        },
        confirm: { type: 'string' },
      },
      required: ['operation'],
    },
    // The same arguments never change anything twice: without the token nothing is sent, with it once.
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  },
  input: Input,
  async run(parts, agent, input) {
    const operation = resolveOperation(input.operation)
    const request = requestOf(operation, input)
    const context = contextOf(agent)
    if (operation.access === 'read') return tell(await parts.gateway.call(request, context), input.fields)
    checkMayWrite(agent, operation.id)
    if (input.confirm === undefined) return announce(await announceWrite(parts, request, context))
    const idempotencyKey = await takeConfirmation(parts, input.confirm, request, context)
    const answer = await parts.gateway.call(request, { ...context, idempotencyKey, isConfirmed: true })
    return tell(answer, input.fields)
  },
})

const contextOf = ({ caller, requestId }: AgentContext): CallContext => ({
  caller,
  surface: 'mcp',
  lane: 'interactive',
  requestId,
})

/** @throws `mcp.arguments_invalid` naming parameters the operation does not have */
function requestOf(operation: Operation, { params, body, location }: z.output<typeof Input>): CallRequest {
  const pathParameters: Record<string, string> = {}
  const query: Record<string, QueryParameter> = {}
  const places = new Map(operation.parameters.map(({ name, in: place }) => [name, place]))
  const strange = Object.keys(params).filter((name) => !['path', 'query'].includes(places.get(name) ?? ''))
  if (strange.length > 0)
    throw mcpErrors.arguments_invalid(
      `${operation.id} has no parameter ${strange.join(', ').slice(0, 300)}`,
      {
        details: { parameters: operation.parameters.map(({ name }) => name) },
        hint: 'Use describe to see its parameters; fields of the body go into "body".',
      },
    )
  for (const { name, in: place } of operation.parameters) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value === undefined || value === null) continue
    if (place === 'path') pathParameters[name] = String(value)
    else if (place === 'query') query[name] = value
  }
  return {
    operation,
    method: operation.method,
    path: operation.path,
    pathParameters,
    query,
    body,
    locationId: location,
  }
}

function announce({ plan, token }: Awaited<ReturnType<typeof announceWrite>>): ToolAnswer {
  const { method, url, body, needsConfirm, coerced } = plan
  return {
    value: {
      sent: false,
      wouldSend: { method, url, ...(body !== undefined && { body: fitAnswer(body).value }) },
      ...(needsConfirm && {
        warning: 'It deletes, replaces or costs money. Ask the person before you go on.',
      }),
      ...(coerced.length > 0 && { changed: coerced }),
      confirm: token,
      next: 'To send it, repeat the same call with this confirm within 10 minutes.',
    },
  }
}

function tell(answer: GatewayAnswer, fields: readonly string[]): ToolAnswer {
  const { status, source, coerced, insteadOf, asOf } = answer
  const { value, cut } = fitAnswer(readable(answer, fields))
  return {
    value: {
      status,
      ...(source !== 'crm' && { source, asOf: asOf.toISOString() }),
      ...(insteadOf !== undefined && { olderBecause: insteadOf }),
      ...(coerced.length > 0 && { changed: coerced }),
      ...(cut !== undefined && { cut }),
      data: value ?? null,
    },
    isError: status >= 400,
  }
}

function readable({ body, contentType, bytes, status }: GatewayAnswer, fields: readonly string[]): unknown {
  if (body instanceof Uint8Array) return { file: contentType ?? 'unknown', bytes: bytes.length }
  return fields.length === 0 || status >= 400 ? body : pickFields(body, fields)
}
