import type { CallHooks, RetrySettings } from './transport.types.ts'

/** Where bearer tokens come from. */
export interface TokenSource {
  current(): Promise<string>
  /** A token other than the rejected one, or undefined when none can be had. */
  renew(rejectedToken: string): Promise<string | undefined>
}

/** How to send one request. */
export interface SendOptions {
  token: TokenSource | undefined
  retry: RetrySettings | false
  timeoutMs: number
  maxAnswerBytes: number
  signal: AbortSignal | undefined
  acceptRedirect?: boolean | undefined
  /** Awaited when the limits and the token are there, before anything of an attempt leaves; what it throws ends the call. */
  beforeSend?: (() => Promise<void>) | undefined
  /** Told about every finished attempt of this call. */
  onAttempt?: CallHooks['onCall'] | undefined
}
