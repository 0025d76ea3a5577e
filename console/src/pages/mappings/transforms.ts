import type { MappingTransform } from '@causeway/hub/contract'

/** What can be done to a value. */
export const transforms: { use: MappingTransform['use']; label: string }[] = [
  { use: 'join', label: 'Join a list' },
  { use: 'split', label: 'Split a text' },
  { use: 'date', label: 'Date and time zone' },
  { use: 'number', label: 'Read a number' },
  { use: 'lookup', label: 'Look up in a table' },
  { use: 'case', label: 'Upper, lower, trim' },
  { use: 'replace', label: 'Replace' },
  { use: 'template', label: 'Template (Liquid)' },
  { use: 'expression', label: 'Expression (JSONata)' },
]

export const transformName = (use: MappingTransform['use']): string =>
  transforms.find((each) => each.use === use)!.label

/** A step as it is added, before anything is chosen. */
export function newTransform(use: MappingTransform['use']): MappingTransform {
  if (use === 'join') return { use, separator: ', ' }
  if (use === 'split') return { use, separator: ',' }
  if (use === 'lookup') return { use, table: {}, otherwise: 'keep' }
  if (use === 'case') return { use, to: 'lower' }
  if (use === 'replace') return { use, find: '', with: '' }
  if (use === 'template') return { use, template: '{{ value }}' }
  if (use === 'expression') return { use, expression: 'value' }
  return { use }
}

/** A look-up table as lines `key = value`. */
export const writeTable = (table: Record<string, unknown>): string =>
  Object.entries(table)
    .map(([key, value]) => `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n')

/** Lines `key = value` as a table; lines without a key are left out. */
export const readTable = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [key = '', ...rest] = line.split('=')
      return key.trim() === '' || rest.length === 0 ? [] : [[key.trim(), rest.join('=').trim()]]
    }),
  )
