import type { Draft, DraftStep } from './draft.types.ts'
import { listSteps } from './edit-draft.ts'

export type DraftChange = {
  kind: 'added' | 'removed' | 'changed' | 'moved'
  /** The step it is about; undefined: the workflow itself. */
  step: DraftStep | undefined
  /** Of a change: which field. */
  field?: string
  before?: unknown
  after?: unknown
}

/** Fields that hold steps are told step by step. */
const nested = new Set(['do', 'else', 'otherwise', 'onError', 'steps', 'cases'])

/** What differs between two definitions, told by step, so that a moved step is no other step. */
export function diffDrafts(before: Draft, after: Draft): DraftChange[] {
  const old = new Map(listSteps(before).map((place) => [place.step.id, place]))
  const now = new Map(listSteps(after).map((place) => [place.step.id, place]))
  return [
    ...fieldChanges(undefined, before, after),
    ...[...now.values()].flatMap(({ step, list, index }): DraftChange[] => {
      const was = old.get(step.id)
      if (was === undefined) return [{ kind: 'added', step }]
      const isMoved = orderOf(old, was.list, now) !== orderOf(now, list, old) && was.index !== index
      const isElsewhere = was.list.join('.') !== list.join('.') && was.list.length !== list.length
      return [
        ...(isMoved || isElsewhere ? [{ kind: 'moved' as const, step }] : []),
        ...fieldChanges(step, was.step, step),
        ...caseChanges(step, was.step),
      ]
    }),
    ...[...old.values()]
      .filter(({ step }) => !now.has(step.id))
      .map(({ step }): DraftChange => ({ kind: 'removed', step })),
  ]
}

/** The order of those steps of a list that are on both sides. */
function orderOf(
  places: Map<string, { step: DraftStep; list: readonly (string | number)[] }>,
  list: readonly (string | number)[],
  other: Map<string, unknown>,
): string {
  const key = list.join('.')
  return [...places.values()]
    .filter((place) => place.list.join('.') === key && other.has(place.step.id))
    .map(({ step }) => step.id)
    .join(' ')
}

function fieldChanges(
  step: DraftStep | undefined,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): DraftChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !nested.has(field),
  )
  return fields.flatMap((field): DraftChange[] =>
    isSame(before[field], after[field])
      ? []
      : [{ kind: 'changed', step, field, before: before[field], after: after[field] }],
  )
}

/** Of a branch: what its cases ask, without their steps. */
function caseChanges(after: DraftStep, before: DraftStep): DraftChange[] {
  const asked = (step: DraftStep) =>
    Array.isArray(step['cases'])
      ? (step['cases'] as Record<string, unknown>[]).map(({ title, if: condition }) => ({
          title,
          if: condition,
        }))
      : undefined
  return isSame(asked(before), asked(after))
    ? []
    : [{ kind: 'changed', step: after, field: 'cases', before: asked(before), after: asked(after) }]
}

/** Equal whatever the order of fields; an empty group is none. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([name, inner]): [string, unknown] => [name, inOrder(inner)])
    .filter(([, inner]) => inner !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
