import type { Generation, Operation, Pagination } from '@causeway/spec'
import type { Dispatcher } from 'undici'
import type { RawAnswer } from './client.errors.ts'
import type { CallHooks, RateLimitReading, RetrySettings } from './transport/transport.types.ts'
import type { SocialClient } from './social/social-client.types.ts'

/** Something in an answer that is not as the facts say: worth knowing, not worth failing for. */
export interface Drift {
  operationId: string
  /** Where in the answer, e.g. `results.posts[3].createdAt`. */
  path: string
  problem: string
}

/** How to reach the CRM and as whom. */
export interface ClientOptions {
  /** Bearer token (OAuth access token or private integration token), or a function that gives the current one. */
  accessToken: string | (() => Promise<string>)
  /** Origin of the API; default `apiHost`. */
  apiBaseUrl?: string | undefined
  /** Which generation the typed calls speak; default `v3`, which knows post insights and date ranges. */
  generation?: Generation | undefined
  /** Limiter and metrics. */
  hooks?: CallHooks | undefined
  /** When to try again; false never does. */
  retry?: RetrySettings | false | undefined
  /** Longest time for one attempt, from connecting to the last byte of the answer; default 30 000. */
  timeoutMs?: number | undefined
  /** Largest answer accepted, after decompression; default 20 MiB. */
  maxAnswerBytes?: number | undefined
  /** Sent as User-Agent; GHL's CDN refuses empty and well-known script agents. */
  userAgent?: string | undefined
  /** Connections kept to the API; default 128. */
  connections?: number | undefined
  /** An undici dispatcher to send through instead of an own connection pool. */
  dispatcher?: Dispatcher | undefined
  /**
   * Called when GHL says the token itself is bad; gives the token to go on with. Calls that fail with the same
   * token at the same time share one call of it.
   */
  onTokenInvalid?(rejectedToken: string): Promise<string>
  /** Told about answers that differ from what is known of GHL. */
  onDrift?(drift: Drift): void
}

/** An operation by its id, or by generation, method and path (a template, or with ids filled in). */
export type CallTarget = string | { generation: Generation; method: string; path: string }

/** A value of a query parameter; a list is sent as a repeated parameter. */
export type QueryValue = string | number | boolean | undefined | readonly (string | number | boolean)[]

/** What to send. */
export interface CallOptions {
  /** Path parameters by name, unencoded. */
  path?: Readonly<Record<string, string>> | undefined
  query?: Readonly<Record<string, QueryValue>> | undefined
  /** Sent as the operation's content type: a value as JSON or form fields, a `FormData` as multipart. */
  body?: unknown
  /** Extra headers; `authorization`, `version` and `content-type` given here win. */
  headers?: Readonly<Record<string, string>> | undefined
  /** `Version` header; default the first the catalog lists for the operation. */
  version?: string | undefined
  signal?: AbortSignal | undefined
  /** Overrides the client's timeout for this call. */
  timeoutMs?: number | undefined
  /** Overrides the client's retry settings for this call. */
  retry?: RetrySettings | false | undefined
  /** Takes a 3xx for an answer (see `location`) instead of a failure. Redirects are never followed. */
  acceptRedirect?: boolean | undefined
  /**
   * Awaited before each attempt, after `hooks.beforeCall` let it through and its token is there: the last moment at
   * which nothing was sent. What it throws ends the call.
   */
  beforeSend?: (() => Promise<void>) | undefined
  /** Told about every finished attempt of this call, besides the client's own hook. */
  onAttempt?: CallHooks['onCall'] | undefined
}

/** A successful answer. */
export interface CallResult {
  /** Any 2xx: GHL often answers 201 where its contract says 200, and the reverse. */
  status: number
  /** Parsed JSON, text when it is not JSON, the bytes of sound, pictures and archives, or undefined when empty. */
  body: unknown
  /** The answer as it came, decompressed. */
  raw: RawAnswer
  rateLimit: RateLimitReading
  traceId: string | undefined
  /** Where a redirect points. */
  location: string | undefined
}

/** How an operation hands out its pages. */
export type PageStyle = Pagination

/** What to page through. */
export interface PagesOptions extends CallOptions {
  /** Items to ask for at a time; default 100. */
  pageSize?: number | undefined
  /** Default: read from the operation's parameters. */
  style?: PageStyle | undefined
  /** Key of the list in the answer (or in its `results`); default the first list found. */
  items?: string | undefined
}

/** One page. */
export interface CallPage {
  items: unknown[]
  /** How many there are in all, when GHL tells. */
  total: number | undefined
  result: CallResult
}

/** Speaks to the CRM as one token. */
export interface Client {
  /**
   * Calls any operation.
   * @throws RemoteError
   */
  call(target: CallTarget, options?: CallOptions): Promise<CallResult>
  /** Walks through all pages of a list operation, whichever of GHL's five styles it uses. */
  pages(target: CallTarget, options?: PagesOptions): AsyncGenerator<CallPage, void, undefined>
  /** The catalog's facts about an operation, or undefined. */
  describe(target: CallTarget): Operation | undefined
  /** Typed calls to the Social Planner of one location. */
  social(locationId: string): SocialClient
  /** Closes the connections it opened itself. */
  close(): Promise<void>
}
