import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DatabaseKind, DatabasePlace } from '../rig/database-places.ts'
import { createChance } from '../rig/seeded-chance.ts'
import { createPersistentSender } from '../rig/send-until-taken.ts'
import { type HubProcess, startHub } from '../rig/start-hub.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const rounds = 30
const longestLifeMs = 2500
const drainWithinMs = 180_000

/** kill -9 again and again while webhooks come in, from a sender that tries again as the CRM does. */
export const webhookKill: Measurement = {
  name: 'webhook-kill',
  question: 'Which webhooks are lost or stored twice when the hub is killed (-9) while they come in?',
  limitMs: 30 * 60_000,
  async measure(bench) {
    const figures: Figure[] = []
    for (const database of bench.databases) figures.push(await measureOn(database, bench))
    return figures
  },
}

async function measureOn(database: DatabaseKind, { seed, say }: Bench): Promise<Figure> {
  await using opened = new AsyncDisposableStack()
  const chance = createChance(seed)
  const sender = createPersistentSender()
  opened.defer(async () => sender.close())
  const place = await database.make()
  opened.defer(() => place.remove())
  for (let round = 0; round < rounds; round++) {
    const hub = await startHub(place, {})
    try {
      if (round === 0) await hub.trustWebhookKey(sender.spki)
      sender.begin(hub.url)
      await sleep(200 + chance() * longestLifeMs)
    } finally {
      await hub.kill()
    }
    say(`${database.name}: round ${round + 1} of ${rounds}, ${sender.taken().size} taken`)
  }
  const hub = await startHub(place, {})
  try {
    await sender.finish(hub.url)
    await letDrain(place, hub)
  } finally {
    await hub.stop()
  }
  const outcome = await place.read((kysely) => compare(kysely, sender.taken()))
  const faults = outcome.lost + outcome.storedTwice + outcome.toldTwice + outcome.notTold
  return {
    what: `kill -9, ${rounds} rounds: webhooks acknowledged and lost, stored or told twice`,
    database: database.name,
    ours: `${faults} (of ${sender.taken().size} taken, ${sender.retries()} tries again)`,
    beside: 'what the sender was answered',
    ratio: faults,
    aim: '0',
    isReached: faults === 0,
    details: { seed, ...outcome, taken: sender.taken().size, retries: sender.retries() },
  }
}

async function letDrain(place: DatabasePlace, hub: HubProcess): Promise<void> {
  const deadline = performance.now() + drainWithinMs
  for (;;) {
    const { states } = await hub.get<{ states: Record<string, number> }>('/v1/inbox/counts')
    if ((states['waiting'] ?? 0) + (states['retrying'] ?? 0) === 0) return
    if (performance.now() > deadline)
      throw new Error(`The inbox on ${place.kind} is not drained: ${JSON.stringify(states)}`)
    await sleep(500)
  }
}

async function compare(
  kysely: Parameters<Parameters<DatabasePlace['read']>[0]>[0],
  taken: ReadonlySet<string>,
) {
  const countsOf = async (query: ReturnType<typeof sql<{ id: string; count: number }>>) =>
    new Map((await query.execute(kysely)).rows.map(({ id, count }) => [id, count]))
  const stored = await countsOf(
    sql<{ id: string; count: number }>`select webhook_id as id, count(*)::int as count from inbox group by 1`,
  )
  const told = await countsOf(
    sql<{ id: string; count: number }>`
      select data ->> 'webhookId' as id, count(*)::int as count from events where type = 'note.created' group by 1`,
  )
  const ids = [...taken]
  return {
    lost: ids.filter((id) => !stored.has(id)).length,
    storedTwice: [...stored.values()].filter((count) => count > 1).length,
    notTold: ids.filter((id) => !told.has(id)).length,
    toldTwice: [...told.values()].filter((count) => count > 1).length,
  }
}
