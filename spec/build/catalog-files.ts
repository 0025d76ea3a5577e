import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EntryFacts } from '../src/catalog/entry-facts.types.ts'
import { generations } from '../src/load-module.ts'
import type { OperationModule } from '../src/operation.types.ts'
import { formatJson } from './format-json.ts'

/** Text of every data file by its path below the data folder, `v3/contacts.json`. */
export function renderCatalog(modules: OperationModule[]): Map<string, string> {
  return new Map(
    modules.map((module) => [`${module.generation}/${module.module}.json`, `${formatJson(module)}\n`]),
  )
}

/** Text of the file that lists the entries. */
export function renderEntries(entries: EntryFacts[]): string {
  // One line for each, so that a change is one line of a diff.
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`
}

/** Makes a folder hold exactly these modules and entries: files of modules that are gone are removed. */
export function writeCatalog(folder: string, modules: OperationModule[], entries: EntryFacts[]): void {
  for (const generation of generations) rmSync(join(folder, generation), { recursive: true, force: true })
  for (const [path, text] of renderCatalog(modules)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  writeFileSync(join(folder, 'catalog.json'), renderEntries(entries))
}

/** Text of every data file in a folder, by its path below it. */
export function readCatalogFiles(folder: string): Map<string, string> {
  const paths = generations
    .filter((generation) => existsSync(join(folder, generation)))
    .flatMap((generation) => readdirSync(join(folder, generation)).map((name) => `${generation}/${name}`))
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
