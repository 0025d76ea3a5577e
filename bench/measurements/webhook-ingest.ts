import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeliverResult } from '../processes/deliver-webhooks.ts'
import type { DatabaseKind, DatabasePlace } from '../rig/database-places.ts'
import { startWebhookSender, type WebhookSender } from '../rig/deliver-webhooks.ts'
import { startHub } from '../rig/start-hub.ts'
import { startProcess } from '../rig/start-process.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const connections = 64
const rounds = 5
const forMs = 4000
const warmUpMs = 4000
/** More than any server here takes. */
const mostPerMs = 20
const leastShare = { PostgreSQL: 0.9, PGlite: 0.45 }
const mostP99Ms = 50
const leastGain = 1.2

/** Webhooks that are verified and committed before they are answered, beside a server that only verifies. */
export const webhookIngest: Measurement = {
  name: 'webhook-ingest',
  question: 'What does it cost to store webhooks before they are answered?',
  limitMs: 15 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(...(await measureOn(database, bench)))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { say }: Bench): Promise<Figure[]> {
  say(`${database.name} …`)
  await using opened = new AsyncDisposableStack()
  const sender = await startWebhookSender()
  opened.defer(() => sender.stop())
  const bare = startProcess(new URL('../processes/verify-only.ts', import.meta.url), [sender.spki])
  opened.defer(() => bare.stop())
  const bareUrl = await bare.message((value) =>
    typeof value === 'object' && value !== null && 'url' in value ? String(value.url) : undefined,
  )
  const place = await database.make()
  opened.defer(() => place.remove())
  const hub = await startHub(place, {})
  opened.defer(() => hub.stop())
  await hub.trustWebhookKey(sender.spki)

  await flood(sender, [bareUrl], warmUpMs)
  await flood(sender, [hub.url], warmUpMs)
  // Turn and turn about, so that a slow moment of the machine meets both.
  const both: { ours: DeliverResult; bare: DeliverResult }[] = []
  for (let round = 0; round < rounds; round++)
    both.push({ bare: await flood(sender, [bareUrl], forMs), ours: await flood(sender, [hub.url], forMs) })
  const share = middle(both.map(({ ours, bare: beside }) => rateOf(ours) / rateOf(beside)))
  const rate = middle(both.map(({ ours }) => rateOf(ours)))

  const perSecond = Math.round(rate / 2)
  const calm = await sender.deliver({
    urls: [hub.url],
    connections,
    forMs,
    perSecond,
    webhooks: forMs * mostPerMs,
  })
  refuseLosses(calm)
  const aim = leastShare[database.name]
  const figures: Figure[] = [
    {
      what: `webhooks verified and stored, 1 KB, ${connections} connections`,
      database: database.name,
      ours: `${Math.round(rate)} /s`,
      beside: `${Math.round(middle(both.map(({ bare: beside }) => rateOf(beside))))} /s of a bare server that only verifies`,
      ratio: share,
      aim: `≥ ${aim}`,
      isReached: share >= aim,
      details: { rounds: both },
    },
    {
      what: `answer to a webhook, p99 at half that load (${perSecond} /s)`,
      database: database.name,
      ours: `${calm.p99.toFixed(1)} ms`,
      beside: `${mostP99Ms} ms`,
      ratio: mostP99Ms / calm.p99,
      aim: '> 1',
      isReached: calm.p99 < mostP99Ms,
      details: { calm },
    },
  ]
  if (database.name === 'PostgreSQL') figures.push(await measureTwo(place, sender, hub.url))
  return figures
}

/** A second process on the same database, turn and turn about with one alone. */
async function measureTwo(place: DatabasePlace, sender: WebhookSender, firstUrl: string): Promise<Figure> {
  await using opened = new AsyncDisposableStack()
  const dataFolder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  opened.defer(async () => rmSync(dataFolder, { recursive: true, force: true }))
  const environment = { ...place.environment, CAUSEWAY_DATA_FOLDER: dataFolder }
  const second = await startHub({ ...place, dataFolder, environment }, {})
  opened.defer(() => second.stop())
  const urls = [firstUrl, second.url]
  await flood(sender, urls, warmUpMs)
  const both: { one: DeliverResult; two: DeliverResult }[] = []
  for (let round = 0; round < rounds; round++)
    both.push({ one: await flood(sender, [firstUrl], forMs), two: await flood(sender, urls, forMs) })
  const gain = middle(both.map(({ one, two }) => rateOf(two) / rateOf(one)))
  return {
    what: 'the same, two processes on one database',
    database: 'PostgreSQL',
    ours: `${Math.round(middle(both.map(({ two }) => rateOf(two))))} /s`,
    beside: `${Math.round(middle(both.map(({ one }) => rateOf(one))))} /s of one process`,
    ratio: gain,
    aim: `≥ ${leastGain}`,
    isReached: gain >= leastGain,
    details: { rounds: both },
  }
}

async function flood(sender: WebhookSender, urls: string[], ms: number): Promise<DeliverResult> {
  const result = await sender.deliver({ urls, connections, forMs: ms, webhooks: ms * mostPerMs })
  refuseLosses(result)
  return result
}

function refuseLosses({ others }: DeliverResult): void {
  if (Object.keys(others).length > 0)
    throw new Error(`Not every delivery was taken: ${JSON.stringify(others)} by status`)
}

const rateOf = ({ accepted, tookMs }: DeliverResult): number => (accepted * 1000) / tookMs

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
