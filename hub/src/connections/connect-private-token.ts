import { type Client, createClient, RemoteError } from '@causeway/client'
import { type ConnectionRow, ensureConnection, updateConnection } from '../store/connections.store.ts'
import { setStatus } from './change-status.ts'
import { type ConnectionContext, ownSpender, privateBudgetKey, tokenPlace } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { PrivateTokenInput } from './connections.types.ts'
import { streamScopes } from './required-scopes.ts'
import { statusOf } from './save-grant.ts'

/**
 * Connects a location by a private integration token, after asking the CRM with it. The CRM does not tell a token's
 * scopes, so the cheapest call of each kind finds out.
 * @throws `connections.private_token_refused`, `.company_token`, `.location_mismatch`, `.crm_unreachable`
 */
export async function connectPrivateToken(
  context: ConnectionContext,
  input: PrivateTokenInput,
): Promise<ConnectionRow> {
  const scopes = await probeScopes(context, input)
  await context.stores.locations.put([{ id: input.locationId, name: input.name ?? null }])
  return context.kysely.transaction().execute(async (transaction) => {
    const { environment, locationId, apiBaseUrl } = input
    const place = { kind: 'private_token', environment, level: 'location', locationId } as const
    const row = await ensureConnection(transaction, place, { api_base_url: apiBaseUrl, status: 'degraded' })
    await updateConnection(transaction, row.id, {
      api_base_url: apiBaseUrl,
      access_token_sealed: context.keyring.seal(input.token, tokenPlace(row.id, 'access_token')),
      scopes,
      refresh_failures: 0,
      refresh_after: null,
    })
    await setStatus(transaction, row, statusOf('location', scopes), context.clock.now())
    return { ...row, scopes }
  })
}

/** Scopes of the streams that the token does not lack. */
async function probeScopes(context: ConnectionContext, input: PrivateTokenInput): Promise<string[]> {
  const client = createClient({
    accessToken: input.token,
    apiBaseUrl: input.apiBaseUrl,
    userAgent: context.userAgent,
    timeoutMs: 10_000,
    hooks: {
      // The CRM counts these calls as it will those of the connection.
      beforeCall: async (call) =>
        context.limiter.acquire({
          budgetKey: privateBudgetKey(input.environment, input.locationId),
          locationId: input.locationId,
          lane: 'interactive',
          spender: ownSpender,
          signal: call.signal,
          withoutHeaders: input.environment === 'simulator' ? 'unlimited' : 'standard',
        }),
    },
  })
  try {
    const lacking: string[] = []
    for (const [scope, probe] of probesOf(client, input.locationId))
      if (await isRefusedForScope(probe())) lacking.push(scope)
    // Statistics and comments have no call that is cheap on an empty location; the streams will find out.
    return Object.values(streamScopes).filter((scope) => !lacking.includes(scope))
  } finally {
    await client.close()
  }
}

const probesOf = (client: Client, locationId: string): [scope: string, probe: () => Promise<unknown>][] => {
  const social = client.social(locationId)
  return [
    [streamScopes.accounts, () => social.listAccounts()],
    [streamScopes.tags, () => social.listTags({ limit: 1 })],
    [streamScopes.categories, () => social.listCategories({ limit: 1 })],
  ]
}

/** True when only a scope is missing. @throws when the token is of no use for this location */
async function isRefusedForScope(probe: Promise<unknown>): Promise<boolean> {
  try {
    await probe
    return false
  } catch (problem) {
    if (!(problem instanceof RemoteError)) throw problem
    if (problem.code === 'scope_missing') return true
    throw readProbeFailure(problem)
  }
}

function readProbeFailure(problem: RemoteError): Error {
  const facts = { cause: problem, details: { reason: problem.code } }
  switch (problem.code) {
    case 'private_token_invalid':
    case 'token_invalid':
    case 'unauthorized':
      return connectionErrors.private_token_refused('The CRM does not accept this token', facts)
    case 'token_class_mismatch':
      return connectionErrors.company_token('The token is not one of a location', facts)
    case 'location_forbidden':
    case 'forbidden':
    case 'not_found':
      return connectionErrors.location_mismatch('The token does not open this location', facts)
    case 'timeout':
    case 'connection_failed':
      return connectionErrors.crm_unreachable('The CRM could not be reached to check the token', facts)
    default:
      return connectionErrors.crm_failed(`The CRM could not check the token: ${problem.message}`, facts)
  }
}
