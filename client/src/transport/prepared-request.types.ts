import type { Dispatcher } from 'undici'
import type { RawAnswer } from '../client.errors.ts'
import type { RateLimitReading } from './transport.types.ts'

/** A request and what the hooks want to know about it. */
export interface PreparedRequest {
  operationId: string
  method: Dispatcher.HttpMethod
  /** Encoded path, without the query. */
  path: string
  /** Encoded query with its question mark, or nothing. */
  search: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
  locationId: string | undefined
  access: 'read' | 'write'
}

/** A successful answer. */
export interface TransportAnswer {
  status: number
  body: unknown
  raw: RawAnswer
  rateLimit: RateLimitReading
  traceId: string | undefined
  location: string | undefined
}
