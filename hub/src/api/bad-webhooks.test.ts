import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWebhook, createTestSigner } from '../ingest/test-deliveries.ts'
import { openTestApi, type TestApi } from './test-api.ts'

const signer = createTestSigner()
const stranger = createTestSigner()
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
let api: TestApi
/** Deliveries that were taken before: they come again. */
let taken: Bad[]

beforeAll(async () => {
  api = await openTestApi()
  await api.parts.ingest.keys.add({ name: 'test', key: signer.spki })
  await api.parts.ingest.start()
  taken = Array.from({ length: 20 }, () => genuine(JSON.stringify(aWebhook({ type: 'NoteCreate' }))))
  for (const one of taken) expect(await send(one)).toMatchObject({ status: 200 })
})
afterAll(async () => {
  agent.destroy()
  await api.close()
})

interface Bad {
  body: Buffer
  signature: string | undefined
  contentType?: string
  family?: string
  /** It is kept, though nothing is made of it. */
  isKept?: boolean
  /** It is answered as one that is known. */
  isKnown?: boolean
}

const genuine = (text: string): Bad => ({ body: Buffer.from(text), signature: signer.signatureOf(text) })

function send({ body, signature, contentType, family }: Bad): Promise<{ status: number; text: string }> {
  const { port } = new URL(api.url)
  const path = family === undefined ? '/webhooks/crm' : `/webhooks/crm/${family}`
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        agent,
        port,
        path,
        method: 'POST',
        headers: {
          'content-length': body.length,
          ...(contentType !== undefined && { 'content-type': contentType }),
          ...(signature !== undefined && { 'x-ghl-signature': signature }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        )
      },
    )
    sending.on('error', reject)
    sending.end(body)
  })
}

const webhook = fc
  .record({
    type: fc.constantFrom('ContactCreate', 'ContactDelete', 'INSTALL', 'UNINSTALL', 'InvoicePaid', 'Unheard'),
    locationId: fc.constantFrom('loc', 'other', '__proto__', ''),
    name: fc.string({ unit: 'binary', maxLength: 40 }),
    extra: fc.jsonValue({ maxDepth: 3 }),
  })
  .map((fields) => aWebhook(fields))
const text = webhook.map((body) => JSON.stringify(body))
const shifted = (ms: number) => (body: Record<string, unknown>) =>
  JSON.stringify({ ...body, timestamp: new Date(Date.now() + ms).toISOString() })
