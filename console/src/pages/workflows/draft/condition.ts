/** How two values can be compared, in words. */
export const comparisonWords: Record<string, string> = {
  equals: 'is',
  not_equals: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  in: 'is one of',
  not_in: 'is none of',
  greater: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  before: 'is before',
  after: 'is after',
  exists: 'is there',
  missing: 'is missing',
}

const numeric = new Set(['greater', 'at_least', 'less', 'at_most'])
const listed = new Set(['in', 'not_in'])
export const needsValue = (is: string) => is !== 'exists' && is !== 'missing'

export type ConditionRow = { field: string; is: string; value?: unknown } | { expression: string }
export type ConditionGroup = { mode: 'all' | 'any'; rows: ConditionRow[] }

const isRow = (condition: unknown): condition is ConditionRow =>
  typeof condition === 'object' &&
  condition !== null &&
  ('expression' in condition || ('field' in condition && 'is' in condition))

/** A condition as rows that all or any must hold; undefined when it is more than that. */
export function readCondition(condition: unknown): ConditionGroup | undefined {
  if (condition === undefined || condition === null) return { mode: 'all', rows: [] }
  if (isRow(condition)) return { mode: 'all', rows: [condition] }
  for (const mode of ['all', 'any'] as const) {
    const inner = (condition as Record<string, unknown>)[mode]
    if (Array.isArray(inner) && inner.every(isRow)) return { mode, rows: inner }
  }
  return undefined
}

/** The condition that rows stand for; undefined without rows. */
export function writeCondition({ mode, rows }: ConditionGroup): unknown {
  if (rows.length === 0) return undefined
  return rows.length === 1 ? rows[0] : { [mode]: rows }
}

/** What was typed, as the comparison wants it. */
export function readValue(is: string, typed: string): unknown {
  if (listed.has(is)) {
    return typed.includes('{{')
      ? typed
      : typed
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== '')
  }
  if (numeric.has(is) && /^-?\d+(\.\d+)?$/.test(typed.trim())) return Number(typed)
  return typed
}

/** A value as one types it. */
export function writeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(writeValue).join(', ')
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A condition as a sentence. */
export function describeCondition(condition: unknown): string {
  if (typeof condition !== 'object' || condition === null) return 'Say what must hold'
  const parts = condition as Record<string, unknown>
  if (typeof parts['expression'] === 'string') return parts['expression']
  if (typeof parts['field'] === 'string' && typeof parts['is'] === 'string') {
    const words = comparisonWords[parts['is']] ?? parts['is']
    const value = needsValue(parts['is']) ? ` ${writeValue(parts['value'])}` : ''
    return `${parts['field'].replace(/^event\.data\./, '')} ${words}${value}`
  }
  for (const [mode, join] of [
    ['all', ' and '],
    ['any', ' or '],
  ] as const) {
    const inner = parts[mode]
    if (Array.isArray(inner)) return inner.map(describeCondition).join(join)
  }
  return 'not' in parts ? `not (${describeCondition(parts['not'])})` : 'Say what must hold'
}
