import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { RemoteError } from '../client.errors.ts'
import { publishedWebhookKey } from './published-webhook-key.ts'
import { ed25519Check } from './verify-ed25519.ts'
import type {
  WebhookHeaders,
  WebhookVerdict,
  WebhookVerifier,
  WebhookVerifierOptions,
} from './webhooks.types.ts'

interface Scheme {
  name: 'ed25519' | 'rsa'
  algorithm: string | null
  keys: KeyObject[]
  /** For each key: verifies on this thread. */
  checks: ((bytes: Uint8Array, signature: Buffer) => boolean)[]
}

/** What there is to check, or why there is nothing. */
type Claim = { scheme: Scheme; signature: Buffer } | { refusal: WebhookVerdict & { isGenuine: false } }

/**
 * Makes a verifier of webhook signatures. Verify the raw bytes before parsing them: a parsed and re-written body has
 * another signature.
 * @throws RemoteError `invalid_call` when a key cannot be read or is of the wrong kind
 * @example
 * const verifier = createWebhookVerifier()
 * const verdict = await verifier.verify(rawBody, request.headers)
 * if (!verdict.isGenuine) return reply.code(401).send({ reason: verdict.reason })
 */
export function createWebhookVerifier(options: WebhookVerifierOptions = {}): WebhookVerifier {
  const keys = (options.keys ?? [publishedWebhookKey]).map((key) => readKey(key, 'ed25519'))
  const ed25519: Scheme = { name: 'ed25519', algorithm: null, keys, checks: keys.map(ed25519Check) }
  const rsaKeys = (options.rsaKeys ?? []).map((key) => readKey(key, 'rsa'))
  const rsa: Scheme = {
    name: 'rsa',
    algorithm: 'sha256',
    keys: rsaKeys,
    checks: rsaKeys.map((key) => (bytes, signature) => verify('sha256', bytes, key, signature)),
  }
  if (ed25519.keys.length === 0 && rsa.keys.length === 0) {
    throw new RemoteError('invalid_call', 'A webhook verifier needs at least one key')
  }

  return {
    async verify(rawBody, headers) {
      const claim = readClaim(headers, ed25519, rsa)
      if ('refusal' in claim) return claim.refusal
      for (const [keyIndex, key] of claim.scheme.keys.entries()) {
        if (await isSigned(claim.scheme, rawBody, key, claim.signature)) {
          return { isGenuine: true, scheme: claim.scheme.name, keyIndex }
        }
      }
      return { isGenuine: false, reason: 'signature_wrong' }
    },

    verifyNow(rawBody, headers) {
      const claim = readClaim(headers, ed25519, rsa)
      if ('refusal' in claim) return claim.refusal
      const { scheme, signature } = claim
      const keyIndex = scheme.checks.findIndex((isSignature) => isSignature(rawBody, signature))
      return keyIndex < 0
        ? { isGenuine: false, reason: 'signature_wrong' }
        : { isGenuine: true, scheme: scheme.name, keyIndex }
    },
  }
}

/** With a callback node verifies in its thread pool. */
function isSigned(scheme: Scheme, rawBody: Uint8Array, key: KeyObject, signature: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(scheme.algorithm, rawBody, key, signature, (error, isValid) =>
      error ? reject(error) : resolve(isValid),
    )
  })
}

/** The Ed25519 header decides; the retired RSA header counts only alone, and only when RSA keys were given. */
function readClaim(headers: WebhookHeaders, ed25519: Scheme, rsa: Scheme): Claim {
  const current = readHeader(headers, 'x-ghl-signature')
  const retired = readHeader(headers, 'x-wh-signature')
  if (current !== undefined && ed25519.keys.length > 0) return claimOf(ed25519, current)
  if (retired === undefined) return refusal('signature_missing')
  return rsa.keys.length > 0 ? claimOf(rsa, retired) : refusal('scheme_retired')
}

function claimOf(scheme: Scheme, header: string): Claim {
  const signature = Buffer.from(header, 'base64')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(header)
  const isLongEnough = scheme.name === 'ed25519' ? signature.length === 64 : signature.length >= 256
  return isBase64 && isLongEnough ? { scheme, signature } : refusal('signature_malformed')
}

/** GHL writes "N/A" where it has no signature. A header sent twice is nobody's word. */
function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  const value = headers[name]
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || text.toUpperCase() === 'N/A' ? undefined : text
}

function refusal(reason: (WebhookVerdict & { isGenuine: false })['reason']): Claim {
  return { refusal: { isGenuine: false, reason } }
}

function readKey(text: string, kind: 'ed25519' | 'rsa'): KeyObject {
  let key: KeyObject
  try {
    key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new RemoteError('invalid_call', `A webhook key is not an SPKI public key`, { cause })
  }
  if (key.asymmetricKeyType !== kind) {
    throw new RemoteError('invalid_call', `A webhook key is ${key.asymmetricKeyType}, not ${kind}`)
  }
  return key
}
