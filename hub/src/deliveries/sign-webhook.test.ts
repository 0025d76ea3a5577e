import { createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { makeSecret } from './make-secret.ts'
import { createSigner } from './sign-webhook.ts'

const anyWebhook = fc.record({
  id: fc.stringMatching(/^msg_[\w-]{1,40}$/),
  body: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 2000 }), fc.json()),
})
const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Verifies `v1a` by what a receiver has: the public key. */
function verifies(publicKey: string, content: string, signature: string): boolean {
  const point = Buffer.from(publicKey.replace('whpk_', ''), 'base64')
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') },
    format: 'jwk',
  })
  return verify(null, Buffer.from(content), key, Buffer.from(signature.replace('v1a,', ''), 'base64'))
}

describe('signing', () => {
  it('gives the bytes the reference library gives, for any body', () => {
    fc.assert(
      fc.property(anyWebhook, ({ id, body }) => {
        const secret = makeSecret('hmac')
        const timestamp = nowSeconds()
        const signature = createSigner([secret])({ id, timestamp, body })
        const reference = new Webhook(secret.secret)
        expect(signature).toBe(reference.sign(id, new Date(timestamp * 1000), body))
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature,
        }
        reference.verify(body, headers, { jsonParse: false })
        expect(() => reference.verify(`${body} `, headers)).toThrow('No matching signature')
        expect(() => new Webhook(makeSecret('hmac').secret).verify(body, headers)).toThrow(
          'No matching signature',
        )
      }),
      { numRuns: 300 },
    )
  })

  it('signs with Ed25519 so that the public key verifies it, and nothing else', () => {
    fc.assert(
      fc.property(anyWebhook, ({ id, body }) => {
        const secret = makeSecret('ed25519')
        const timestamp = nowSeconds()
        const signature = createSigner([secret])({ id, timestamp, body })
        const content = `${id}.${timestamp}.${body}`
        expect(verifies(secret.publicKey!, content, signature)).toBe(true)
        expect(verifies(secret.publicKey!, `${content} `, signature)).toBe(false)
        expect(verifies(makeSecret('ed25519').publicKey!, content, signature)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('signs with every secret that is good during a rotation', () => {
    const [old, next, pair] = [makeSecret('hmac'), makeSecret('hmac'), makeSecret('ed25519')]
    const webhook = { id: 'msg_1', timestamp: nowSeconds(), body: '{"a":"é"}' }
    const signature = createSigner([next, pair, old])(webhook)
    expect(signature.split(' ').map((one) => one.split(',')[0])).toEqual(['v1', 'v1a', 'v1'])
    for (const { secret } of [old, next])
      expect(
        new Webhook(secret).verify(webhook.body, {
          'webhook-id': webhook.id,
          'webhook-timestamp': String(webhook.timestamp),
          'webhook-signature': signature,
        }),
      ).toEqual({ a: 'é' })
  })

  it('makes secrets in the forms of the standard', () => {
    const hmac = makeSecret('hmac')
    expect(hmac.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const pair = makeSecret('ed25519')
    expect(Buffer.from(pair.secret.replace(/^whsk_/, ''), 'base64')).toHaveLength(64)
    expect(Buffer.from(pair.publicKey!.replace(/^whpk_/, ''), 'base64')).toHaveLength(32)
    expect(makeSecret('hmac').secret).not.toBe(hmac.secret)
  })
})
