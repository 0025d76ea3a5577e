/** Every way a call to the CRM can fail, as a code that never changes. */
export type RemoteErrorCode = keyof typeof hints

/** What to do about each code. A caller shows it beside the message. */
const hints = {
  token_invalid:
    'Refresh the access token, then call again. If refreshing fails too, reconnect the location.',
  private_token_invalid:
    'Create or rotate the private integration token in the CRM settings and enter the new one.',
  unauthorized: 'The refusal does not say that the token is bad, so do not refresh it. Read the message.',
  scope_missing: 'Add the missing scope to the app (or private integration token), then reconnect.',
  token_class_mismatch: 'Use a token of the other class: exchange the company token for a location token.',
  location_forbidden: 'Use a token of this location, or reconnect with access to it.',
  forbidden: 'Ask an administrator of the CRM account for this permission.',
  user_unknown: 'Send the id of an existing user of this location.',
  version_invalid: 'Send the Version header that the operation lists in the catalog.',
  rate_limited: 'Wait for the burst window to pass and send fewer requests at a time.',
  daily_limit_reached: 'Wait for the daily limit to reset; retrying earlier cannot succeed.',
  not_found: 'Check the id, and that the operation exists under the Version that was sent.',
  invalid_request: 'Correct the fields that the message names.',
  do_not_disturb: 'The contact does not want messages on this channel. Do not send again.',
  endpoint_removed: 'The CRM no longer offers this call.',
  remote_failure: 'The CRM failed. Try again later; the trace id helps its support.',
  blocked_by_cdn: 'Send a descriptive User-Agent, and check that this address is not blocked.',
  timeout: 'Try again. For a write, look first whether it was applied.',
  connection_failed: 'Check the network, DNS and the API base URL. For a write, look whether it was applied.',
  malformed_answer:
    'Check that the API base URL points at the CRM API and that no proxy rewrites its answers.',
  answer_too_large: 'Ask for a smaller page, or raise maxAnswerBytes.',
  aborted: 'The caller cancelled the call.',
  grant_invalid: 'The refresh token is used up, expired or revoked: connect the location again.',
  code_invalid:
    'Start the installation again: a code works once, for a short time. Check the client id and secret.',
  client_credentials_refused: 'Check the client id and client secret of the app.',
  location_inactive: 'The location is suspended. Keep its refresh token: it works again after reactivation.',
  operation_unknown:
    'Look the operation up in the catalog, or pass a version to call a path it does not list.',
  invalid_call: 'Correct the arguments of the call; nothing was sent.',
} as const

/** Facts that accompany a failure. */
export interface RemoteErrorOptions {
  /** HTTP status of the answer, when there was one. */
  status?: number | undefined
  /** Overrides the code's usual hint. */
  hint?: string | undefined
  /** Id under which the CRM's support finds the request. */
  traceId?: string | undefined
  /** How long to wait before the same call can succeed. */
  retryAfterSeconds?: number | undefined
  /** Facts for a program, such as the list of refused fields. Never a secret. */
  details?: Readonly<Record<string, unknown>> | undefined
  /** The answer as it came, when there was one. */
  answer?: RawAnswer | undefined
  /** It is certain that nothing of the request left this machine. */
  wasNeverSent?: boolean | undefined
  /** The lower-level error. */
  cause?: unknown
}

/** An answer as it came, decompressed. */
export interface RawAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  bytes: Uint8Array
}

/**
 * A call to the CRM that failed. `code` tells which way, `message` what happened this time, `hint` what to do.
 * @example
 * try {
 *   await client.social(locationId).listAccounts()
 * } catch (error) {
 *   if (error instanceof RemoteError && error.code === 'scope_missing') askForScope(error.hint)
 *   else throw error
 * }
 */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  /** Which failure this is; never changes between releases. */
  readonly code: RemoteErrorCode
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined
  /** What to do about it. */
  readonly hint: string
  /** Id under which the CRM's support finds the request. */
  readonly traceId: string | undefined
  /** How long to wait before the same call can succeed. */
  readonly retryAfterSeconds: number | undefined
  /** Facts for a program, such as the list of refused fields. Never a secret. */
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** It is certain that nothing of the request left this machine: even a write may be sent again. */
  readonly wasNeverSent: boolean
  // Private, so that no log that writes an error's fields writes what people said to the CRM.
  readonly #answer: RawAnswer | undefined

  constructor(code: RemoteErrorCode, message: string, options: RemoteErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = options.status
    this.hint = options.hint ?? hints[code]
    this.traceId = options.traceId
    this.retryAfterSeconds = options.retryAfterSeconds
    this.details = options.details
    this.wasNeverSent = options.wasNeverSent ?? false
    this.#answer = options.answer
  }

  /** The failing answer as it came; undefined when none arrived. It may hold personal data: do not log it. */
  get answer(): RawAnswer | undefined {
    return this.#answer
  }
}

/** Every code with its usual hint, for reference pages. */
export const remoteErrorHints: Readonly<Record<RemoteErrorCode, string>> = hints
