import type { CatalogItem } from '@causeway/hub/contract'
import { eventGroups } from './describe-event.ts'

export type TypeOption = { value: string; label: string }
export type TypeGroup = { group: string; items: TypeOption[] }

/** What the log can be narrowed to: whole kinds first, then each type of the catalog under its module. */
export function listTypeOptions(triggers: readonly CatalogItem[], chosen: readonly string[]): TypeGroup[] {
  const types = triggers.filter(({ source }) => source === 'derived' || source === 'webhook')
  const known = new Set(eventGroups.map(({ value }) => value))
  const kinds = [...new Set(types.map(({ id }) => `${id.slice(0, id.indexOf('.'))}.*`))]
    .filter((value) => !known.has(value))
    .map((value) => ({ value, label: wordsOf(value.slice(0, -2)) }))
    .toSorted((one, other) => one.label.localeCompare(other.label))
  const groups = [
    { group: 'Everything about', items: [...eventGroups, ...kinds] },
    ...[...Map.groupBy(types, ({ moduleTitle }) => moduleTitle)].map(([group, items]) => ({
      group,
      items: items.map(({ id, title }) => ({ value: id, label: title })),
    })),
  ]
  // An address may name a type that the catalog does not: it stays in the field, to be taken out.
  const listed = new Set(groups.flatMap(({ items }) => items.map(({ value }) => value)))
  const others = chosen.filter((value) => !listed.has(value)).map((value) => ({ value, label: value }))
  return others.length === 0 ? groups : [{ group: 'Chosen', items: others }, ...groups]
}

const wordsOf = (kind: string): string => {
  const words = kind.replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Options whose name or type has all the words. */
export function narrowOptions(groups: readonly TypeGroup[], search: string): TypeGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return groups
    .map(({ group, items }) => ({
      group,
      items: items.filter(({ value, label }) =>
        words.every((word) => `${label} ${value} ${group}`.toLowerCase().includes(word)),
      ),
    }))
    .filter(({ items }) => items.length > 0)
}
