import { callManyLocations } from '../rig/call-many-locations.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const processes = 4
const locations = 100
const callsEach = 400
/** The CRM's limit of one location: 100 in 10 s. */
const allowedPerSecond = 10
const leastRate = 0.98
const leastEvenness = 0.9
const longestPersonMs = 1000

export const manyLocations: Measurement = {
  name: 'many-locations',
  question: `How near to the allowed rate do ${processes} processes come with ${locations} locations, and how evenly?`,
  limitMs: 8 * 60_000,
  async measure({ databases, say }) {
    const database = databases.find(({ name }) => name === 'PostgreSQL')
    if (database === undefined) {
      say('NOT RUN: several processes need a PostgreSQL server, and there is none.')
      return []
    }
    const outcome = await callManyLocations({ database, processes, locations, callsEach, say })
    const { calls, failures, refused, elapsedMs, fastestMs, slowestMs, personMs } = outcome
    // The person's calls are allowed ones too.
    const allowedMs = ((calls + personMs.length) / (locations * allowedPerSecond)) * 1000
    const rate = allowedMs / elapsedMs
    const isWhole = calls === locations * callsEach && failures.length === 0
    const p95 = personMs[Math.floor(personMs.length * 0.95)] ?? Number.POSITIVE_INFINITY
    const common = { database: database.name, details: { ...outcome } }
    const figures: Figure[] = [
      {
        ...common,
        what: 'many locations: time at the allowed rate / time',
        ours: `${seconds(elapsedMs)} for ${calls + personMs.length} calls, ${refused} refused`,
        beside: `${seconds(allowedMs)} at ${allowedPerSecond} calls a second and location`,
        ratio: rate,
        aim: `≥ ${leastRate}, 0 refused`,
        isReached: rate >= leastRate && refused === 0 && isWhole,
      },
      {
        ...common,
        what: 'many locations: time of the fastest / of the slowest location',
        ours: seconds(slowestMs),
        beside: seconds(fastestMs),
        ratio: fastestMs / slowestMs,
        aim: `≥ ${leastEvenness}`,
        isReached: fastestMs / slowestMs >= leastEvenness && isWhole,
      },
      {
        ...common,
        what: 'many locations: 1 s / time of a person’s call, p95',
        ours: `${Math.round(p95)} ms (${personMs.length} calls)`,
        beside: `${longestPersonMs} ms`,
        ratio: longestPersonMs / p95,
        aim: '> 1',
        isReached: p95 < longestPersonMs && isWhole,
      },
    ]
    return figures
  },
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
