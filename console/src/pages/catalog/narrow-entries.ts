import type { CatalogItem } from '@causeway/hub/contract'
import type { CatalogSearch } from '../../search.ts'

type Narrowing = {
  [Name in 'kind' | 'module' | 'access' | 'allowed']?: CatalogSearch[Name] | undefined
}

/** True when the location's connection can use the entry, as far as anybody knows. */
export const isAllowed = ({ kind, tokenClasses, missingScopes, isWithheld }: CatalogItem) =>
  !isWithheld &&
  (kind === 'trigger' || tokenClasses.includes('location')) &&
  (missingScopes === null || missingScopes.length === 0)

/** The entries that pass every filter, in the order they came. */
export const narrowEntries = (entries: CatalogItem[], { kind, module, access, allowed }: Narrowing) =>
  entries.filter(
    (entry) =>
      (kind === undefined || entry.kind === kind) &&
      (module === undefined || entry.module === module) &&
      (access === undefined || entry.access === access) &&
      (allowed === undefined || isAllowed(entry)),
  )

export type ModuleCount = { module: string; title: string; count: number }

/** Modules by title, with how many entries each would show under the other filters. */
export function countModules(entries: CatalogItem[], narrowing: Narrowing): ModuleCount[] {
  const counts = new Map<string, ModuleCount>()
  for (const { module, moduleTitle } of narrowEntries(entries, { ...narrowing, module: undefined })) {
    const counted = counts.get(module)
    if (counted === undefined) counts.set(module, { module, title: moduleTitle, count: 1 })
    else counted.count += 1
  }
  return [...counts.values()].toSorted((one, other) => one.title.localeCompare(other.title))
}
