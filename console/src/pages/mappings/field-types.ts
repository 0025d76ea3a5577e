import type { MappingField } from '@causeway/hub/contract'

/** The types a field can have, in the words of the console. */
export const fieldTypes: { value: MappingField['type']; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'datetime', label: 'Date and time' },
  { value: 'list', label: 'List' },
  { value: 'json', label: 'Any JSON' },
]

export const typeName = (type: MappingField['type']): string =>
  fieldTypes.find(({ value }) => value === type)!.label
