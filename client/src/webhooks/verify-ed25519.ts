import { type KeyObject, verify } from 'node:crypto'
import { createRequire } from 'node:module'

/** What of `sodium-native` is used; it brings no types. */
interface Sodium {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
}

/** Verifies on this thread. libsodium needs 37 us for 1 KB where OpenSSL needs 61. */
export type Ed25519Check = (bytes: Uint8Array, signature: Uint8Array) => boolean

const sodium = loadSodium()
/** The key itself stands at the end of its SPKI. */
const keyBytes = 32

export function ed25519Check(key: KeyObject): Ed25519Check {
  if (sodium === undefined) return (bytes, signature) => verify(null, bytes, key, signature)
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(-keyBytes)
  return (bytes, signature) => sodium.crypto_sign_verify_detached(signature, bytes, raw)
}

function loadSodium(): Sodium | undefined {
  try {
    return createRequire(import.meta.url)('sodium-native') as Sodium
  } catch {
    // There is none for this machine; OpenSSL says the same, only later.
    return undefined
  }
}
