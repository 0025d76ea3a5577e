import type { DeliverOrder, DeliverResult } from '../processes/deliver-webhooks.ts'
import { startProcess } from './start-process.ts'

/** A sender of signed webhooks in a process of its own. */
export interface WebhookSender {
  /** Public key of its signatures. */
  spki: string
  /** Signs webhooks ahead and delivers them. */
  deliver(order: {
    urls: string[]
    connections: number
    forMs: number
    perSecond?: number
    /** How many to sign: more than can be delivered in the time. */
    webhooks: number
  }): Promise<DeliverResult>
  stop(): Promise<void>
}

const bytes = 1024
const locations = 20

export async function startWebhookSender(): Promise<WebhookSender> {
  const started = startProcess(new URL('../processes/deliver-webhooks.ts', import.meta.url))
  const order = async <Answer>(what: DeliverOrder, name: string): Promise<Answer> => {
    const answer = started.message((value) =>
      typeof value === 'object' && value !== null && name in value
        ? ((value as Record<string, unknown>)[name] as Answer)
        : undefined,
    )
    started.send(what)
    return answer
  }
  const spki = await started.message((value) =>
    typeof value === 'object' && value !== null && 'spki' in value ? String(value.spki) : undefined,
  )
  return {
    spki,
    async deliver({ webhooks, ...how }) {
      await order({ do: 'prepare', webhooks, bytes, locations }, 'prepared')
      return order<DeliverResult>({ do: 'deliver', ...how }, 'result')
    },
    stop: () => started.stop(),
  }
}
