import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { compareWithWorld, type Difference } from './compare-with-world.ts'
import type { DatabaseKind, DatabasePlace } from './database-places.ts'
import { findViolations, type StoreViolations } from './find-violations.ts'
import { chooseLocation } from './choose-location.ts'
import { liveOn } from './live-on.ts'
import { createChance } from './seeded-chance.ts'
import { type HubProcess, startHub } from './start-hub.ts'
import { type SimulatorProcess, startSimulator } from './start-simulator.ts'
import { waitUntilSynced } from './wait-until-filled.ts'

export interface KillOptions {
  database: DatabaseKind
  rounds: number
  seed: number
  scale: 'full' | 'small'
  /** Which of the simulated locations. */
  size: 'largest' | 'middle'
  /** Longest time the hub lives in a round, from its readiness on; the shortest is none. */
  longestLifeMs: number
  say?: (sentence: string) => void
}

export interface KillOutcome {
  rounds: number
  /** Kills that hit a stream in the middle of its run. */
  killsMidRun: number
  difference: Difference
  violations: StoreViolations
}

const hourMs = 3_600_000
/** Rounds beyond those asked for, as long as no kill has hit a run. */
const extraRounds = 12
const settleWithinMs = 240_000
/** Wide enough that no round waits for the slots of the one before. */
const wideLimits = {
  maxRequests: 1000,
  intervalMs: 1000,
  dailyRequests: 10_000_000,
  window: 'sliding',
} as const

/**
 * Kills the hub again and again while it copies a location that changes between the rounds; then lets it finish and
 * compares its store with the CRM, and with itself.
 */
export async function killDuringSync(options: KillOptions): Promise<KillOutcome> {
  await using stack = new AsyncDisposableStack()
  // The simulated clock starts behind and is moved up to now, round by round.
  const mostRounds = options.rounds + extraRounds
  const now = new Date(Date.now() - 2 * hourMs * (mostRounds + 1)).toISOString()
  const simulator = await startSimulator({ limits: wideLimits, scale: options.scale, now })
  stack.defer(() => simulator.stop())
  const { location, token } = await chooseLocation(simulator, options.size)
  const place = await options.database.make()
  stack.defer(() => place.remove())
  const scene = { simulator, place, locationId: location.id, token, chance: createChance(options.seed) }
  let killsMidRun = 0
  let rounds = 0
  for (let round = 0; round < options.rounds || (killsMidRun === 0 && round < mostRounds); round += 1) {
    const running = await liveAndDie(scene, { round, longestLifeMs: options.longestLifeMs })
    if (running.length > 0) killsMidRun += 1
    options.say?.(`round ${round + 1} of ${options.rounds}: killed during ${running.join(', ') || 'a pause'}`)
    rounds = round + 1
    await letLeasesPass(place)
  }
  await finish(scene)
  return await place.read(async (kysely) => ({
    rounds,
    killsMidRun,
    violations: await findViolations(kysely),
    difference: await compareWithWorld(kysely, {
      simulatorUrl: simulator.url,
      privateToken: token,
      locationId: location.id,
    }),
  }))
}

interface Scene {
  simulator: SimulatorProcess
  place: DatabasePlace
  locationId: string
  token: string
  chance: () => number
}

/** One round; gives the streams that were running when the hub was killed. */
async function liveAndDie(
  scene: Scene,
  { round, longestLifeMs }: { round: number; longestLifeMs: number },
): Promise<string[]> {
  const { simulator, place, locationId, token, chance } = scene
  if (round > 0) await liveOn(simulator, { locationId, token, chance, round })
  const hub = await startHub(place, { simulatorUrl: simulator.url })
  try {
    if (round === 0) await hub.connectPrivateToken(token, locationId)
    else await requestEverything(hub, locationId)
    await sleep(chance() * longestLifeMs)
    const { streams } = await hub.location(locationId)
    return streams.filter(({ state }) => state === 'running').map(({ stream }) => stream)
  } finally {
    await hub.kill()
  }
}

/** Statistics are not read anew from the beginning: that is asked for by nobody and takes most of the calls. */
async function requestEverything(hub: HubProcess, locationId: string): Promise<void> {
  await hub.requestSync(locationId, {
    streams: ['accounts', 'tags', 'categories', 'posts', 'comments'],
    full: true,
  })
  await hub.requestSync(locationId, { streams: ['statistics'] })
}

/**
 * On a server other processes may still run what the dead one ran, so its leases have to run out. The rounds do not
 * wait for that half minute: it is taken off the leases.
 */
async function letLeasesPass(place: DatabasePlace): Promise<void> {
  if (place.kind === 'PGlite') return
  await place.read(async (kysely) => {
    await sql`update streams set lease_until = clock_timestamp() where state = 'running'`.execute(kysely)
  })
}

/** With the CRM's clock standing still, every stream runs once more from beginning to end. */
async function finish({ simulator, place, locationId }: Scene): Promise<void> {
  await simulator.moveClock({ mode: 'frozen' })
  const hub = await startHub(place, { simulatorUrl: simulator.url })
  try {
    // Running streams are first brought to an end, so that the last run of each begins after the clock stopped.
    for (const _ of ['what was begun', 'once more']) {
      const since = new Date().toISOString()
      await requestEverything(hub, locationId)
      await waitUntilSynced(hub, locationId, since, settleWithinMs)
    }
  } finally {
    await hub.stop()
  }
}
