import type { Operation } from '@causeway/spec'
import type { Lane, Spender } from '../limits/limits.types.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { CacheQuestion } from './question-of.ts'

/** Where a call came in. */
export type CallSurface = 'crm-path' | 'v1' | 'console' | 'cli' | 'mcp' | 'workflow' | 'sync'

/** On whose behalf a call is made, and what they may do. */
export interface GatewayCaller {
  kind: 'key' | 'person' | 'operator' | 'agent' | 'hub'
  /** Id of the API key, person or grant; null for the operator and the hub itself. */
  id: string | null
  /** For people who read the call log. */
  name: string
  /** `null`: everything. */
  permissions: readonly GatewayPermission[] | null
  /** Locations it may call for; `null`: every location. */
  locationIds: readonly string[] | null
}

/** Under whose name a caller's calls are counted. */
export const spenderOf = ({ kind, id, name }: GatewayCaller): Spender => ({
  id: id === null ? kind : `${kind}:${id}`,
  name,
})

/**
 * `read`: operations that change nothing. `write`: all others. `live`: past the cache. `destroy`: destructive and
 * money calls without a `confirm` for each. `passthrough`: paths the catalog does not list.
 */
export type GatewayPermission = 'read' | 'write' | 'live' | 'destroy' | 'passthrough'

/** A body that is passed on byte by byte, such as a file upload. */
export interface RawBody {
  bytes: Uint8Array
  contentType: string
}

/** What to call, before it is checked. */
export interface CallRequest {
  /** Undefined: a path the catalog does not list. */
  operation: Operation | undefined
  method: string
  /** Template of the operation (`/contacts/{contactId}`), or the path as it came when there is none. */
  path: string
  pathParameters: Readonly<Record<string, string>>
  query: Readonly<Record<string, QueryParameter>>
  /** JSON value, or bytes; undefined: no body. */
  body?: unknown
  rawBody?: RawBody | undefined
  /** `Version` header to send; default the operation's first. */
  version?: string | undefined
  /** Location whose connection makes the call; default: read from path, query or body, else the caller's only one. */
  locationId?: string | undefined
  /** Company whose connection makes the call, for operations of companies. */
  companyId?: string | undefined
}

export interface CallContext {
  caller: GatewayCaller
  surface: CallSurface
  lane: Lane
  /** Past the cache, where the caller may. */
  isLive?: boolean | undefined
  /** The caller said that it means a destructive or costly call. */
  isConfirmed?: boolean | undefined
  /** A write with the same key of the same caller within 24 hours gets the first one's answer. */
  idempotencyKey?: string | undefined
  /** Trust the caller's input and let the CRM judge it. */
  skipsValidation?: boolean | undefined
  requestId?: string | undefined
  signal?: AbortSignal | undefined
}

/** Where an answer comes from: asked just now, kept for a while, or the first answer to an idempotency key. */
export type AnswerSource = 'crm' | 'cache' | 'replay'

/** An answer of the CRM: also its refusals, which have a status of 400 and more. */
export interface GatewayAnswer {
  /** Id of the call in the call log. */
  callId: string
  status: number
  /** Parsed JSON, text, bytes of files, or undefined when empty. Parsed when read: mind the cost on hot paths. */
  readonly body: unknown
  /** The answer as the CRM sent it. */
  bytes: Uint8Array
  contentType: string | undefined
  /** Other headers worth passing on: limits, file names, where a redirect points. */
  headers: Readonly<Record<string, string>>
  source: AnswerSource
  /** When the CRM gave it. */
  asOf: Date
  durationMs: number
  /** Older than the cache would give, because the CRM could not be asked: code of that failure. */
  insteadOf?: string | undefined
  /** What the hub changed in the request before sending it: `query.limit: 10 sent as "10"`. */
  coerced: string[]
  traceId?: string | undefined
  /** For `recall`: asks the same again without checking it again. Only of reads whose answers are kept. */
  remembered?: RememberedCall | undefined
}

/** A call that passed every check a moment ago. Hold it for a second at most: rights and connections change. */
export interface RememberedCall {
  readonly request: CallRequest
  readonly context: CallContext
  readonly call: PreparedCall & { question: CacheQuestion }
}

/** What would be sent, with nothing sent. */
export interface CallPlan {
  method: string
  url: string
  /** Without the token. */
  headers: Record<string, string>
  body: unknown
  locationId: string | null
  companyId: string | null
  connectionId: string
  /** Whether the answer would come from the cache. */
  isCached: boolean
  needsConfirm: boolean
  coerced: string[]
  budget: { burstFree: number; burstLimit: number; dailyUsed: number; dailyLimit: number } | null
}

/** Any operation of the CRM, under the hub's rules. */
export interface Gateway {
  /**
   * Checks, then answers from the cache or asks the CRM. Every call is written to the call log.
   * @throws `gateway.*`, `connections.*`, `limits.*`, and RemoteError when no answer of the CRM can be had
   */
  call(request: CallRequest, context: CallContext): Promise<GatewayAnswer>
  /** The answer to a read that was asked a moment ago, while the cache holds a fresh one; undefined: `call` it. */
  recall(remembered: RememberedCall): GatewayAnswer | undefined
  /** The same checks, without sending. */
  plan(request: CallRequest, context: CallContext): Promise<CallPlan>
  /** Forgets cached answers of a location (or company), or only those of some catalog modules. */
  invalidate(ownerId: string, modules?: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** A value of a query parameter; a list is a repeated parameter. */
export type QueryParameter = string | number | boolean | readonly (string | number | boolean)[]
