import type { ClientOptions } from './client.types.ts'
import type { TokenSource } from './transport/send-options.types.ts'

/** Gives the current token and renews it once for all calls that saw the same token refused. */
export function createTokenSource({
  accessToken,
  onTokenInvalid,
}: Pick<ClientOptions, 'accessToken' | 'onTokenInvalid'>): TokenSource {
  let kept = typeof accessToken === 'string' ? accessToken : undefined
  let renewal: { rejectedToken: string; renewed: Promise<string> } | undefined

  async function current(): Promise<string> {
    return typeof accessToken === 'string' ? (kept ?? accessToken) : accessToken()
  }

  /** The renewal is remembered, so that a straggler with the same old token does not start another. */
  async function renew(rejectedToken: string): Promise<string | undefined> {
    if (renewal?.rejectedToken === rejectedToken) return renewal.renewed
    // Another process may have renewed it while this call was under way.
    const latest = await current()
    if (latest !== rejectedToken) return latest
    if (!onTokenInvalid) return undefined
    if (renewal?.rejectedToken === rejectedToken) return renewal.renewed
    const mine = { rejectedToken, renewed: onTokenInvalid(rejectedToken) }
    renewal = mine
    try {
      kept = await mine.renewed
      return kept
    } catch (error) {
      if (renewal === mine) renewal = undefined
      throw error
    }
  }

  return { current, renew }
}
