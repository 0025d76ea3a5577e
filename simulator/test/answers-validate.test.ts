import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Generation, listOperations, resolveSchema } from '@causeway/spec'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSimulator, demoPrivateTokens } from '../src/index.ts'
import { type Exchange, exerciseSocial } from './exercise-social.ts'
import { findDifferences, newAjv, publishedFolder, readPublishedAnswers } from './find-differences.ts'
import { knownDeviations } from './known-deviations.ts'

const now = new Date('2026-11-23T12:00:00Z')
const generations: Generation[] = ['v2', 'v3']

const exchanges: Record<Generation, Exchange[]> = { v2: [], v3: [] }

/** Each generation in a world of its own, so that neither finds what the other has made. */
async function exercise(generation: Generation): Promise<Exchange[]> {
  const simulator = await createSimulator({ port: 0, now, limits: 'off', scale: 'small' })
  const location = simulator.world.locations.find(({ name }) => name === 'Northgate Outfitters')
  const user = simulator.world.users.find(({ locationIds }) => locationIds.includes(location?.id ?? ''))
  try {
    return await exerciseSocial({
      url: simulator.url,
      token: demoPrivateTokens.location,
      locationId: location?.id ?? '',
      generation,
      now,
      userId: user?.id ?? '',
    })
  } finally {
    await simulator.close()
  }
}

beforeAll(async () => {
  for (const generation of generations) exchanges[generation] = await exercise(generation)
}, 60_000)

describe.each(generations)('%s', (generation) => {
  test('every Social Planner operation is answered with success, except those of Twitter', () => {
    const social = listOperations(generation).filter(({ module }) => module.startsWith('social-'))
    const answered = new Set(exchanges[generation].map(({ operation }) => operation.id))
    const missing = social.map(({ id }) => id).filter((id) => !answered.has(id))
    expect(social).toHaveLength(generation === 'v2' ? 40 : 45)
    expect(missing.every((id) => id.includes('twitter'))).toBe(true)
  })

  test('every answer has the status the spec says', () => {
    const wrong = exchanges[generation].filter(({ operation, status }) => operation.success.status !== status)
    expect(wrong.map(({ operation, status }) => `${operation.id} ${status}`)).toEqual([])
  })

  test('every answer validates against the spec', () => {
    const ajv = newAjv()
    const differences = findDifferences(
      exchanges[generation],
      ({ operation }) => operation.success.schema && resolveSchema(operation, operation.success.schema),
      ajv,
    )
    expect(differences).toEqual([])
  })
})

const publishedFiles: Record<Generation, string> = {
  v2: join(publishedFolder, 'v2', 'apps', 'social-media-posting.json'),
  v3: join(publishedFolder, 'v3', 'apps', 'social-planner-v3.json'),
}

describe.each(generations)('%s as published', (generation) => {
  test.skipIf(!existsSync(publishedFiles[generation]))(
    'answers differ from the published file only where a correction is documented',
    () => {
      const ajv = newAjv()
      const schemaOf = readPublishedAnswers(publishedFiles[generation], ajv)
      const differences = findDifferences(exchanges[generation], schemaOf, ajv)
      const known = knownDeviations.filter(({ generations }) => generations.includes(generation))
      const undocumented = differences.filter((found) => !known.some(({ pattern }) => pattern.test(found)))
      const outlived = known.filter(({ pattern }) => !differences.some((found) => pattern.test(found)))
      expect(undocumented).toEqual([])
      expect(outlived).toEqual([])
    },
  )
})
