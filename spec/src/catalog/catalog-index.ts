import { catalogModules } from './catalog-modules.ts'
import type { CatalogEntry } from './catalog.types.ts'
import { listEntries } from './list-entries.ts'
import { listTriggers } from './list-triggers.ts'
import { searchWords } from './search-words.ts'

/** Where a word stands: which entry, and how much it says there. */
export interface Posting {
  entry: number
  weight: number
}

/** All entries, ready to be searched. */
export interface CatalogIndex {
  entries: readonly CatalogEntry[]
  /** Titles and keywords in small letters, to look phrases up. */
  phrases: readonly string[]
  /** How many words a title has: a short title that fits is the better hit. */
  titleLengths: readonly number[]
  postings: ReadonlyMap<string, readonly Posting[]>
  /** All words, sorted, to look beginnings up. */
  words: readonly string[]
}

const weights = { title: 6, keywords: 4, name: 4, path: 2, module: 2, summary: 1.5 }

let index: CatalogIndex | undefined

/** Built at the first search and kept: a few hundred kilobytes. */
export function catalogIndex(): CatalogIndex {
  index ??= buildIndex([...listEntries(), ...listTriggers()])
  return index
}

function buildIndex(entries: CatalogEntry[]): CatalogIndex {
  const postings = new Map<string, Posting[]>()
  for (const [position, entry] of entries.entries()) {
    for (const [word, weight] of weigh(entry)) {
      const list = postings.get(word) ?? []
      list.push({ entry: position, weight })
      postings.set(word, list)
    }
  }
  return {
    entries,
    phrases: entries.map(({ title, keywords }) => `|${[title, ...keywords].join('|').toLowerCase()}|`),
    titleLengths: entries.map(({ title }) => searchWords(title).length),
    postings,
    words: [...postings.keys()].toSorted(),
  }
}

const moduleTitles = new Map(catalogModules.map(({ module, title }) => [module, title]))

/** The words of an entry with the most that each says. */
function weigh(entry: CatalogEntry): Map<string, number> {
  const said = new Map<string, number>()
  const say = (text: string, weight: number) => {
    for (const word of searchWords(text)) said.set(word, Math.max(said.get(word) ?? 0, weight))
  }
  say(entry.summary, weights.summary)
  say(`${entry.module} ${moduleTitles.get(entry.module) ?? ''}`, weights.module)
  if (entry.kind === 'operation') {
    say(entry.path, weights.path)
    for (const id of Object.values(entry.operationIds)) say(id.split('.')[2] ?? '', weights.name)
  } else {
    say(entry.webhook?.event ?? '', weights.name)
  }
  say(entry.id.slice(entry.id.indexOf('.') + 1), weights.name)
  say(entry.keywords.join(' '), weights.keywords)
  say(entry.title, weights.title)
  return said
}
