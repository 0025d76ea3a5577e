import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import type { OAuthStore } from '../oauth/oauth.store.ts'
import type { WebhookKey } from './webhooks.types.ts'

/** The keys webhooks are signed with; they live as long as the simulator's data file. */
export interface SigningKeys {
  /** `X-GHL-Signature`: Ed25519 in base64. */
  sign(body: Buffer): string
  /** `X-WH-Signature`: RSA-SHA256 in base64. */
  signByRsa(body: Buffer): string
  /** Public keys, the one in force first; the RSA key only when asked for. */
  list(withRsa: boolean): WebhookKey[]
  rotate(): void
}

type Slot = 'current' | 'previous' | 'rsa'

/** Keys are made when first needed: an RSA pair takes a moment that few simulators need to spend. */
export function createSigningKeys(store: Pick<OAuthStore, 'webhookKeys' | 'changed'>): SigningKeys {
  const parsed = new Map<Slot, KeyObject>()

  function keep(slot: Slot, key: KeyObject): KeyObject {
    parsed.set(slot, key)
    store.webhookKeys.set(slot, key.export({ format: 'pem', type: 'pkcs8' }).toString())
    store.changed()
    return key
  }

  function find(slot: Slot): KeyObject | undefined {
    const known = parsed.get(slot)
    if (known !== undefined) return known
    const saved = store.webhookKeys.get(slot)
    if (saved === undefined) return undefined
    const key = createPrivateKey(saved)
    parsed.set(slot, key)
    return key
  }

  const current = () => find('current') ?? keep('current', generateKeyPairSync('ed25519').privateKey)
  const rsa = () => find('rsa') ?? keep('rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)

  return {
    sign: (body) => sign(null, body, current()).toString('base64'),
    signByRsa: (body) => sign('sha256', body, rsa()).toString('base64'),
    list(withRsa) {
      const previous = find('previous')
      return [
        describe(current(), 'ed25519'),
        ...(previous ? [describe(previous, 'ed25519')] : []),
        ...(withRsa ? [describe(rsa(), 'rsa-sha256')] : []),
      ]
    },
    rotate() {
      keep('previous', current())
      keep('current', generateKeyPairSync('ed25519').privateKey)
    },
  }
}

function describe(key: KeyObject, algorithm: WebhookKey['algorithm']): WebhookKey {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    id: createHash('sha256').update(spki).digest('hex').slice(0, 16),
    algorithm,
    spki: spki.toString('base64'),
  }
}
