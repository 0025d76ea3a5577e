import type { MappingDefinition, MappingField, MappingSource } from '@causeway/hub/contract'

/** The kinds of record a mapping can begin with, in the words of the console. */
export const sources: { value: MappingSource['kind']; label: string }[] = [
  { value: 'post', label: 'Posts' },
  { value: 'tag_with_details', label: 'Tags with details' },
  { value: 'tag', label: 'Tags' },
  { value: 'statistic', label: 'Daily statistics' },
  { value: 'account', label: 'Accounts' },
  { value: 'category', label: 'Categories' },
  { value: 'comment', label: 'Comments' },
  { value: 'contact', label: 'Contacts' },
  { value: 'event', label: 'Events' },
]

export const sourceName = (kind: string): string => sources.find(({ value }) => value === kind)?.label ?? kind

/** A mapping to begin with: its key, and nothing else. */
export const firstDefinition = (kind: MappingSource['kind']): MappingDefinition => ({
  source: { kind },
  locationIds: null,
  fields: [{ name: 'id', type: 'string', from: { path: 'id' }, required: true }],
  key: ['id'],
})

/** The name a field gets that is made from a path: `details.owner` becomes `details_owner`, never one that is taken. */
export function nameFromPath(path: string, taken: readonly string[]): string {
  const words = path
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, 50)
  const name = words === '' || /^\d/.test(words) ? `field_${words}` : words
  let free = name
  for (let count = 2; taken.includes(free); count += 1) free = `${name}_${count}`
  return free
}

/** Where a field's value begins, in a few words. */
export function describeFrom({ from }: MappingField): string {
  if ('path' in from) return from.path
  if ('paths' in from) return from.paths.join(' + ')
  if ('template' in from) return 'a template'
  if ('expression' in from) return 'an expression'
  return JSON.stringify(from.constant) ?? 'nothing'
}
