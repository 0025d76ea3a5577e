import { hashToken, isSameHash } from '../platform/tokens.ts'
import type { PendingInstallRow } from '../store/pending-installs.store.ts'
import type { ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'
import type { FinishInstallInput } from './connections.types.ts'

/**
 * Finds the install a callback belongs to and uses it up: once, in time, in the browser that started it.
 *
 * The CRM does not promise to return `state`. When it is missing, the browser's cookie alone, as unguessable and as
 * short-lived, names the install, if it started exactly one.
 * @throws `connections.install_unknown`, `.install_expired`, `.install_used`, `.browser_mismatch`
 */
export async function claimInstall(
  { stores, clock }: Pick<ConnectionContext, 'stores' | 'clock'>,
  { state, browser }: Pick<FinishInstallInput, 'state' | 'browser'>,
): Promise<PendingInstallRow> {
  const now = clock.now()
  const install =
    state === undefined || state === ''
      ? await findByBrowser({ stores, clock }, browser)
      : await stores.pendingInstalls.findByState(state)
  if (install === undefined)
    throw connectionErrors.install_unknown('No install with this state was started here')
  const isSameBrowser = browser !== undefined && isSameHash(hashToken(browser), install.browser_hash)
  // First, so that a stranger's browser learns nothing more of the install.
  if (!isSameBrowser) throw connectionErrors.browser_mismatch('The install was started in another browser')
  if (install.expires_at <= now)
    throw connectionErrors.install_expired('The install took longer than ten minutes')
  if (!(await stores.pendingInstalls.use(install.state_hash, now)))
    throw connectionErrors.install_used('This install was finished before')
  return install
}

async function findByBrowser(
  { stores, clock }: Pick<ConnectionContext, 'stores' | 'clock'>,
  browser: string | undefined,
): Promise<PendingInstallRow | undefined> {
  if (browser === undefined) return undefined
  const open = await stores.pendingInstalls.findOpenByBrowser(browser, clock.now())
  return open.length === 1 ? open[0] : undefined
}
