import { generations, listOperations, type Generation, type Operation } from '@causeway/spec'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSimulator } from '../src/index.ts'
import { differencesFromPublished, differencesFromSpec, hasPublishedFiles } from './compare-answers.ts'
import { createDriver } from './drive-operations.ts'
import { exerciseSocial, type Exchange } from './exercise-social.ts'
import { findDriverPlace } from './find-driver-place.ts'
import { findUnanswerable, publishedMistakes } from './operation-exceptions.ts'
import { hands } from './operation-hands.ts'

const now = new Date('2026-11-23T12:00:00Z')

/** What driving all operations of a generation gave. */
interface Drive {
  /** One exchange for each operation, of those that were called. */
  last: Map<string, Exchange>
  /** Every call of the driver, those that prepared others too. */
  driven: Exchange[]
  social: Exchange[]
}

const drives = new Map<Generation, Drive>()

/** Things are deleted last, so that whatever needs them finds them. */
const byHarm = (a: Operation, b: Operation) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE')

async function driveAll(generation: Generation): Promise<Drive> {
  const simulator = await createSimulator({ port: 0, now, limits: 'off', scale: 'small' })
  try {
    const place = await findDriverPlace(simulator)
    const driver = createDriver(place, generation, hands)
    const last = new Map<string, Exchange>()
    for (const operation of listOperations(generation).toSorted(byHarm)) {
      if (!isSocial(operation)) last.set(operation.id, await driver.drive(operation))
    }
    // Posts, queues and sign-ins depend on each other in ways of their own.
    const driven = [...driver.exchanges]
    const social = await exerciseSocial({ ...place, token: place.locationToken, generation, now })
    for (const exchange of social) last.set(exchange.operation.id, exchange)
    return { last, driven, social }
  } finally {
    await simulator.close()
  }
}

const isSocial = ({ module }: Operation): boolean => module.startsWith('social-')

beforeAll(async () => {
  for (const generation of generations) drives.set(generation, await driveAll(generation))
}, 300_000)

describe.each(generations)('%s', (generation) => {
  const driveOf = (): Drive => drives.get(generation) ?? { last: new Map(), driven: [], social: [] }
  const good = (exchanges: Exchange[]) => exchanges.filter(({ status }) => status < 300)

  test('every operation is answered with the success the spec says', () => {
    const { last } = driveOf()
    const failed = listOperations(generation).filter(
      ({ id, success }) => last.get(id)?.status !== success.status,
    )
    const told = failed.map(({ id }) => ({ id, status: last.get(id)?.status, body: last.get(id)?.body }))
    expect(told.filter(({ id }) => findUnanswerable(id) === undefined)).toEqual([])
    const excepted = listOperations(generation).filter(({ id }) => findUnanswerable(id) !== undefined)
    expect(told.map(({ id }) => id)).toEqual(excepted.map(({ id }) => id))
  })

  test('every answer fits the schema of the spec', () => {
    const { driven, social } = driveOf()
    expect(differencesFromSpec(good([...driven, ...social]))).toEqual([])
  })

  // Social answers are compared in answers-validate.test.ts, with deviations of their own.
  test.skipIf(!hasPublishedFiles)(
    'answers differ from the published files only where one is known wrong',
    () => {
      const differences = differencesFromPublished(generation, good(driveOf().driven))
      const known = publishedMistakes.filter(({ generations: own }) => own.includes(generation))
      expect(differences.filter((found) => !known.some(({ pattern }) => pattern.test(found)))).toEqual([])
      expect(known.filter(({ pattern }) => !differences.some((found) => pattern.test(found)))).toEqual([])
    },
  )
})
