import { STATUS_CODES } from 'node:http'
import { RemoteError } from '@causeway/client'
import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { HubError } from '../../platform/errors.ts'
import { apiErrors } from '../api.errors.ts'
import type { Problem } from '../contract/index.ts'

/** Statuses for failures of the CRM: what the caller did wrong stays the caller's, the rest is the gateway's. */
const remoteStatus: Record<string, number> = {
  scope_missing: 403,
  location_forbidden: 403,
  forbidden: 403,
  not_found: 404,
  invalid_request: 400,
  invalid_call: 400,
  user_unknown: 400,
  rate_limited: 503,
  daily_limit_reached: 503,
  aborted: 503,
  location_inactive: 503,
  timeout: 504,
}

/** Finds the error with a code and a hint behind whatever was thrown; undefined: nothing callers may be told about. */
export function explain(thrown: unknown): HubError | undefined {
  if (thrown instanceof HubError) return thrown
  if (thrown instanceof RemoteError) return explainRemote(thrown)
  if (hasZodFastifySchemaValidationErrors(thrown)) return explainValidation(thrown)
  return isFastifyError(thrown) ? explainFastify(thrown) : undefined
}

/** The problem of RFC 9457 an error is answered as. */
export const problemOf = (error: HubError, requestId: string): Problem => ({
  type: `urn:causeway:problem:${error.code}`,
  title: STATUS_CODES[error.status] ?? 'Error',
  status: error.status,
  code: error.code,
  detail: error.message,
  ...(error.hint !== undefined && { hint: error.hint }),
  requestId,
  ...(error.details !== undefined && { details: error.details }),
})

/** A burst is over after the CRM's window, which it does not always name. */
const burstSeconds = 10

function explainRemote(error: RemoteError): HubError {
  const retryAfter = error.retryAfterSeconds ?? (error.code === 'rate_limited' ? burstSeconds : undefined)
  return new HubError(`crm.${error.code}`, remoteStatus[error.code] ?? 502, error.message, {
    hint: error.hint,
    cause: error,
    ...(error.traceId !== undefined && { details: { traceId: error.traceId } }),
    ...(retryAfter !== undefined && { headers: { 'retry-after': String(Math.ceil(retryAfter)) } }),
  })
}

/** What Fastify throws when a schema refused the input. */
interface ValidationFailure {
  validation: { instancePath: string; message?: string }[]
  validationContext?: string
}

function explainValidation(error: ValidationFailure): HubError {
  const where = error.validationContext ?? 'body'
  const issues = error.validation.map(({ instancePath, message }) => ({
    path: `${where}${instancePath === '/' ? '' : instancePath}`,
    message: message ?? 'invalid',
  }))
  const first = issues[0]
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return apiErrors.invalid_input(
    first === undefined ? 'The request is not valid' : `${first.path}: ${first.message}${more}`,
    { details: { issues: issues.slice(0, 50) } },
  )
}

const isFastifyError = (thrown: unknown): thrown is FastifyError =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'

function explainFastify(error: FastifyError): HubError | undefined {
  const facts = { cause: error }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return apiErrors.body_too_large('The body is larger than 1 MB', facts)
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return apiErrors.unsupported_media_type('The body is not declared as JSON', facts)
  if (error.code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return apiErrors.invalid_json('The body ended before its Content-Length', facts)
  if (error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return apiErrors.invalid_json('The body is empty', facts)
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError)
    return apiErrors.invalid_json('The body is not valid JSON', facts)
  if (
    error.code === 'FST_ERR_BAD_URL' ||
    error.code === 'FST_ERR_MAX_PARAM_LENGTH' ||
    error.statusCode === 414
  )
    return apiErrors.bad_url('The path cannot be read', facts)
  // Files are refused outside their folder and under dotted names: to whoever asks, nothing is there.
  if (error.statusCode === 403) return apiErrors.not_found('Nothing is served at this path', facts)
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new HubError('api.invalid_input', error.statusCode, error.message, facts)
  return undefined
}
