import type { TokenGrant } from './authorization.types.ts'
import { maxTokenAnswerBytes } from './authorization-app.ts'
import type { AuthorizationApp } from './authorization-app.ts'
import { decodeTokenGrant } from './decode-token-grant.ts'

/**
 * Mints a location's token. GHL answers 201 where its contract says 200; under v3 the answer has a refresh token.
 * @throws RemoteError
 */
export async function requestLocationToken(
  app: AuthorizationApp,
  input: { companyToken: string; companyId: string; locationId: string; signal?: AbortSignal },
): Promise<TokenGrant> {
  const { companyToken, companyId, locationId, signal } = input
  const isV3 = app.generation === 'v3'
  const { body } = await app.transport.send(
    {
      operationId: `${app.generation}.oauth.get-location-access-token`,
      method: 'POST',
      path: isV3 ? '/oauth/location-token' : '/oauth/locationToken',
      search: '',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        version: isV3 ? 'v3' : '2021-07-28',
        authorization: `Bearer ${companyToken}`,
      },
      body: new URLSearchParams({ companyId, locationId }).toString(),
      locationId,
      access: 'write',
    },
    {
      token: undefined,
      // Minting one token too many harms nothing: the earlier ones stay valid until they expire.
      retry: { attempts: 3, canRepeatWrites: true },
      timeoutMs: app.timeoutMs,
      maxAnswerBytes: maxTokenAnswerBytes,
      signal,
    },
  )
  return decodeTokenGrant(body, { userType: 'Location', companyId, locationId })
}
