import {
  exampleOf,
  findEntry,
  loadModule,
  type Operation,
  type OperationEntry,
  operationsOf,
  type TriggerEntry,
} from '@causeway/spec'
import { z } from 'zod'
import { mcpErrors } from '../mcp.errors.ts'
import { type AgentContext, type AgentParts, defineTool } from '../mcp.types.ts'
import { outlineSchema } from '../outline-schema.ts'
import { chooseLocation } from './choose-location.ts'

const Input = z.strictObject({
  id: z.string().min(1).max(200),
  location: z.string().min(1).max(100).optional(),
})

const longestBody = 6000
const longestAnswer = 1500

/** How an operation is called, or what an event says. */
export const describeEntry = defineTool({
  definition: {
    name: 'describe',
    description: 'How to call an operation: params, body, example.',
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'string' }, location: { type: 'string' } },
      required: ['id'],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  input: Input,
  async run(parts, context, { id, location }) {
    const entry = findEntry(id)
    if (entry === undefined) throw mcpErrors.entry_unknown(`The catalog has no "${id}"`)
    if (entry.kind === 'trigger') return { value: describeTrigger(entry) }
    const missing =
      location === undefined ? undefined : await missingScopes(parts, context, entry.scopes, location)
    return {
      value: { ...describeOperation(entry), ...(missing !== undefined && { missingScopes: missing }) },
    }
  },
})

function describeTrigger(entry: TriggerEntry): Record<string, unknown> {
  const { id, kind, title, summary, source, scopes, payload, example, webhook } = entry
  return {
    id,
    kind,
    title,
    summary,
    source,
    ...(scopes.length > 0 && { scopes }),
    ...(webhook !== undefined && webhook.traps.length > 0 && { mind: webhook.traps }),
    data: outlineSchema(payload, payload.$defs ?? {}, longestBody),
    example,
  }
}

function describeOperation(entry: OperationEntry): Record<string, unknown> {
  const {
    id,
    title,
    summary,
    access,
    scopes,
    isDestructive,
    costsMoney,
    isDeprecated,
    isWithheld,
    pagination,
  } = entry
  const [operation] = operationsOf(entry)
  if (operation === undefined) throw mcpErrors.entry_unknown(`The catalog has nothing behind "${id}"`)
  const { $defs } = loadModule(operation.generation, operation.module)
  const { body, success } = operation
  return {
    id,
    title,
    summary,
    access,
    ...(isDestructive && { destructive: true }),
    ...(costsMoney && { costsMoney: true }),
    ...(isDeprecated && { deprecated: true }),
    ...(isWithheld && { withheld: 'It hands out tokens and cannot be called.' }),
    http: `${operation.method} ${operation.path}`,
    params: describeParameters(operation, $defs),
    ...(body !== undefined && {
      body: outlineSchema(body.schema, $defs, longestBody),
      ...(!body.required && { bodyOptional: true }),
      ...(!body.contentTypes.includes('application/json') && { bodyIs: body.contentTypes.join(', ') }),
    }),
    ...(success.schema !== undefined && { answer: outlineSchema(success.schema, $defs, longestAnswer) }),
    ...(pagination !== null && { pages: `by ${pagination}` }),
    example: exampleCall(id, operation),
    scopes,
  }
}

/** `{ contactId: 'string, required' }`; where a value goes is the hub's affair. */
function describeParameters(
  operation: Operation,
  $defs: Parameters<typeof outlineSchema>[1],
): Record<string, string> {
  const own = operation.parameters.filter(({ in: place }) => place !== 'header')
  return Object.fromEntries(
    own.map(({ name, required, schema }) => {
      const type = outlineSchema(schema, $defs, 500)
      return [
        name,
        required ? `${type}, required${isLocation(name) ? ' (filled in from location)' : ''}` : type,
      ]
    }),
  )
}

const isLocation = (name: string): boolean => name === 'locationId'

/** Arguments of the call tool. Which location is meant comes from the caller, never from an example. */
function exampleCall(id: string, operation: Operation): Record<string, unknown> {
  const { path, query, body } = exampleOf(operation)
  const params = withoutLocation({ ...path, ...query })
  return {
    operation: id,
    ...(Object.keys(params).length > 0 && { params }),
    ...(body !== undefined && { body: isFields(body) ? withoutLocation(body) : body }),
  }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withoutLocation = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !isLocation(name)))

/** Scopes that an operation needs and the location's connection was not granted; null: unknown. */
async function missingScopes(
  parts: AgentParts,
  context: AgentContext,
  needed: readonly string[],
  location: string,
): Promise<string[] | null> {
  const locationId = await chooseLocation(parts, context, location)
  const reached = (await parts.connections.locationConnections([locationId])).get(locationId)
  const connections = await parts.connections.listConnections({ locationId })
  const connection = connections.find(({ id }) => id === reached?.connectionId)
  // A private token does not tell what it may do.
  const held = connection === undefined || connection.kind === 'private_token' ? [] : connection.scopes
  return held.length === 0 ? null : needed.filter((scope) => !held.includes(scope))
}
