import type { Generation } from '@causeway/spec'
import type { ServerWorld } from '../simulator.types.ts'
import { coversLocation } from './list-installed-locations.ts'
import type { Grant, IssuedTokens } from './oauth.types.ts'

const spellings = {
  v2: {
    accessToken: 'access_token',
    tokenType: 'token_type',
    expiresIn: 'expires_in',
    refreshToken: 'refresh_token',
  },
  v3: {
    accessToken: 'accessToken',
    tokenType: 'tokenType',
    expiresIn: 'expiresIn',
    refreshToken: 'refreshToken',
  },
} as const

/** The answer of the token endpoint, in the keys of its generation (facts 2.2). */
export function answerToken(
  generation: Generation,
  world: ServerWorld,
  grant: Grant,
  tokens: IssuedTokens,
): Record<string, unknown> {
  const { locationId, companyId, userId, isBulkInstallation } = grant
  return {
    ...tokenKeys(generation, grant.scopes, tokens),
    refreshTokenId: tokens.refreshTokenId,
    userType: grant.class,
    companyId,
    ...(locationId === undefined ? approvals(world, grant) : { locationId }),
    userId,
    isBulkInstallation,
  }
}

/** The answer of the exchange of a company's token for a location's; only there it names the app. */
export function answerLocationToken(
  generation: Generation,
  grant: Grant,
  tokens: IssuedTokens,
  versionId: string,
): Record<string, unknown> {
  const { locationId, userId, appId } = grant
  return { ...tokenKeys(generation, grant.scopes, tokens), locationId, userId, appId, versionId }
}

function tokenKeys(generation: Generation, scopes: string[], tokens: IssuedTokens): Record<string, unknown> {
  const keys = spellings[generation]
  return {
    [keys.accessToken]: tokens.accessToken,
    [keys.tokenType]: 'Bearer',
    [keys.expiresIn]: tokens.expiresInSeconds,
    ...(tokens.refreshToken === undefined ? {} : { [keys.refreshToken]: tokens.refreshToken }),
    scope: scopes.join(' '),
  }
}

function approvals(world: ServerWorld, grant: Grant) {
  const isForAll = grant.approvedLocations === 'all'
  const approved = world.locations.filter((location) => coversLocation(grant, location))
  return {
    approvedLocations: approved.map(({ id }) => id),
    installToFutureLocations: isForAll,
    approveAllLocations: isForAll,
  }
}
