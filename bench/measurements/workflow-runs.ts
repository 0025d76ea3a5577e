import { sql } from 'kysely'
import type { DatabaseKind } from '../rig/database-places.ts'
import { openCounter, pourWebhooks } from '../rig/run-webhooks.ts'
import { startHub } from '../rig/start-hub.ts'
import { startProcess } from '../rig/start-process.ts'
import { startSimulator } from '../rig/start-simulator.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const runs = { PGlite: 3000, PostgreSQL: 12_000 } as const
const warmUp = 500
/**
 * Runs a second of the same workflow in the fastest way of each, measured on 2 cores of another day. They cannot be
 * installed here, so they are stated and not measured.
 */
const stated = { n8n: 66, nodeRed: 2950 } as const
const aims = { PGlite: 5 * stated.n8n, PostgreSQL: stated.nodeRed } as const

export const workflowRuns: Measurement = {
  name: 'workflow-runs',
  question: 'How many durable runs of three steps (webhook, filter, request) a second?',
  limitMs: 15 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(...(await measureOn(database, bench)))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { say }: Bench): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack()
  const counter = await openCounter()
  stack.defer(() => counter.close())

  // The peer of this run: the same way without keeping anything.
  const bare = startProcess(new URL('../processes/bare-webhook-pipe.ts', import.meta.url), [counter.url])
  stack.defer(() => bare.stop())
  const { port } = await bare.message((value) =>
    typeof value === 'object' && value !== null && 'port' in value ? { port: Number(value.port) } : undefined,
  )
  const bareUrl = `http://127.0.0.1:${port}/`
  await pourWebhooks(bareUrl, warmUp, counter.count)
  const peer = await pourWebhooks(bareUrl, runs[database.name], counter.count)

  const simulator = await startSimulator({ scale: 'small' })
  stack.defer(() => simulator.stop())
  const place = await database.make()
  stack.defer(() => place.remove())
  const hub = await startHub(place, {
    simulatorUrl: simulator.url,
    environment: { CAUSEWAY_OUTBOUND_ALLOW: 'loopback' },
  })
  stack.defer(() => hub.stop())
  const definition = {
    key: 'three-steps',
    name: 'Three steps',
    trigger: { type: 'http' },
    steps: [
      {
        id: 'filter',
        type: 'condition',
        if: { field: 'trigger.input.status', is: 'equals', value: 'published' },
        else: [{ id: 'no', type: 'stop' }],
      },
      { id: 'words', type: 'transform', value: { n: '{{ trigger.input.n }}' } },
      { id: 'send', type: 'http', url: counter.url, body: '{{ steps.words.output }}' },
    ],
  }
  const made = await hub.ask<{ hook: { url: string } }>('POST', '/v1/workflows', {
    definition,
    isEnabled: true,
  })
  const url = `${hub.url}${new URL(made.hook.url).pathname}`
  await pourWebhooks(url, warmUp, counter.count)
  const ours = await pourWebhooks(url, runs[database.name], counter.count)
  say(`${database.name}: ${Math.round(ours.perSecond)} runs/s, bare ${Math.round(peer.perSecond)}/s`)
  await untilEnded((path) => hub.get(path))
  await hub.stop()
  const { p50, p95, unfinished } = await place.read(async (kysely) => {
    const { rows } = await sql<{ p50: number; p95: number; unfinished: number }>`
      select percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at) * 1000) as p50,
        percentile_cont(0.95) within group (order by extract(epoch from finished_at - created_at) * 1000) as p95,
        count(*) filter (where state <> 'succeeded')::int as unfinished
      from workflow_runs where cause = 'http'`.execute(kysely)
    return rows[0]!
  })
  const aim = aims[database.name]
  return [
    {
      what: `durable three-step runs a second (p95 ${Math.round(p95)} ms from stored to finished)`,
      database: database.name,
      ours: `${Math.round(ours.perSecond)}/s`,
      beside: `bare pipe that keeps nothing: ${Math.round(peer.perSecond)}/s; stated, not measured here: n8n ${stated.n8n}/s, Node-RED ${stated.nodeRed}/s`,
      ratio: ours.perSecond / aim,
      aim: `≥ 1 of ${aim}/s, all ended well`,
      isReached: ours.perSecond >= aim && unfinished === 0,
      details: { ...ours, barePerSecond: peer.perSecond, p50, p95, unfinished, runs: runs[database.name] },
    },
  ]
}

async function untilEnded(get: <Answer>(path: string) => Promise<Answer>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { items } = await get<{ items: { runs: { active: number } }[] }>('/v1/workflows')
    if (items.every(({ runs: { active } }) => active === 0)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
