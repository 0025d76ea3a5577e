import { createHmac, sign } from 'node:crypto'
import { ed25519Key, hmacKey, type SigningSecret } from './make-secret.ts'

/** What is signed: Standard Webhooks signs `id.timestamp.body`. */
export interface WebhookToSign {
  id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/** Gives the value of `webhook-signature`: a signature of each secret, separated by spaces. */
export type WebhookSigner = (webhook: WebhookToSign) => string

/** Prepares secrets once, so that signing costs only the signature. */
export function createSigner(secrets: readonly Pick<SigningSecret, 'kind' | 'secret'>[]): WebhookSigner {
  const signers = secrets.map(({ kind, secret }) => {
    if (kind === 'hmac') {
      const key = hmacKey(secret)
      return (content: string) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`
    }
    const key = ed25519Key(secret)
    return (content: string) => `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`
  })
  return ({ id, timestamp, body }) => {
    const content = `${id}.${timestamp}.${body}`
    return signers.map((one) => one(content)).join(' ')
  }
}
