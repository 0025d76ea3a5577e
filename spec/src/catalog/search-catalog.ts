import { catalogIndex, type CatalogIndex } from './catalog-index.ts'
import type { CatalogEntry, CatalogHit, TriggerSource } from './catalog.types.ts'
import { synonyms } from './search-synonyms.ts'
import { isOneLetterOff, searchWords, stem } from './search-words.ts'

/** What hits must be. */
export interface CatalogFilter {
  kind?: CatalogEntry['kind'] | undefined
  module?: string | undefined
  access?: 'read' | 'write' | undefined
  source?: TriggerSource | undefined
}

/** How sure a word of the catalog is meant by a word of the query. */
const sureness = { same: 1, synonym: 0.55, beginning: 0.7, oneLetterOff: 0.5 }
const perfect = 1000
const synonymsByStem = new Map(
  Object.entries(synonyms).map(([word, others]) => [stem(word), others.flatMap(searchWords)]),
)

/**
 * The entries that fit a query, best first: words in any form, with a letter wrong, ids of any generation, paths with
 * or without method, and the CRM's own ids in camelCase or with hyphens. An empty query gives all entries as they come.
 */
export function searchCatalog(query: string, filter: CatalogFilter = {}): CatalogHit[] {
  const index = catalogIndex()
  const scores = query.trim() === '' ? index.entries.map(() => 1) : scoreEntries(index, query.trim())
  return index.entries
    .map((entry, position) => ({ entry, score: scores[position] ?? 0 }))
    .filter(({ entry, score }) => score > 0 && passes(entry, filter))
    .toSorted((left, right) => right.score - left.score)
}

function passes(entry: CatalogEntry, { kind, module, access, source }: CatalogFilter): boolean {
  if (kind !== undefined && entry.kind !== kind) return false
  if (module !== undefined && entry.module !== module) return false
  if (access !== undefined && (entry.kind !== 'operation' || entry.access !== access)) return false
  return source === undefined || (entry.kind === 'trigger' && entry.source === source)
}

function scoreEntries(index: CatalogIndex, query: string): number[] {
  const words = [...new Set(searchWords(query))]
  const scores = index.entries.map(() => 0)
  const found = index.entries.map(() => 0)
  for (const word of words) {
    for (const [entry, weight] of bestOfWord(index, word)) {
      scores[entry] = (scores[entry] ?? 0) + weight
      found[entry] = (found[entry] ?? 0) + 1
    }
  }
  const exact = exactlyMeant(query)
  return index.entries.map((entry, position) => {
    const share = (found[position] ?? 0) / Math.max(words.length, 1)
    const byWords = (scores[position] ?? 0) * share * share * standing(index, entry, position, query)
    return byWords + exact(entry)
  })
}

/** What a word of the query gives to each entry, by the best word of the catalog that it may mean. */
function bestOfWord(index: CatalogIndex, word: string): Map<number, number> {
  const best = new Map<number, number>()
  for (const [meant, sure] of wordsMeant(index, word)) {
    const postings = index.postings.get(meant) ?? []
    // A rare word tells more than one that half of the entries have.
    const rarity = Math.log(1 + index.entries.length / postings.length)
    for (const { entry, weight } of postings) {
      best.set(entry, Math.max(best.get(entry) ?? 0, weight * sure * rarity))
    }
  }
  return best
}

function wordsMeant(index: CatalogIndex, word: string): Map<string, number> {
  const meant = new Map<string, number>()
  const add = (one: string, sure: number) => {
    if (index.postings.has(one)) meant.set(one, Math.max(meant.get(one) ?? 0, sure))
  }
  add(word, sureness.same)
  for (const other of synonymsByStem.get(word) ?? []) add(other, sureness.synonym)
  for (const longer of beginningWith(index.words, word)) {
    add(longer, sureness.beginning * (word.length / longer.length))
  }
  if (word.length >= 4 && !index.postings.has(word)) {
    for (const near of index.words) if (isOneLetterOff(word, near)) add(near, sureness.oneLetterOff)
    for (const [near, others] of synonymsByStem) {
      if (isOneLetterOff(word, near))
        for (const one of others) add(one, sureness.oneLetterOff * sureness.synonym)
    }
  }
  return meant
}

function beginningWith(words: readonly string[], start: string): string[] {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle] ?? '') < start) low = middle + 1
    else high = middle
  }
  const found: string[] = []
  for (let position = low; words[position]?.startsWith(start) === true; position += 1) {
    found.push(words[position] ?? '')
  }
  return found
}

/** What an entry has for itself whatever the words: the whole phrase, a short title, a module that many use. */
function standing(index: CatalogIndex, entry: CatalogEntry, position: number, query: string): number {
  const phrase = index.phrases[position] ?? ''
  const said = query.toLowerCase()
  const asPhrase = !said.includes(' ')
    ? 1
    : phrase.includes(`|${said}|`)
      ? 2
      : phrase.includes(said)
        ? 1.3
        : 1
  // Who names a thing and nothing to do with it wants to see what there is of it.
  const asList = /^(List|Search) /.test(entry.title) && !said.includes(' ') ? 1.25 : 1
  const brevity = 1 + 1 / (2 + (index.titleLengths[position] ?? 1))
  // Entries come by module, those that most people use first.
  const order = 1.15 - 0.15 * (position / index.entries.length)
  const isOld = entry.kind === 'operation' && (entry.isDeprecated || entry.title.endsWith('(old path)'))
  return asPhrase * asList * brevity * order * (isOld ? 0.6 : 1)
}

/** Ids and paths: who types one wants that entry. */
function exactlyMeant(query: string): (entry: CatalogEntry) => number {
  const id = query.toLowerCase()
  const name = query.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  const [, method, path] = /^(?:(get|post|put|patch|delete)\s+)?(\/\S*)$/i.exec(query) ?? []
  const shape = path === undefined ? undefined : shapeOf(path)
  return (entry) => {
    if (entry.id === id) return 2 * perfect
    if (entry.kind === 'trigger') return entry.webhook?.event.toLowerCase() === id ? perfect : 0
    const ids = Object.values(entry.operationIds)
    if (ids.includes(id)) return 2 * perfect
    if (shape !== undefined) return pathScore(entry.path, entry.method, shape, method)
    const names = [entry.id, ...ids].map((one) => one.slice(one.lastIndexOf('.') + 1))
    return names.includes(name) ? perfect : 0
  }
}

function pathScore(path: string, method: string, wanted: string, wantedMethod: string | undefined): number {
  if (wantedMethod !== undefined && method !== wantedMethod.toUpperCase()) return 0
  const shape = shapeOf(path)
  if (shape === wanted) return perfect
  if (!shape.startsWith(wanted)) return shape.includes(wanted) ? perfect / 4 : 0
  return (perfect / 2) * (wanted.length / shape.length)
}

/** `/contacts/{contactId}/`, `/contacts/:id` and `/contacts/{id}?x=1` are the same. */
function shapeOf(path: string): string {
  const [plain = ''] = path.split('?')
  return plain
    .replaceAll(/\{\w*\}|:\w+/g, '{}')
    .replace(/(?<=.)\/$/, '')
    .toLowerCase()
}
