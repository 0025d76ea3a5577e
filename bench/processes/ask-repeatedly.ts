/** Asks one URL over and over, so many at a time, and answers how often it got an answer of 200. */
import process from 'node:process'
import { Pool } from 'undici'

/** What it is told. */
export interface AskOrder {
  url: string
  headers: Record<string, string>
  inFlight: number
  forMs: number
}

/** What it answers. */
export interface AskResult {
  answers: number
  others: number
  /** Milliseconds an answer took, the middle one. */
  medianMs: number
}

async function ask({ url, headers, inFlight, forMs }: AskOrder): Promise<AskResult> {
  const { origin, pathname, search } = new URL(url)
  const pool = new Pool(origin, { connections: inFlight, pipelining: 1 })
  const times: number[] = []
  let others = 0
  const until = performance.now() + forMs
  async function loop(): Promise<void> {
    for (;;) {
      const startedAt = performance.now()
      if (startedAt >= until) return
      const answer = await pool.request({ path: `${pathname}${search}`, method: 'GET', headers })
      await answer.body.arrayBuffer()
      if (answer.statusCode === 200) times.push(performance.now() - startedAt)
      else others += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  await pool.close()
  const sorted = times.toSorted((one, other) => one - other)
  return { answers: times.length, others, medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN }
}

process.on('message', (order) => void ask(order as AskOrder).then((result) => process.send?.(result)))
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.('ready')
