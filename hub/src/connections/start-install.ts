import { randomToken } from '../platform/tokens.ts'
import type { ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { StartInstallInput } from './connections.types.ts'

/** A person has this long to give consent. */
const lifetimeMs = 10 * 60_000
/** Installs that are over are remembered so long, to tell a late visitor what happened. */
const rememberedMs = 30 * 86_400_000

/** Remembers that this browser started an install and says where to send it. */
export async function startInstall(
  context: ConnectionContext,
  input: StartInstallInput,
): Promise<{ authorizeUrl: string }> {
  const { stores, clock } = context
  const app = await stores.apps.find(input.appId)
  if (app === undefined) throw connectionErrors.app_unknown(`There is no app ${input.appId}`)
  const state = randomToken()
  const now = clock.now().getTime()
  await stores.pendingInstalls.deleteExpired(new Date(now - rememberedMs))
  await stores.pendingInstalls.insert({
    state,
    browser: input.browser,
    appId: app.id,
    redirectUri: input.redirectUri,
    returnTo: input.returnTo ?? null,
    expiresAt: new Date(now + lifetimeMs),
  })
  const { redirectUri } = input
  return {
    authorizeUrl: context.authorizationOf(app).authorizeUrl({ redirectUri, scopes: app.scopes, state }),
  }
}
