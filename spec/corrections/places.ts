import type { Generation } from '../src/operation.types.ts'
import type { SchemaPlace } from './correction.types.ts'

/** The Social Planner is published under another name in each generation. */
const socialModules = { v2: 'social-media-posting', v3: 'social-planner' } as const

/** Ids of Social Planner operations by their names in both generations. */
export function socialOperations(generations: Generation[], names: string[]): string[] {
  return generations.flatMap((generation) =>
    names.map((name) => `${generation}.${socialModules[generation]}.${name}`),
  )
}

/** A definition that the Social Planner publishes under one name in the given generations. */
export function socialDefinition(
  generations: Generation[],
  definition: string,
  ...path: string[]
): SchemaPlace[] {
  return generations.map((generation) => ({
    generation,
    module: socialModules[generation],
    definition,
    path,
  }))
}

/** The statistics answer, which both generations publish without a name. */
export function statisticsAnswer(generations: Generation[], ...path: string[]): SchemaPlace[] {
  const ids = {
    v2: 'v2.social-media-posting.get-social-media-statistics',
    v3: 'v3.social-planner.get-statistics',
  }
  return generations.map((generation) => ({ operation: ids[generation], part: 'success', path }))
}
