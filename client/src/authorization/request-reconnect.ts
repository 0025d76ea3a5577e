import { RemoteError } from '../client.errors.ts'
import { fieldsOf } from '../read-fields.ts'
import type { ReconnectCode } from './authorization.types.ts'
import { maxTokenAnswerBytes } from './authorization-app.ts'
import type { AuthorizationApp } from './authorization-app.ts'

/**
 * Asks for a new authorization code without a person.
 * @throws RemoteError `endpoint_removed`
 */
export async function requestReconnect(
  app: AuthorizationApp,
  input: { locationId: string } | { companyId: string },
): Promise<ReconnectCode> {
  const { body } = await app.transport.send(
    {
      operationId: 'POST /oauth/reconnect',
      method: 'POST',
      path: '/oauth/reconnect',
      search: '',
      headers: {
        'content-type': 'application/json',
        version: app.generation === 'v3' ? 'v3' : '2021-07-28',
      },
      body: JSON.stringify({ clientKey: app.clientId, clientSecret: app.clientSecret, ...input }),
      locationId: 'locationId' in input ? input.locationId : undefined,
      access: 'write',
    },
    {
      token: undefined,
      retry: { attempts: 2 },
      timeoutMs: app.timeoutMs,
      maxAnswerBytes: maxTokenAnswerBytes,
      signal: undefined,
    },
  )
  const raw = typeof body === 'object' && body !== null ? { ...body } : {}
  const fields = fieldsOf(raw, 'body', () => undefined)
  const code = fields.text('authorizationCode')
  if (code === undefined)
    throw new RemoteError('malformed_answer', 'The reconnect call answered without a code')
  return { code, expiresAt: fields.instant('expiresAt') }
}
