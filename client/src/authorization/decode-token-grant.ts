import { RemoteError } from '../client.errors.ts'
import { fieldsOf } from '../read-fields.ts'
import type { TokenGrant, UserType } from './authorization.types.ts'

/**
 * A token answer of either generation (`access_token` or `accessToken` …) as one shape.
 * @param known what the request says where the answer does not.
 * @throws RemoteError `malformed_answer` when there is no access token in it
 */
export function decodeTokenGrant(
  body: unknown,
  known: { userType?: UserType | undefined; companyId?: string; locationId?: string },
): TokenGrant {
  const raw = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {}
  const fields = fieldsOf(raw, 'body', () => undefined)
  const accessToken = fields.text('accessToken') ?? fields.text('access_token')
  if (accessToken === undefined) {
    throw new RemoteError('malformed_answer', 'The token endpoint answered without an access token')
  }
  const locationId = fields.text('locationId') ?? known.locationId
  return {
    accessToken,
    refreshToken: fields.text('refreshToken') ?? fields.text('refresh_token'),
    // A day, as GHL gives, when the answer does not say.
    expiresInSeconds: fields.number('expiresIn') ?? fields.number('expires_in') ?? 86_399,
    scopes: (fields.text('scope') ?? '').split(/\s+/).filter((scope) => scope !== ''),
    userType: userTypeOf(fields.text('userType')) ?? known.userType ?? (locationId ? 'Location' : 'Company'),
    companyId: fields.text('companyId') ?? known.companyId,
    locationId,
    userId: fields.text('userId'),
    refreshTokenId: fields.text('refreshTokenId'),
    isBulkInstallation: fields.flag('isBulkInstallation') ?? false,
    approvedLocations: fields.texts('approvedLocations'),
    installToFutureLocations: fields.flag('installToFutureLocations') ?? false,
    planId: fields.text('planId'),
  }
}

function userTypeOf(text: string | undefined): UserType | undefined {
  return text === 'Company' || text === 'Location' ? text : undefined
}
