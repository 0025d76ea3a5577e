import { readFileSync } from 'node:fs'
import { wording } from '../../wording/index.ts'
import { findOperation } from '../find-operation.ts'
import type { Operation } from '../operation.types.ts'
import type { CatalogEntry, OperationEntry } from './catalog.types.ts'
import type { EntryFacts } from './entry-facts.types.ts'
import { generateWording } from './generate-wording.ts'

// Facts do not change while a process runs, so keeping them is no state.
let entries: readonly OperationEntry[] | undefined
let byId: ReadonlyMap<string, OperationEntry> | undefined

/**
 * Every call the CRM offers, by module and path: what both generations offer stands once. Reads one small file at the
 * first call and no schemas; treat the answer as read-only.
 */
export function listEntries(): readonly OperationEntry[] {
  entries ??= readFacts().map(withWords)
  return entries
}

/**
 * The entry with this id: a call by the entry's id (`contacts.get-contact`) or by that of one generation's operation
 * (`v3.contacts.get-contact`). Undefined when there is none.
 */
export function findOperationEntry(id: string): OperationEntry | undefined {
  byId ??= new Map(
    listEntries().flatMap((entry) =>
      [entry.id, ...Object.values(entry.operationIds)].map((one) => [one, entry]),
    ),
  )
  return byId.get(id)
}

/** The entry an operation belongs to. */
export function entryOf(operation: Operation): OperationEntry {
  const entry = findOperationEntry(operation.id)
  if (!entry) throw new Error(`The catalog has no entry for ${operation.id}: npm run spec makes it`)
  return entry
}

/** The operations behind an entry, newest generation first; loads the modules they are in. Triggers have none. */
export function operationsOf(entry: CatalogEntry): Operation[] {
  if (entry.kind === 'trigger') return []
  const { v3, v2 } = entry.operationIds
  return [v3, v2].flatMap((id) => {
    const operation = id === undefined ? undefined : findOperation(id)
    return operation ? [operation] : []
  })
}

function readFacts(): EntryFacts[] {
  return JSON.parse(readFileSync(new URL('../../data/catalog.json', import.meta.url), 'utf8')) as EntryFacts[]
}

function withWords(facts: EntryFacts): OperationEntry {
  const name = facts.id.slice(facts.module.length + 1)
  const { title, summary, keywords = [] } = wording[facts.module]?.[name] ?? generateWording(facts)
  return { kind: 'operation', ...facts, title, summary, keywords }
}
