import { killDuringRuns } from '../rig/kill-during-runs.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const runs = 2000
const kills = 12

export const workflowKill: Measurement = {
  name: 'workflow-kill',
  question: 'Which effects of workflows are lost or doubled when the hub is killed (-9) during 2 000 runs?',
  limitMs: 30 * 60_000,
  async measure({ databases, seed, say }) {
    const figures: Figure[] = []
    for (const database of databases) {
      const outcome = await killDuringRuns({
        database,
        runs,
        kills,
        seed,
        say: (sentence) => say(`${database.name}: ${sentence}`),
      })
      const faults = outcome.runsLost + outcome.effectsLost + outcome.effectsDoubled
      figures.push({
        what: `kill -9, ${kills} times in ${runs} runs: effects lost or doubled`,
        database: database.name,
        ours: `${faults} (${outcome.repeats} sent again under a known key, ${outcome.undecided} left to a person)`,
        beside: 'what receiver and CRM counted',
        ratio: faults,
        aim: '0',
        isReached: faults === 0,
        details: { seed, ...outcome },
      })
    }
    return figures
  },
}
