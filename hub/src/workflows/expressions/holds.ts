import type { WorkflowCondition } from '../definition/workflow-definition.ts'
import { type Evaluate, evaluateIn, type ExpressionScope, renderValue } from './render-value.ts'

/**
 * Whether a condition holds.
 * @throws `workflows.expression_failed`
 */
export async function holds(
  condition: WorkflowCondition,
  scope: ExpressionScope,
  evaluate: Evaluate,
): Promise<boolean> {
  if ('all' in condition) {
    for (const part of condition.all) if (!(await holds(part, scope, evaluate))) return false
    return true
  }
  if ('any' in condition) {
    for (const part of condition.any) if (await holds(part, scope, evaluate)) return true
    return false
  }
  if ('not' in condition) return !(await holds(condition.not, scope, evaluate))
  if ('expression' in condition)
    return isTrue(await evaluateIn(unwrap(condition.expression), scope, evaluate))
  const [found, wanted] = [
    await evaluateIn(unwrap(condition.field), scope, evaluate),
    await renderValue(condition.value, scope, evaluate),
  ]
  return compare(found, condition.is, wanted)
}

/** As `holds`, at once; undefined where an expression has to be asked of a thread, or fails. */
export function holdsAtOnce(condition: WorkflowCondition, scope: ExpressionScope): boolean | undefined {
  if ('all' in condition) return joined(condition.all, scope, false)
  if ('any' in condition) return joined(condition.any, scope, true)
  if ('not' in condition) {
    const held = holdsAtOnce(condition.not, scope)
    return held === undefined ? undefined : !held
  }
  if ('expression' in condition) return undefined
  let isUnsure = false
  const askNobody: Evaluate = () => {
    isUnsure = true
    return Promise.resolve({ ok: true, value: undefined })
  }
  const found = evaluateIn(unwrap(condition.field), scope, askNobody)
  const wanted = renderValue(condition.value, scope, askNobody)
  return isUnsure ? undefined : compare(found, condition.is, wanted)
}

function joined(
  parts: readonly WorkflowCondition[],
  scope: ExpressionScope,
  decisive: boolean,
): boolean | undefined {
  let isUnsure = false
  for (const part of parts) {
    const held = holdsAtOnce(part, scope)
    if (held === decisive) return decisive
    if (held === undefined) isUnsure = true
  }
  return isUnsure ? undefined : !decisive
}

/** `{{ a.b }}` and `a.b` mean the same where an expression is expected. */
const unwrap = (source: string): string => {
  const inner = /^\s*\{\{(.*)\}\}\s*$/s.exec(source)?.[1]
  return inner === undefined || inner.includes('}}') ? source : inner
}

/** What JSONata takes for true. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue)
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

type Is = Extract<WorkflowCondition, { field: string }>['is']

/** Compares as people mean it: texts without regard to case, numbers and instants by value, lists by their items. */
export function compare(found: unknown, is: Is, wanted: unknown): boolean {
  switch (is) {
    case 'exists':
      return !isEmpty(found)
    case 'missing':
      return isEmpty(found)
    case 'equals':
      return isEqual(found, wanted)
    case 'not_equals':
      return !isEqual(found, wanted)
    case 'contains':
      return contains(found, wanted)
    case 'not_contains':
      return !contains(found, wanted)
    case 'starts_with':
      return lower(found).startsWith(lower(wanted)) && lower(wanted) !== ''
    case 'ends_with':
      return lower(found).endsWith(lower(wanted)) && lower(wanted) !== ''
    case 'in':
      return Array.isArray(wanted) && wanted.some((one) => isEqual(found, one))
    case 'not_in':
      return !(Array.isArray(wanted) && wanted.some((one) => isEqual(found, one)))
    default:
      return isInOrder(found, is, wanted)
  }
}

function isInOrder(found: unknown, is: Is, wanted: unknown): boolean {
  const isTime = is === 'before' || is === 'after'
  const [one, other] = [measure(found, isTime), measure(wanted, isTime)]
  if (Number.isNaN(one) || Number.isNaN(other)) return false
  if (is === 'greater' || is === 'after') return one > other
  if (is === 'at_least') return one >= other
  if (is === 'less' || is === 'before') return one < other
  return one <= other
}

/** A number to compare by: that of a number, or the instant of a time. */
function measure(value: unknown, isTime: boolean): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN
  const number = isTime ? Number.NaN : Number(value)
  return Number.isNaN(number) ? Date.parse(value) : number
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (isPlain(one) && isPlain(other)) return lower(one) === lower(other)
  if ((one ?? null) === null && (other ?? null) === null) return true
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other)
}

function contains(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(found)) {
    const all = Array.isArray(wanted) ? wanted : [wanted]
    return all.every((one) => found.some((item) => isEqual(item, one)))
  }
  return isPlain(found) && lower(wanted) !== '' && lower(found).includes(lower(wanted))
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
const lower = (value: unknown): string => (isPlain(value) ? String(value).toLowerCase() : '')