const unreadable = fc.oneof(
  fc.integer({ min: 65, max: 20_000 }).map((depth) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  fc.integer({ min: 65, max: 20_000 }).map((depth) => '{"a":'.repeat(depth)),
  text.map((body) => body.replace('{', '{"type":"ContactDelete","webhookId":"twice",')),
  text.map((body) => body.slice(0, -1)),
  text.map((body) => `[${body}]`),
  fc.constantFrom('', 'null', '{}x', 'a=1&b=2', '<xml/>', '\u0000', '{"a":1}{"a":1}', '"text"', '-1e999'),
)

const kinds: fc.Arbitrary<Bad>[] = [
  // Forged.
  text.map((body) => ({ body: Buffer.from(body), signature: stranger.signatureOf(body) })),
  fc.tuple(text, fc.base64String({ minLength: 1, maxLength: 200 })).map(([body, signature]) => ({
    body: Buffer.from(body),
    signature,
  })),
  fc.tuple(text, fc.integer({ min: 0, max: 511 })).map(([body, bit]) => {
    const signature = Buffer.from(signer.signatureOf(body), 'base64')
    signature[bit >> 3] = signature[bit >> 3]! ^ (1 << (bit & 7))
    return { body: Buffer.from(body), signature: signature.toString('base64') }
  }),
  fc.tuple(text, fc.nat()).map(([body, place]) => {
    const bytes = Buffer.from(body)
    bytes[place % bytes.length] = bytes[place % bytes.length]! ^ 1
    return { body: bytes, signature: signer.signatureOf(body) }
  }),
  // Without one.
  fc.tuple(text, fc.constantFrom(undefined, '', 'N/A', 'n/a', ' N/A ', 'null')).map(([body, signature]) => ({
    body: Buffer.from(body),
    signature,
  })),
  // Truncated, and written anew.
  fc.tuple(text, fc.nat()).map(([body, length]) => ({
    body: Buffer.from(body.slice(0, length % body.length)),
    signature: signer.signatureOf(body),
  })),
  webhook.map((body) => ({
    body: Buffer.from(JSON.stringify(body, undefined, 1)),
    signature: signer.signatureOf(JSON.stringify(body)),
  })),
  // Stale and from the future.
  fc
    .tuple(webhook, fc.integer({ min: 3 * 86_400_000 + 60_000, max: 4e11 }))
    .map(([body, ms]) => genuine(shifted(-ms)(body))),
  fc
    .tuple(webhook, fc.integer({ min: 6 * 60_000, max: 4e11 }))
    .map(([body, ms]) => genuine(shifted(ms)(body))),
  // Of wrong types, with a signature of somebody else.
  fc
    .tuple(
      text,
      fc.constantFrom(
        'text/plain',
        'application/xml',
        'multipart/form-data',
        ';;;',
        'application/json; charset=utf-7',
        'x'.repeat(300),
      ),
    )
    .map(([body, contentType]) => ({
      body: Buffer.from(body),
      signature: stranger.signatureOf(body),
      contentType,
    })),
  // To the URL of another event.
  fc.tuple(text, fc.constantFrom('InvoicePaid', 'Unheard', 'ProductCreate')).map(([body, family]) => ({
    body: Buffer.from(body),
    signature: stranger.signatureOf(body),
    family,
  })),
  // What the CRM signed and cannot be read, and the same signed by nobody.
  unreadable.map((body) => ({ ...genuine(body), isKept: true })),
  unreadable.map((body) => ({ body: Buffer.from(body), signature: stranger.signatureOf(body) })),
  // Replayed.
  fc.nat().map((place) => ({ ...taken[place % taken.length]!, isKnown: true })),
]
const tooLarge = fc
  .integer({ min: 1_048_577, max: 1_100_000 })
  .map((bytes) => genuine(`{"webhookId":"${randomUUID()}","a":"${'x'.repeat(bytes)}"}`))

const rows = async (isUnreadable: boolean) => {
  const found = await api.parts.kysely
    .selectFrom('inbox')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('state', isUnreadable ? '=' : '<>', 'unreadable')
    .executeTakeFirstOrThrow()
  return Number(found.count)
}
const eventCount = async () =>
  Number(
    (
      await api.parts.kysely
        .selectFrom('events')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  )

function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}

it('bad deliveries are never accepted, never crash anything and leave the memory flat', async () => {
  await expect.poll(eventCount).toBe(taken.length)
  let sent = 0
  let heapAfterSome = 0
  const batch = fc.array(fc.oneof(...kinds), { minLength: 100, maxLength: 100, size: 'max' })
  await fc.assert(
    fc.asyncProperty(batch, fc.option(tooLarge, { freq: 3 }), async (some, large) => {
      const bad = large === null ? some : [...some, large]
      const answers = await Promise.all(bad.map(send))
      for (const [place, { status, text: answer }] of answers.entries()) {
        const { isKept = false, isKnown = false } = bad[place]!
        const isBad = [400, 401, 413].includes(status)
        if (isKnown) expect([status, answer]).toEqual([200, expect.stringContaining('"duplicate":true')])
        else if (isKept) expect([status, answer]).toEqual([200, expect.any(String)])
        else expect([isBad, status, answer]).toEqual([true, status, answer])
      }
      sent += bad.length
      if (heapAfterSome === 0 && sent > 3000) heapAfterSome = usedHeap()
    }),
    { numRuns: 105, endOnFailure: true },
  )
  expect(sent).toBeGreaterThanOrEqual(10_000)
  expect(await rows(false)).toBe(taken.length)
  expect(await rows(true)).toBeGreaterThan(0)
  expect(await eventCount()).toBe(taken.length)
  expect(usedHeap() - heapAfterSome).toBeLessThan(16 * 1024 * 1024)
  expect(await send(genuine(JSON.stringify(aWebhook({ type: 'NoteCreate' }))))).toMatchObject({ status: 200 })
}, 240_000)
