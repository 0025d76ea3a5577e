import { type Authorization, type CallHooks, createAuthorization } from '@causeway/client'
import type { Limiter } from '../limits/limits.types.ts'
import type { Keyring } from '../platform/secrets.ts'
import type { AppRow } from '../store/apps.store.ts'
import { appSecretPlace, companyBudgetKey, ownSpender } from './connection-context.ts'

export interface AuthorizationKeeper {
  of(app: AppRow, companyId?: string): Authorization
  close(): Promise<void>
}

/** Keeps the OAuth calls of each app at hand, with their connections to the CRM. */
export function keepAuthorizations(options: {
  keyring: Keyring
  limiter: Limiter
  userAgent: string
}): AuthorizationKeeper {
  const kept = new Map<string, { version: string; authorization: Authorization }>()
  return {
    of(app, companyId) {
      const key = `${app.id} ${companyId ?? ''}`
      const version = `${app.updated_at.getTime()} ${app.client_secret_sealed.toString('base64')}`
      const known = kept.get(key)
      if (known?.version === version) return known.authorization
      void known?.authorization.close()
      const authorization = createAuthorization({
        clientId: app.client_id,
        clientSecret: options.keyring.open(app.client_secret_sealed, appSecretPlace(app.id)),
        apiBaseUrl: app.api_base_url,
        consentBaseUrl: app.consent_base_url,
        generation: app.generation,
        userAgent: options.userAgent,
        ...(companyId !== undefined && { hooks: limitCompanyCalls(options.limiter, app, companyId) }),
      })
      kept.set(key, { version, authorization })
      return authorization
    },
    async close() {
      await Promise.all([...kept.values()].map(({ authorization }) => authorization.close()))
      kept.clear()
    },
  }
}

/** The token endpoint is called with the app's credentials, not with a token whose calls are counted. */
const uncounted = /\.get-access-token$|\/oauth\/reconnect$/

const limitCompanyCalls = (limiter: Limiter, app: AppRow, companyId: string): CallHooks => ({
  beforeCall: async (call) => {
    if (uncounted.test(call.operationId)) return undefined
    return limiter.acquire({
      budgetKey: companyBudgetKey(app.environment, app.id, companyId),
      companyId,
      lane: 'workflow',
      spender: ownSpender,
      signal: call.signal,
      withoutHeaders: app.environment === 'simulator' ? 'unlimited' : 'standard',
    })
  },
})
