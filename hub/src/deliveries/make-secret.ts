import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

/** How deliveries are signed: `v1` with a shared secret, or `v1a` with a key pair. */
export type SecretKind = 'hmac' | 'ed25519'

/** What an endpoint's deliveries are signed with, by Standard Webhooks. */
export interface SigningSecret {
  kind: SecretKind
  /** `whsec_…` or `whsk_…`: never shown after it was made, except the first to whoever verifies with it. */
  secret: string
  /** `whpk_…`, which receivers of `v1a` verify with; null for `hmac`. */
  publicKey: string | null
}

/** DER of a PKCS#8 Ed25519 key up to the 32 bytes of the key itself. */
const privateKeyHead = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Makes a secret that cannot be guessed: 24 random bytes are what the standard asks for at least; these are 32. */
export function makeSecret(kind: SecretKind): SigningSecret {
  if (kind === 'hmac') return { kind, secret: `whsec_${randomBytes(32).toString('base64')}`, publicKey: null }
  const { privateKey } = generateKeyPairSync('ed25519')
  const { d, x } = privateKey.export({ format: 'jwk' })
  const seed = Buffer.from(d!, 'base64url')
  const point = Buffer.from(x!, 'base64url')
  return {
    kind,
    secret: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  }
}

/** The bytes of `whsec_…`. */
export const hmacKey = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')

/** The key of `whsk_…`: its first 32 bytes make it, the others are its public half. */
export function ed25519Key(secret: string): KeyObject {
  const seed = Buffer.from(secret.replace(/^whsk_/, ''), 'base64').subarray(0, 32)
  return createPrivateKey({ key: Buffer.concat([privateKeyHead, seed]), format: 'der', type: 'pkcs8' })
}
