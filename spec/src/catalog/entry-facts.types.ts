import type { OperationEntry } from './catalog.types.ts'

/** What `data/catalog.json` holds of each entry: all but the words. */
export type EntryFacts = Omit<OperationEntry, 'kind' | 'title' | 'summary' | 'keywords'>
