import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'

/** Signs webhooks as the CRM does, for tests. */
export interface TestSigner {
  /** Public key, SPKI in base64. */
  spki: string
  signatureOf(body: string | Uint8Array): string
}

export function createTestSigner(): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    spki: spkiOf(publicKey),
    signatureOf: (body) => sign(null, Buffer.from(body), privateKey).toString('base64'),
  }
}

const spkiOf = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64')

/** The body of a webhook made now. */
export const aWebhook = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'ContactCreate',
  locationId: 'loc',
  id: 'contact-1',
  appId: 'app',
  versionId: 'version',
  timestamp: new Date().toISOString(),
  webhookId: randomUUID(),
  ...fields,
})
