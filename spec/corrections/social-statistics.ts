import type { Generation, JsonSchema } from '../src/operation.types.ts'
import type { Correction, SchemaPlace } from './correction.types.ts'
import { statisticsAnswer } from './places.ts'

const numberOrString: JsonSchema = { type: ['number', 'string'] }
const dailyNumbers: JsonSchema = { type: 'array', items: { type: 'number' } }
const shareOfTotal: JsonSchema = {
  type: 'object',
  properties: { total: { type: 'number' }, percentage: { type: 'number' } },
}

/** What the statistics answer really looks like. */
export const socialStatistics: Correction[] = [
  {
    id: 'statistics.v2-changes-are-strings',
    what: 'A percentage of change is a string with two decimals ("-73.53"), and the number 0 when nothing changed.',
    why: 'It is published as a number; adding it up joins texts.',
    evidence: { kind: 'measured', sources: ['M5'] },
    edits: [{ places: changes('v2'), change: { replace: numberOrString } }],
  },
  {
    id: 'statistics.v3-changes-may-be-strings',
    what: 'A percentage of change may be a string in v3 too.',
    why: 'v3 publishes numbers as v2 does, where they are not; nobody has published a v3 answer.',
    evidence: { kind: 'inferred', sources: ['M5'] },
    edits: [{ places: changes('v3'), change: { replace: numberOrString } }],
  },
  {
    id: 'statistics.grouping',
    what: 'The answer says how its series are grouped: `daily`.',
    why: 'The live documentation and live answers have it, the files do not.',
    evidence: { kind: 'measured', sources: ['D', 'M8'] },
    edits: [
      {
        places: statisticsAnswer(['v2', 'v3'], 'results'),
        change: { add: { grouping: { type: 'string' } } },
      },
    ],
  },
  {
    id: 'statistics.v3-posts-by-platform',
    what: 'postPerformance.posts maps each platform to one number for each day.',
    why: 'v3 publishes an object without a shape, v2 the real one.',
    evidence: { kind: 'stated', sources: ['S2'] },
    edits: [
      {
        places: statisticsAnswer(['v3'], 'results', 'postPerformance', 'posts'),
        change: { replace: { type: 'object', additionalProperties: dailyNumbers } },
      },
    ],
  },
  {
    id: 'statistics.age-groups-may-be-objects',
    what: 'An age group is a plain number, and may be an object with total and percentage as the genders are.',
    why: 'The two halves of the same answer are published in two shapes; a reader should take both.',
    evidence: { kind: 'inferred', sources: ['D', 'M4', 'M5'] },
    edits: [
      {
        places: ['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'].flatMap((group) =>
          statisticsAnswer(['v2', 'v3'], 'results', 'demographics', 'age', 'totals', group),
        ),
        change: { allow: shareOfTotal },
      },
    ],
  },
]

/** Everywhere the answer of a generation compares with the period before. */
function changes(generation: Generation): SchemaPlace[] {
  const totals = ['posts', 'impressions', 'reach'].flatMap((metric) => [
    ...statisticsAnswer([generation], 'results', 'breakdowns', metric, 'totalChange'),
    ...statisticsAnswer([generation], 'results', 'breakdowns', metric, 'platforms', '{}', 'change'),
  ])
  return [...totals, ...statisticsAnswer([generation], 'results', 'breakdowns', 'engagement', '{}', 'change')]
}
