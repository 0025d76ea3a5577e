import type { Generation } from '@causeway/spec'
import { plainRefusal, SimulatedRefusal } from '../simulator.types.ts'

/** The refusals of the token endpoint; v2 answers as an OAuth server does, v3 as the rest of the API (facts 2.2). */
export interface TokenRefusals {
  missing(parameter: string): SimulatedRefusal
  invalid(parameter: string): SimulatedRefusal
  unknownCode(): SimulatedRefusal
  deadRefreshToken(): SimulatedRefusal
  wrongClient(): SimulatedRefusal
  wrongRedirect(): SimulatedRefusal
}

const oauthRefusal = (status: number, error: string, description: string) =>
  new SimulatedRefusal(status, { error, error_description: description }, description)

export const tokenRefusals: Record<Generation, TokenRefusals> = {
  v2: {
    missing: (parameter) => oauthRefusal(400, 'invalid_request', `Missing parameter: \`${parameter}\``),
    invalid: (parameter) => oauthRefusal(400, 'invalid_request', `Invalid parameter: \`${parameter}\``),
    unknownCode: () => oauthRefusal(401, 'UnAuthorized!', 'Authorization code not found'),
    deadRefreshToken: () => oauthRefusal(400, 'invalid_grant', 'Invalid grant: refresh token is invalid'),
    wrongClient: () => oauthRefusal(401, 'UnAuthorized!', 'Invalid client credentials!'),
    wrongRedirect: () => oauthRefusal(400, 'invalid_grant', 'Invalid grant: redirect URI does not match'),
  },
  v3: {
    missing: (parameter) => plainRefusal(400, `Missing parameter: ${parameter}`),
    invalid: (parameter) => plainRefusal(400, `Invalid parameter: ${parameter}`),
    unknownCode: () => plainRefusal(400, 'Invalid grant: authorization code is invalid'),
    deadRefreshToken: () => plainRefusal(400, 'Invalid grant: refresh token is invalid'),
    wrongClient: () => plainRefusal(401, 'Invalid client: client credentials are invalid'),
    wrongRedirect: () => plainRefusal(400, 'Invalid grant: redirect URI does not match'),
  },
}

/** What a suspended location answers wherever a token is asked for it; the refresh token stays good (facts 2.2). */
export const locationNotActive = (): SimulatedRefusal => plainRefusal(400, 'Location is not active')

/** The error envelope of the v3 OAuth operations. */
export function aipRefusal(
  status: number,
  code: string,
  message: string,
  resolution: string,
): SimulatedRefusal {
  return new SimulatedRefusal(status, { error: { code, message, details: {}, resolution } }, message)
}
