import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Generation, listOperations, resolveSchema } from '@causeway/spec'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSimulator, demoPrivateTokens } from '../src/index.ts'
import { exerciseCrm } from './exercise-crm.ts'
import type { Exchange } from './exercise-social.ts'
import { findDifferences, newAjv, publishedFolder, readPublishedAnswers } from './find-differences.ts'
import { knownCrmDeviations } from './known-deviations.ts'

const now = new Date('2026-11-23T12:00:00Z')
const generations: Generation[] = ['v2', 'v3']

/** Every operation of these has a handler with state. */
const modules = [
  'businesses',
  'campaigns',
  'companies',
  'contacts',
  'conversations',
  'forms',
  'locations',
  'surveys',
  'users',
  'workflows',
]

const exchanges: Record<Generation, Exchange[]> = { v2: [], v3: [] }

/** Each generation in a world of its own, so that neither finds what the other has made. */
async function exercise(generation: Generation): Promise<Exchange[]> {
  const simulator = await createSimulator({ port: 0, now, limits: 'off', scale: 'small' })
  const location =
    simulator.world.locations.find(({ name }) => name === 'Northgate Outfitters') ??
    expect.unreachable('the world has its large location')
  try {
    return await exerciseCrm(
      {
        url: simulator.url,
        token: demoPrivateTokens.location,
        companyToken: demoPrivateTokens.company,
        locationId: location.id,
        companyId: location.companyId,
        generation,
        now,
      },
      simulator.crm.contentsOf(location.id).providers.map((provider) => ({ ...provider })),
    )
  } finally {
    await simulator.close()
  }
}

beforeAll(async () => {
  for (const generation of generations) exchanges[generation] = await exercise(generation)
}, 120_000)

describe.each(generations)('%s', (generation) => {
  test.each(modules)('every operation of %s is answered with success', (module) => {
    const answered = new Set(exchanges[generation].map(({ operation }) => operation.id))
    const operations = listOperations(generation).filter((operation) => operation.module === module)
    expect(operations.map(({ id }) => id).filter((id) => !answered.has(id))).toEqual([])
    expect(operations.length).toBeGreaterThan(0)
  })

  test('every answer has the status the spec says', () => {
    const wrong = exchanges[generation].filter(({ operation, status }) => operation.success.status !== status)
    expect(wrong.map(({ operation, status }) => `${operation.id} ${status}`)).toEqual([])
  })

  test('every answer validates against the spec', () => {
    const differences = findDifferences(
      exchanges[generation],
      ({ operation }) => operation.success.schema && resolveSchema(operation, operation.success.schema),
      newAjv(),
    )
    expect(differences).toEqual([])
  })
})

const publishedFile = (generation: Generation, module: string): string =>
  join(publishedFolder, generation, 'apps', generation === 'v2' ? `${module}.json` : `${module}-v3.json`)

describe.each(generations)('as published in %s', (generation) => {
  for (const module of modules) {
    const file = publishedFile(generation, module)
    test.skipIf(!existsSync(file))(
      `answers of ${module} differ from the published file only where it is known to be wrong`,
      () => {
        const ajv = newAjv()
        const own = exchanges[generation].filter(({ operation }) => operation.module === module)
        const differences = findDifferences(own, readPublishedAnswers(file, ajv), ajv)
        const known = knownCrmDeviations.filter(
          ({ generations: named, module: of }) => named.includes(generation) && of === module,
        )
        expect(differences.filter((found) => !known.some(({ pattern }) => pattern.test(found)))).toEqual([])
        expect(known.filter(({ pattern }) => !differences.some((found) => pattern.test(found)))).toEqual([])
      },
    )
  }
})
