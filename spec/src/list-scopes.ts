import { readFileSync } from 'node:fs'

// Facts do not change while a process runs, so keeping them is no state.
let scopes: readonly string[] | undefined

/**
 * Every scope that some operation of either generation asks for, sorted. Reads one small file, no schemas: treat the
 * answer as read-only.
 */
export function listScopes(): readonly string[] {
  scopes ??= JSON.parse(
    readFileSync(new URL('../data/scopes.json', import.meta.url), 'utf8'),
  ) as readonly string[]
  return scopes
}

/** Scopes of the Social Planner that operations ask for, sorted: what a connection needs to read and write all of it. */
export function socialScopes(): string[] {
  return listScopes().filter((scope) => scope.startsWith('socialplanner/'))
}
