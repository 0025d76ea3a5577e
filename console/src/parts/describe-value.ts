const labels: Record<string, string> = {
  summary: 'Text',
  accountIds: 'Accounts',
  tagIds: 'Tags',
  categoryId: 'Category',
  displayAt: 'Shown on',
  insights: 'Reactions',
  createdBy: 'Written by',
  parentPostId: 'Part of',
}

/** A field's name as a person would say it: `scheduledAt` becomes `Scheduled at`. */
export function fieldLabel(field: string): string {
  const known = labels[field]
  if (known !== undefined) return known
  const words = field
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Any value of a record as short text. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(describeValue).join(', ')
  return Object.entries(value)
    .map(([name, part]) => `${fieldLabel(name).toLowerCase()} ${describeValue(part)}`)
    .join(', ')
}
