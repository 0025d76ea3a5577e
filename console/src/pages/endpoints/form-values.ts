import type { EventCondition } from '@causeway/hub/contract'

/** Types of events to choose from: groups, then what is in them. */
export function offeredTypes(triggers: readonly { id: string; source: string | null }[]): string[] {
  const types = triggers.flatMap(({ id, source }) =>
    source === 'webhook' || source === 'derived' ? [id] : [],
  )
  const groups = new Set(types.map((type) => `${type.slice(0, type.indexOf('.'))}.*`))
  return [...new Set([...groups, ...types])].toSorted()
}

export const tests: { value: EventCondition['test']; label: string }[] = [
  { value: 'equals', label: 'is' },
  { value: 'differs', label: 'is not' },
  { value: 'contains', label: 'contains' },
  { value: 'one_of', label: 'is one of' },
  { value: 'greater', label: 'is greater than' },
  { value: 'less', label: 'is less than' },
  { value: 'exists', label: 'is there' },
  { value: 'is_missing', label: 'is missing' },
]

/** What a condition compares with, as it is typed: lists with commas. */
export function valueText({ value }: EventCondition): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** What was typed, as the hub takes it. */
export function readValue(test: EventCondition['test'], text: string): Pick<EventCondition, 'value'> {
  if (test === 'exists' || test === 'is_missing') return {}
  if (test !== 'one_of') return { value: text }
  const parts = text.split(',').map((part) => part.trim())
  return { value: parts.filter((part) => part !== '') }
}

/** Reads a "Name: value" a line; null when a line is neither empty nor that. */
export function readHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const match = /^\s*([^\s:]+)\s*:\s*(.+?)\s*$/.exec(line)
    if (match === null) return null
    headers[match[1]!] = match[2]!
  }
  return headers
}
