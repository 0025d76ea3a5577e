import { z } from 'zod'
import { listTriggers } from '@causeway/spec'
import type { SimulatorKey } from './keep-webhook-keys.ts'

const timeoutMs = 5000

const Keys = z.object({
  keys: z
    .array(z.object({ id: z.string().max(100), algorithm: z.string(), spki: z.string().max(4000) }))
    .max(20),
})
const State = z.object({ apps: z.array(z.object({ id: z.string() })) })

/** Asks the simulator for the keys it signs with, and tells its apps where this hub takes deliveries. */
export async function readSimulator(simulatorUrl: string, hubUrl: string): Promise<SimulatorKey[]> {
  const { keys } = Keys.parse(await ask(`${simulatorUrl}/.well-known/webhook-keys.json`))
  await tellSimulatorApps(simulatorUrl, hubUrl)
  return keys.map(({ id, algorithm, spki }) => ({
    id,
    algorithm: algorithm === 'ed25519' ? 'ed25519' : 'rsa',
    spki,
  }))
}

/** In the CRM people enter these addresses in the developer portal; in the simulator the hub does it for them. */
export async function tellSimulatorApps(simulatorUrl: string, hubUrl: string): Promise<void> {
  const url = `${hubUrl}/webhooks/crm`
  const { apps } = State.parse(await ask(`${simulatorUrl}/admin/api/state`))
  const untyped = listTriggers().flatMap(({ webhook }) => (webhook?.type === null ? [webhook.event] : []))
  const body = {
    defaultUrl: url,
    eventUrls: Object.fromEntries(untyped.map((event) => [event, `${url}/${event}`])),
  }
  for (const { id } of apps)
    await ask(`${simulatorUrl}/admin/api/apps/${encodeURIComponent(id)}/webhooks`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
}

async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) })
  if (!answer.ok) throw new Error(`The simulator answers ${answer.status} at ${new URL(url).pathname}`)
  return answer.json()
}
