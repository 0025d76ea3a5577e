import type { SimulatedClock } from '../simulator.types.ts'
import type { WebhookNotice, WebhookSettings, WebhookUrl } from './webhooks.types.ts'

/** Judges the URLs webhooks go to: one that fails often is warned, and paused when it is no better next time. */
export interface CircuitBreaker {
  count(url: string, isSuccess: boolean): void
  isPaused(url: string): boolean
  /** Lets a URL have webhooks again and starts its count anew; undefined for a URL nothing was sent to. */
  resume(url: string): WebhookUrl | undefined
  list(): WebhookUrl[]
  notices(): WebhookNotice[]
}

interface Record extends WebhookUrl {
  sinceMs: number
}

/** @param settings read at each judgement, so that changes take effect at once. */
export function createCircuitBreaker(clock: SimulatedClock, settings: () => WebhookSettings): CircuitBreaker {
  const records = new Map<string, Record>()
  const notices: WebhookNotice[] = []
  clock.onAdvance(() => {
    for (const record of records.values()) judge(record)
  })

  function judge(record: Record): void {
    const nowMs = clock.now().getTime()
    const { breakerIntervalMs, breakerDeliveries, breakerSuccessRate } = settings()
    if (nowMs - record.sinceMs < breakerIntervalMs) return
    const { url, deliveries, successes } = record
    const successRate = deliveries === 0 ? 1 : successes / deliveries
    const isBad = deliveries > breakerDeliveries && successRate < breakerSuccessRate
    if (isBad && !record.isPaused) {
      if (record.isWarned) record.isPaused = true
      const kind = record.isPaused ? 'paused' : 'warned'
      notices.push({ at: clock.now().toISOString(), url, kind, deliveries, successRate })
    }
    record.isWarned = isBad
    Object.assign(record, { deliveries: 0, successes: 0, sinceMs: nowMs })
  }

  function recordOf(url: string): Record {
    const known = records.get(url)
    if (known !== undefined) return known
    const made = {
      url,
      deliveries: 0,
      successes: 0,
      isWarned: false,
      isPaused: false,
      sinceMs: clock.now().getTime(),
    }
    records.set(url, made)
    return made
  }

  const present = ({ sinceMs: _since, ...url }: Record): WebhookUrl => url

  return {
    count(url, isSuccess) {
      const record = recordOf(url)
      record.deliveries += 1
      if (isSuccess) record.successes += 1
      judge(record)
    },
    isPaused: (url) => records.get(url)?.isPaused ?? false,
    resume(url) {
      const record = records.get(url)
      if (record === undefined) return undefined
      const sinceMs = clock.now().getTime()
      return present(
        Object.assign(record, { isWarned: false, isPaused: false, deliveries: 0, successes: 0, sinceMs }),
      )
    },
    list: () => [...records.values()].map(present),
    notices: () => [...notices],
  }
}
