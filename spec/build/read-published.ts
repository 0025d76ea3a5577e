import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generations } from '../src/load-module.ts'
import type { Generation } from '../src/operation.types.ts'
import type { PublishedFile, PublishedSchema } from './published.types.ts'

/** One published file with the name its operations are catalogued under. */
export interface PublishedModule {
  generation: Generation
  module: string
  file: PublishedFile
  /** Schemas shared by all files of the generation, which references reach as `../common/…`. */
  common: Record<string, PublishedSchema>
}

/** Reads every published file of both generations, from `<folder>/{v2,v3}/apps` or a clone of GHL's repository. */
export function readPublished(folder: string): PublishedModule[] {
  return generations.flatMap((generation) => readGeneration(folder, generation))
}

function readGeneration(folder: string, generation: Generation): PublishedModule[] {
  const apps = appsFolder(folder, generation)
  const common = readCommon(apps)
  return readdirSync(apps)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      generation,
      module: name.replace(/(-v3)?\.json$/, ''),
      file: readFile(join(apps, name)),
      common,
    }))
}

/** GHL's own repository keeps v2 in `apps` and v3 in `apps/v3`. */
function appsFolder(folder: string, generation: Generation): string {
  const separate = join(folder, generation, 'apps')
  const cloned = generation === 'v2' ? join(folder, 'apps') : join(folder, 'apps', generation)
  const found = [separate, cloned].find((place) => existsSync(place))
  if (!found) throw new Error(`No published files of ${generation}: looked at ${separate} and ${cloned}`)
  return found
}

/** The shared file lies beside the published files or one folder deeper, whatever their references say. */
function readCommon(apps: string): Record<string, PublishedSchema> {
  const places = ['common', '../common'].map((place) => join(apps, place, 'common-schemas.json'))
  const found = places.find((place) => existsSync(place))
  if (!found) throw new Error(`No common-schemas.json: looked at ${places.join(' and ')}`)
  return readFile(found).components?.schemas ?? {}
}

function readFile(path: string): PublishedFile {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PublishedFile
  } catch (cause) {
    throw new Error(`${path} is not readable JSON`, { cause })
  }
}
