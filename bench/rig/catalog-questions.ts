import { catalogModules, listEntries, listTriggers } from '@causeway/spec'

const always = [
  'send sms',
  'followers last month',
  'tags',
  'social tags',
  'bulk tags',
  'new lead',
  'every day',
]

/**
 * What people type into the search of the catalog, in an order of chance: words and word pairs of titles, the same
 * with a letter wrong or not finished yet, names of modules, ids, paths, and sentences.
 */
export function catalogQuestions(count: number, chance: () => number): string[] {
  const entries = [...listEntries(), ...listTriggers()]
  const oneOf = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(chance() * items.length)]
    if (item === undefined) throw new Error('There is nothing to choose from')
    return item
  }
  const wordsOfOne = () => oneOf(entries).title.split(/\W+/).filter(Boolean)
  const pair = () => `${oneOf(wordsOfOne())} ${oneOf(wordsOfOne())}`
  const kinds: (() => string)[] = [
    () => oneOf(wordsOfOne()),
    pair,
    () => misspelt(pair(), chance),
    () => misspelt(oneOf(wordsOfOne()), chance),
    () => oneOf(wordsOfOne()).slice(0, 1 + Math.floor(chance() * 4)),
    () => oneOf(entries).title,
    () => oneOf(entries).summary.slice(0, 120),
    () => oneOf(catalogModules).title,
    () => oneOf(entries).id,
    () => oneOf(listEntries()).path,
    () => oneOf(always),
  ]
  return Array.from({ length: count }, (_, turn) => (kinds[turn % kinds.length] ?? pair)())
}

/** One letter left out, doubled, changed, or in the place of its neighbour. */
function misspelt(text: string, chance: () => number): string {
  const at = Math.floor(chance() * text.length)
  const [before, letter, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
  const slips = [
    before + after,
    before + letter + letter + after,
    `${before}e${after}`,
    before + after.slice(0, 1) + letter + after.slice(1),
  ]
  return slips[Math.floor(chance() * slips.length)] ?? text
}
