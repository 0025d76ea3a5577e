import { raceForRefresh } from '../rig/race-for-refresh.ts'
import type { Measurement } from './measurement.types.ts'

const processes = 2
const callers = 1000

export const refreshRace: Measurement = {
  name: 'refresh-race',
  question: 'How often is one expired token refreshed that callers of two processes need at once?',
  limitMs: 5 * 60_000,
  async measure({ databases, say }) {
    const database = databases.find(({ name }) => name === 'PostgreSQL')
    if (database === undefined) {
      say('NOT RUN: two processes need a PostgreSQL server, and there is none.')
      return []
    }
    const outcomes = await raceForRefresh({ database, processes, callers })
    return outcomes.map((outcome) => ({
      what: `refreshes of a token the ${outcome.expiryKnownTo} knows to be expired`,
      database: database.name,
      ours: `${outcome.refreshes}, ${outcome.repeats} repeated; ${outcome.answered} calls answered`,
      beside: `${processes} processes × ${callers} callers`,
      ratio: outcome.refreshes,
      aim: 'exactly 1',
      isReached: outcome.refreshes === 1 && outcome.repeats === 0 && outcome.answered === processes * callers,
      details: { ...outcome },
    }))
  },
}
