import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWebhookVerifier } from './create-webhook-verifier.ts'
import { publishedWebhookKey } from './published-webhook-key.ts'

const old = generateKeyPairSync('ed25519')
const current = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64')
const body = Buffer.from('{"type":"ContactCreate","name":"Zoë 🥐"}')
const signed = sign(null, body, current.privateKey).toString('base64')
const rsaSigned = sign('sha256', body, rsa.privateKey).toString('base64')
const verifier = createWebhookVerifier({ keys: [spki(old.publicKey), spki(current.publicKey)] })

/** Both ways of asking must always say the same. */
async function judge(bytes: Uint8Array, headers: Record<string, string | string[]>, by = verifier) {
  const verdict = await by.verify(bytes, headers)
  expect(by.verifyNow(bytes, headers)).toEqual(verdict)
  return verdict
}

describe('a webhook', () => {
  test('signed with any of the live keys is genuine, and says by which', async () => {
    expect(await judge(body, { 'x-ghl-signature': signed })).toEqual({
      isGenuine: true,
      scheme: 'ed25519',
      keyIndex: 1,
    })
    const older = sign(null, body, old.privateKey).toString('base64')
    expect(await judge(body, { 'x-ghl-signature': ` ${older} ` })).toMatchObject({ keyIndex: 0 })
  })

  test('is verified over its very bytes', async () => {
    const rewritten = Buffer.from(JSON.stringify({ ...(JSON.parse(body.toString()) as object), extra: 1 }))
    for (const other of [rewritten, Buffer.concat([body, Buffer.from('\n')]), Buffer.alloc(0)]) {
      expect(await judge(other, { 'x-ghl-signature': signed })).toEqual({
        isGenuine: false,
        reason: 'signature_wrong',
      })
    }
  })

  test.each([
    [{}, 'signature_missing'],
    [{ 'x-ghl-signature': '' }, 'signature_missing'],
    [{ 'x-ghl-signature': 'N/A' }, 'signature_missing'],
    [{ 'x-ghl-signature': [signed, signed] }, 'signature_missing'],
    [{ 'x-ghl-signature': 'not base64!' }, 'signature_malformed'],
    [{ 'x-ghl-signature': signed.slice(0, 40) }, 'signature_malformed'],
    [{ 'x-wh-signature': rsaSigned }, 'scheme_retired'],
    [{ 'x-ghl-signature': 'N/A', 'x-wh-signature': rsaSigned }, 'scheme_retired'],
  ])('with headers %j is refused: %s', async (headers, reason) => {
    expect(await judge(body, headers)).toEqual({ isGenuine: false, reason })
  })

  test('signed with RSA counts only where its key was given, and never beside a wrong new signature', async () => {
    const both = createWebhookVerifier({ keys: [spki(current.publicKey)], rsaKeys: [spki(rsa.publicKey)] })
    expect(await judge(body, { 'x-wh-signature': rsaSigned }, both)).toMatchObject({
      isGenuine: true,
      scheme: 'rsa',
    })
    const forged = sign(null, body, old.privateKey).toString('base64')
    const headers = { 'x-ghl-signature': forged, 'x-wh-signature': rsaSigned }
    expect(await judge(body, headers, both)).toEqual({ isGenuine: false, reason: 'signature_wrong' })
  })

  test('with any other header at all is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String(), async (header) => {
        fc.pre(header.trim() !== signed)
        expect((await judge(body, { 'x-ghl-signature': header })).isGenuine).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a key', () => {
  test('may be PEM, and the published one is trusted by default', async () => {
    const pem = current.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const byPem = createWebhookVerifier({ keys: [pem] })
    expect(await judge(body, { 'x-ghl-signature': signed }, byPem)).toMatchObject({ isGenuine: true })
    expect(() => createWebhookVerifier({ keys: [publishedWebhookKey] })).not.toThrow()
    expect(await judge(body, { 'x-ghl-signature': signed }, createWebhookVerifier())).toMatchObject({
      reason: 'signature_wrong',
    })
  })

  test.each([
    ['nonsense', { keys: ['nonsense'] }],
    ['of the wrong kind', { keys: [spki(rsa.publicKey)] }],
    ['of the wrong kind for RSA', { rsaKeys: [spki(current.publicKey)] }],
    ['missing altogether', { keys: [] }],
  ])('that is %s is refused at once', (_, options) => {
    expect(() => createWebhookVerifier(options)).toThrowError(
      expect.objectContaining({ code: 'invalid_call' }),
    )
  })
})
