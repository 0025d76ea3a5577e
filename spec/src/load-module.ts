import { readdirSync, readFileSync } from 'node:fs'
import type { Generation, Operation, OperationModule } from './operation.types.ts'
import { SpecError } from './spec.errors.ts'

/** Both generations, older first. */
export const generations: readonly Generation[] = ['v2', 'v3']

// Facts do not change while a process runs, so keeping them is no state: every reader would read the same.
const loaded = new Map<string, OperationModule>()
const names = new Map<Generation, string[]>()

/** Names of the modules a generation publishes, sorted: `ad-manager`, `affiliate-manager`, … */
export function listModules(generation: Generation): string[] {
  const known = names.get(generation) ?? readModuleNames(generation)
  names.set(generation, known)
  return [...known]
}

/**
 * All facts about one module. Read from disk at the first call and kept: treat the answer as read-only.
 * @throws SpecError `spec.unknown_module` when the generation publishes no such module.
 */
export function loadModule(generation: Generation, module: string): OperationModule {
  const key = `${generation}/${module}`
  const known = loaded.get(key)
  if (known) return known
  if (!listModules(generation).includes(module)) {
    throw new SpecError(
      'spec.unknown_module',
      `GHL publishes no module ${module} in ${generation}`,
      `Use one of listModules('${generation}').`,
    )
  }
  const read = JSON.parse(readFileSync(dataUrl(`${key}.json`), 'utf8')) as OperationModule
  loaded.set(key, read)
  return read
}

/** Every operation of one generation, or of both; loads all modules concerned. */
export function listOperations(generation?: Generation): Operation[] {
  const wanted = generation ? [generation] : generations
  return wanted.flatMap((one) => listModules(one).flatMap((module) => loadModule(one, module).operations))
}

function readModuleNames(generation: Generation): string[] {
  return readdirSync(dataUrl(generation))
    .map((file) => file.replace(/\.json$/, ''))
    .toSorted()
}

function dataUrl(path: string): URL {
  return new URL(`../data/${path}`, import.meta.url)
}
