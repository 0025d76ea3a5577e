/** About 6000 tokens: enough for a page of records, and no agent's memory is flooded by one answer. */
export const longestAnswer = 24_000

/** How much of lists, texts and nesting is shown, from most to least. */
const steps = [
  { items: 200, characters: 4000, levels: 20 },
  { items: 100, characters: 1000, levels: 12 },
  { items: 50, characters: 500, levels: 10 },
  { items: 20, characters: 300, levels: 8 },
  { items: 10, characters: 150, levels: 6 },
  { items: 5, characters: 100, levels: 5 },
  { items: 2, characters: 60, levels: 4 },
]

export interface FittedAnswer {
  value: unknown
  /** What was left out; undefined: nothing. */
  cut?: string
}

/** Cuts a JSON value down until its text is short enough, everywhere by the same measure, and says by which. */
export function fitAnswer(value: unknown, longest = longestAnswer): FittedAnswer {
  if (lengthOf(value) <= longest) return { value }
  for (const step of steps) {
    const shown = cutDown(value, step, 0)
    if (lengthOf(shown) <= longest)
      return {
        value: shown,
        cut: `Lists end after ${step.items} items, texts after ${step.characters} characters. Ask for smaller pages, or name the "fields" you need.`,
      }
  }
  return {
    value: (JSON.stringify(value) ?? '').slice(0, longest / 2),
    cut: 'The answer is far too long: this is its beginning, as text. Name the "fields" you need.',
  }
}

const lengthOf = (value: unknown): number => (JSON.stringify(value) ?? '').length

function cutDown(value: unknown, step: (typeof steps)[number], level: number): unknown {
  if (typeof value === 'string') return cutText(value, step.characters)
  if (typeof value !== 'object' || value === null) return value
  if (level >= step.levels) return '…'
  if (Array.isArray(value)) {
    const shown = value.slice(0, step.items).map((item: unknown) => cutDown(item, step, level + 1))
    return shown.length < value.length ? [...shown, `… ${value.length - shown.length} more`] : shown
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutDown(item, step, level + 1)]))
}

const cutText = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`

/**
 * Keeps only some fields of a JSON value. A path goes through lists as if they were not there: `contacts.email` keeps
 * the address of every contact.
 */
export function pickFields(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => pickFields(item, paths))
  if (typeof value !== 'object' || value === null) return value
  const wanted = Map.groupBy(paths, (path) => path.split('.', 1)[0]!)
  const kept: Record<string, unknown> = {}
  for (const [name, own] of wanted) {
    if (!Object.hasOwn(value, name)) continue
    const inner: unknown = (value as Record<string, unknown>)[name]
    const deeper = own.filter((path) => path.length > name.length).map((path) => path.slice(name.length + 1))
    kept[name] = deeper.length < own.length ? inner : pickFields(inner, deeper)
  }
  return kept
}
