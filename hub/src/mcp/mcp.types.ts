import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Connections } from '../connections/connections.types.ts'
import type { Gateway, GatewayCaller } from '../gateway/gateway.types.ts'
import type { Limiter } from '../limits/limits.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { AgentConfirmationsStore } from '../store/agent-confirmations.store.ts'
import type { LocationsStore } from '../store/locations.store.ts'
import type { Tables } from '../store/tables.types.ts'

/** What the tools of agents work with. */
export interface AgentParts {
  kysely: Kysely<Tables>
  gateway: Gateway
  locations: Pick<LocationsStore, 'list'>
  confirmations: AgentConfirmationsStore
  connections: Pick<Connections, 'locationConnections' | 'listConnections'>
  limiter: Pick<Limiter, 'readQuota'>
  clock: Clock
  log: Log
}

/** Who calls a tool, and in which request. */
export interface AgentContext {
  caller: GatewayCaller
  requestId: string
}

/** What a tool gives: an object, which agents get both as data and as JSON text. */
export interface ToolAnswer {
  value: Record<string, unknown>
  /** The CRM refused: the agent is to see that it failed. */
  isError?: boolean
}

/** What agents read of a tool before they call it. All of them together stay below 2 kB. */
export interface ToolDefinition {
  name: string
  description: string
  inputSchema: { type: 'object'; properties: Record<string, unknown>; required?: string[] }
  annotations: {
    readOnlyHint: boolean
    destructiveHint?: boolean
    idempotentHint?: boolean
    openWorldHint: boolean
  }
}

export interface Tool<Schema extends z.ZodType = z.ZodType> {
  definition: ToolDefinition
  /** Checks what `definition.inputSchema` promises, and more strictly. */
  input: Schema
  run(parts: AgentParts, context: AgentContext, input: z.output<Schema>): Promise<ToolAnswer>
}

/** Keeps the type of a tool's input between its schema and what runs on it. */
export const defineTool = <Schema extends z.ZodType>(tool: Tool<Schema>): Tool => tool
