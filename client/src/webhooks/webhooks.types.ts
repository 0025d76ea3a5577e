import type { JsonObject } from '../json.types.ts'

/** Which keys to trust. */
export interface WebhookVerifierOptions {
  /** Ed25519 public keys, SPKI in base64 or PEM; default the key GHL publishes. Several overlap while keys rotate. */
  keys?: readonly string[]
  /**
   * RSA public keys of the retired `X-WH-Signature`. GHL stopped sending it on 2026-09-01, so without this a
   * request that has only that header is refused.
   */
  rsaKeys?: readonly string[]
}

/** Headers by lower-case name, as `node:http` gives them. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Whether the bytes come from the holder of a trusted key. */
export type WebhookVerdict =
  | { isGenuine: true; scheme: 'ed25519' | 'rsa'; keyIndex: number }
  | {
      isGenuine: false
      reason: 'signature_missing' | 'signature_malformed' | 'signature_wrong' | 'scheme_retired'
    }

/** Checks signatures with keys parsed once. */
export interface WebhookVerifier {
  /** Verifies in the thread pool, so that a busy server keeps answering. */
  verify(rawBody: Uint8Array, headers: WebhookHeaders): Promise<WebhookVerdict>
  /** The same at once, on this thread: less work in all, with libsodium where it can be had. */
  verifyNow(rawBody: Uint8Array, headers: WebhookHeaders): WebhookVerdict
}

/** A webhook's body with the common fields read. */
export interface WebhookEvent {
  /** Name of the event in GHL's list, e.g. `AppInstall`; undefined when the body does not tell. */
  name: string | undefined
  /** `type` as sent, e.g. `INSTALL`. */
  type: string | undefined
  /** Unique per event; repeated by retries. */
  webhookId: string | undefined
  /** ISO instant at which GHL made it. */
  timestamp: string | undefined
  appId: string | undefined
  versionId: string | undefined
  companyId: string | undefined
  locationId: string | undefined
  body: JsonObject
}

/** How old a webhook is, judged by its own timestamp. */
export type WebhookAge =
  | { kind: 'fresh'; ageMs: number }
  | { kind: 'stale'; ageMs: number }
  | { kind: 'future'; ageMs: number }
  | { kind: 'unknown' }
