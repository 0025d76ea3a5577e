import { RemoteError } from '@causeway/client'
import { z } from 'zod'
import { HubError } from '../platform/errors.ts'
import { mcpErrors } from './mcp.errors.ts'
import type { AgentContext, AgentParts, Tool, ToolAnswer } from './mcp.types.ts'
import { tools } from './tools/tools.ts'

/** Answers one message (or a batch) of an agent. */
export type AnswerAgent = (message: AgentMessage) => Promise<Response>

export interface AgentMessage {
  context: AgentContext
  /** `mcp-protocol-version` header of the request. */
  protocolVersion: string | undefined
  /** The body as parsed. */
  body: unknown
}

const instructions = [
  'Work with a CRM through this hub. Find an operation with search, read how it is called with describe, then call it.',
  'Nothing that changes the CRM is sent at once: call returns what would be sent and a token. Show it to the person when it deletes, costs money or reaches people, then repeat the same call with the token.',
  'Ids are text. Large answers are cut: ask for small pages, or name the fields you need.',
].join(' ')

/**
 * Makes the MCP server. It keeps nothing between two messages, so any process of the hub answers any of them. The
 * library is loaded when the first agent calls: it takes 30 MB that most hubs never need.
 */
export function createMcpServer(parts: AgentParts, about: { version: string }): AnswerAgent {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]))
  let library: ReturnType<typeof loadLibrary> | undefined

  return async ({ context, protocolVersion, body }) => {
    library ??= loadLibrary()
    const { Server, Transport, ListTools, CallTool } = await library
    const server = new Server(
      { name: 'causeway', version: about.version },
      { capabilities: { tools: {} }, instructions, jsonSchemaValidator: neverAsked },
    )
    server.setRequestHandler(ListTools, () => ({ tools: tools.map(({ definition }) => definition) }))
    server.setRequestHandler(CallTool, async ({ params }) =>
      resultOf(await runTool(parts, context, byName.get(params.name), params)),
    )
    const transport = new Transport({ enableJsonResponse: true })
    await server.connect(transport)
    try {
      return await transport.handleRequest(requestOf(protocolVersion), { parsedBody: body })
    } finally {
      await server.close()
    }
  }
}

async function loadLibrary() {
  const [{ Server }, { WebStandardStreamableHTTPServerTransport }, types] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/index.js'),
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  return {
    Server,
    Transport: WebStandardStreamableHTTPServerTransport,
    ListTools: types.ListToolsRequestSchema,
    CallTool: types.CallToolRequestSchema,
  }
}

/** What agents fill in when a server asks them: this one never asks. Without it, each message would compile one. */
const neverAsked = {
  getValidator: () => {
    throw new Error('This server asks agents nothing')
  },
}

/** The transport reads headers only; body and address were read before. */
const requestOf = (protocolVersion: string | undefined): Request =>
  new Request('http://hub/mcp', {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(protocolVersion !== undefined && { 'mcp-protocol-version': protocolVersion }),
    },
  })

/** Runs a tool. What goes wrong is an answer too: agents read it and try better. */
async function runTool(
  parts: AgentParts,
  context: AgentContext,
  tool: Tool | undefined,
  { name, arguments: given = {} }: { name: string; arguments?: Record<string, unknown> | undefined },
): Promise<ToolAnswer> {
  try {
    if (tool === undefined) throw mcpErrors.tool_unknown(`There is no tool "${name.slice(0, 100)}"`)
    return await tool.run(parts, context, readInput(tool.input, given))
  } catch (problem) {
    return explain(parts, context, problem)
  }
}

/** @throws `mcp.arguments_invalid` naming every wrong argument */
function readInput(schema: z.ZodType, given: Record<string, unknown>): unknown {
  const outcome = schema.safeParse(given)
  if (outcome.success) return outcome.data
  const issues = outcome.error.issues.slice(0, 20).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw mcpErrors.arguments_invalid(issues.join('; '))
}

/** What to do about problems of the gateway, whose own hints are for programs that send headers. */
const agentHints: Readonly<Record<string, string>> = {
  'gateway.operation_unknown': 'Use search to find ids of operations.',
  'gateway.location_needed': 'Name the location as "location"; the locations tool lists them.',
  'gateway.location_mixed': 'Make one call for each location.',
  'gateway.location_forbidden': 'Use the locations tool to see which ones this access covers.',
  'gateway.invalid_request': 'Correct what details.issues lists; describe shows every type and an example.',
}

function explain(parts: AgentParts, context: AgentContext, problem: unknown): ToolAnswer {
  if (problem instanceof HubError) {
    const { code, message, details } = problem
    const hint = agentHints[code] ?? problem.hint
    return { isError: true, value: { code, message, hint, ...(details !== undefined && { details }) } }
  }
  if (problem instanceof RemoteError) {
    const { code, message, hint, retryAfterSeconds } = problem
    return { isError: true, value: { code: `crm.${code}`, message, hint, retryAfterSeconds } }
  }
  const { requestId } = context
  parts.log.error({ err: problem, requestId }, 'a tool of an agent failed')
  return {
    isError: true,
    value: {
      code: 'internal',
      message: 'The hub failed. Its log tells more under this requestId.',
      requestId,
    },
  }
}

/** As data for agents that read it, and as text for those that do not. */
function resultOf({ value, isError }: ToolAnswer) {
  const text = JSON.stringify(value)
  return {
    content: [{ type: 'text' as const, text }],
    structuredContent: JSON.parse(text) as Record<string, unknown>,
    ...(isError === true && { isError }),
  }
}
