import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Sends webhooks as the CRM does: what is not answered with 2xx is sent again until it is. */
export interface PersistentSender {
  /** Public key of its signatures. */
  spki: string
  /** Sends new webhooks from now on, to where the hub is now. */
  begin(url: string): void
  /** Sends no new ones. */
  pause(): void
  /** Goes on with those not taken yet, until all are. */
  finish(url: string): Promise<void>
  /** Ids of webhooks that were answered with 2xx. */
  taken(): ReadonlySet<string>
  /** How often one was sent that had been sent before. */
  retries(): number
  close(): void
}

const atOnce = 32
const retryMs = 50
const timeoutMs = 10_000
const locations = 10

export function createPersistentSender(): PersistentSender {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const taken = new Set<string>()
  let retries = 0
  let made = 0
  let url = ''
  let makesNew = false
  const lanes: Promise<void>[] = []
  let isOver = false

  function make(): { webhookId: string; body: Buffer; signature: string } {
    const webhookId = randomUUID()
    const number = made++
    const fields = {
      type: 'NoteCreate',
      locationId: `bench-location-${number % locations}`,
      id: `note-${number}`,
      contactId: `contact-${number % 100}`,
      body: 'x'.repeat(600),
      timestamp: new Date().toISOString(),
      webhookId,
    }
    const body = Buffer.from(JSON.stringify(fields))
    return { webhookId, body, signature: sign(null, body, privateKey).toString('base64') }
  }

  function deliver({ body, signature }: { body: Buffer; signature: string }): Promise<boolean> {
    return new Promise((resolve) => {
      const sending = request(
        `${url}/webhooks/crm`,
        {
          agent,
          method: 'POST',
          timeout: timeoutMs,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            'x-ghl-signature': signature,
          },
        },
        (answer) => {
          answer.resume()
          answer.on('error', () => resolve(false))
          // Only a whole answer counts: the CRM cannot know more of one that broke off.
          answer.on('end', () => resolve((answer.statusCode ?? 0) < 300))
        },
      )
      sending.on('timeout', () => sending.destroy())
      sending.on('error', () => resolve(false))
      sending.end(body)
    })
  }

  async function keepSending(): Promise<void> {
    while (!isOver) {
      if (!makesNew) {
        await sleep(10)
        continue
      }
      const webhook = make()
      for (let tries = 0; !isOver; tries++) {
        if (tries > 0) retries += 1
        if (await deliver(webhook)) {
          taken.add(webhook.webhookId)
          break
        }
        await sleep(retryMs)
      }
    }
  }

  return {
    spki: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    begin(to) {
      url = to
      makesNew = true
      while (lanes.length < atOnce) lanes.push(keepSending())
    },
    pause() {
      makesNew = false
    },
    async finish(to) {
      url = to
      makesNew = false
      while (taken.size < made) await sleep(retryMs)
      isOver = true
      await Promise.all(lanes)
    },
    taken: () => taken,
    retries: () => retries,
    close() {
      isOver = true
      agent.destroy()
    },
  }
}
