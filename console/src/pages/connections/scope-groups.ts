import type { CatalogItem } from '@causeway/hub/contract'

/** A scope and what it opens, by title. */
export type ScopeChoice = { scope: string; opens: string[] }
export type ScopeGroup = { module: string; title: string; scopes: ScopeChoice[] }

const isUsual = (scope: string) =>
  scope.startsWith('socialplanner/') ||
  ['contacts.readonly', 'locations.readonly', 'oauth.readonly', 'oauth.write'].includes(scope)

/** Every scope that an operation asks for, in the module that asks for it first. */
export function scopeGroups(entries: readonly CatalogItem[]): ScopeGroup[] {
  const opens = new Map<string, ScopeChoice & { module: string; title: string }>()
  for (const { kind, module, moduleTitle, title, scopes } of entries) {
    if (kind !== 'operation') continue
    for (const scope of scopes) {
      const known = opens.get(scope) ?? { scope, opens: [], module, title: moduleTitle }
      known.opens.push(title)
      opens.set(scope, known)
    }
  }
  const groups = Map.groupBy(opens.values(), ({ module }) => module)
  return [...groups].map(([module, found]) => ({
    module,
    title: found[0]?.title ?? module,
    scopes: found
      .map(({ scope, opens: titles }) => ({ scope, opens: titles }))
      .toSorted((one, other) => one.scope.localeCompare(other.scope, 'en')),
  }))
}

/**
 * What most apps want: the whole Social Planner, contacts to read, and what names locations and reaches those of a
 * company.
 */
export const usualScopes = (groups: readonly ScopeGroup[]): string[] =>
  groups.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)).filter(isUsual)

/** The groups whose module, scopes or operations have the words, each with the scopes that do. */
export function narrowGroups(groups: readonly ScopeGroup[], words: string): ScopeGroup[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return [...groups]
  const has = (text: string) => text.toLowerCase().includes(wanted)
  return groups.flatMap((group) => {
    const scopes = has(group.title)
      ? group.scopes
      : group.scopes.filter(({ scope, opens }) => has(scope) || opens.some(has))
    return scopes.length === 0 ? [] : [{ ...group, scopes }]
  })
}
