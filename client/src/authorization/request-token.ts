import { performance } from 'node:perf_hooks'
import { RemoteError } from '../client.errors.ts'
import type { PreparedRequest } from '../transport/prepared-request.types.ts'
import { wait } from '../transport/wait.ts'
import type { TokenGrant, UserType } from './authorization.types.ts'
import { maxTokenAnswerBytes } from './authorization-app.ts'
import type { AuthorizationApp } from './authorization-app.ts'
import { decodeTokenGrant } from './decode-token-grant.ts'

/** What to ask the token endpoint for. */
export type TokenRequest =
  | { grantType: 'authorization_code'; code: string; redirectUri: string; userType?: UserType }
  | { grantType: 'refresh_token'; refreshToken: string; userType: UserType; signal?: AbortSignal }

/** GHL repeats its answer to a refresh for 30 s; the margin covers the way there. */
const graceMs = 25_000

/**
 * Asks the token endpoint. A refresh whose answer was lost is asked again within the grace; a code, which has none,
 * only when the request certainly never left.
 * @throws RemoteError
 */
export async function requestToken(app: AuthorizationApp, request: TokenRequest): Promise<TokenGrant> {
  const startedAt = performance.now()
  const isRefresh = request.grantType === 'refresh_token'
  const signal = isRefresh ? request.signal : undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(app, request, signal)
    } catch (error) {
      const pauseMs = Math.random() * 250 * 2 ** attempt
      const endsAtMs = performance.now() - startedAt + pauseMs + app.timeoutMs
      if (!isRefresh || !isAnswerLost(error) || attempt >= 4 || endsAtMs > graceMs) {
        throw asGrantFailure(error, request)
      }
      await wait(pauseMs, signal)
    }
  }
}

async function askOnce(
  app: AuthorizationApp,
  request: TokenRequest,
  signal: AbortSignal | undefined,
): Promise<TokenGrant> {
  const { body } = await app.transport.send(toHttp(app, request), {
    token: undefined,
    // Only what certainly never left is repeated here: the access is `write`.
    retry: { attempts: 3 },
    timeoutMs: app.timeoutMs,
    maxAnswerBytes: maxTokenAnswerBytes,
    signal,
  })
  return decodeTokenGrant(body, { userType: request.userType })
}

function toHttp(app: AuthorizationApp, request: TokenRequest): PreparedRequest {
  const isV3 = app.generation === 'v3'
  return {
    operationId: `${app.generation}.oauth.get-access-token`,
    method: 'POST',
    path: '/oauth/token',
    search: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(isV3 ? { version: 'v3' } : {}),
    },
    body: new URLSearchParams(isV3 ? camelFields(app, request) : snakeFields(app, request)).toString(),
    locationId: undefined,
    access: 'write',
  }
}

function camelFields(app: AuthorizationApp, request: TokenRequest): Record<string, string> {
  const { clientId, clientSecret } = app
  return {
    clientId,
    clientSecret,
    grantType: request.grantType,
    ...(request.grantType === 'refresh_token'
      ? { refreshToken: request.refreshToken }
      : { code: request.code, redirectUri: request.redirectUri }),
    ...(request.userType === undefined ? {} : { userType: request.userType }),
  }
}

function snakeFields(app: AuthorizationApp, request: TokenRequest): Record<string, string> {
  return {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    grant_type: request.grantType,
    ...(request.grantType === 'refresh_token'
      ? { refresh_token: request.refreshToken }
      : { code: request.code, redirect_uri: request.redirectUri }),
    ...(request.userType === undefined ? {} : { user_type: request.userType }),
  }
}

/** The CRM may have rotated the token although we hold no new one. */
function isAnswerLost(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false
  const lost: readonly string[] = ['timeout', 'connection_failed', 'remote_failure', 'malformed_answer']
  return lost.includes(error.code)
}

/** "Invalid grant" names a dead code or a dead refresh token, whichever was sent. */
function asGrantFailure(error: unknown, request: TokenRequest): unknown {
  if (!(error instanceof RemoteError)) return error
  const isCode = request.grantType === 'authorization_code'
  if (isCode && error.code === 'grant_invalid') return recoded(error, 'code_invalid')
  if (!isCode && error.code === 'code_invalid') return recoded(error, 'grant_invalid')
  return error
}

function recoded(error: RemoteError, code: 'code_invalid' | 'grant_invalid'): RemoteError {
  const { status, traceId, details, cause } = error
  return new RemoteError(code, error.message, { status, traceId, details, cause })
}
