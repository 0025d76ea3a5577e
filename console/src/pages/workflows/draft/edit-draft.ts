import type { Draft, DraftPath, DraftStep, Place } from './draft.types.ts'
import { lanesOf } from './lanes.ts'

/** Every step with its place, as one reads them from top to bottom. */
export function listSteps(draft: Draft): Place[] {
  const from = (steps: DraftStep[], list: DraftPath, depth: number): Place[] =>
    steps.flatMap((step, index) => [
      { step, list, index, depth },
      ...lanesOf(step).flatMap((lane) => from(lane.steps, [...list, index, ...lane.path], depth + 1)),
    ])
  return from(draft.steps, ['steps'], 0)
}

export const findStep = (draft: Draft, id: string | undefined): Place | undefined =>
  id === undefined ? undefined : listSteps(draft).find(({ step }) => step.id === id)

/** What is at a path; undefined where nothing is. */
export const readAt = (value: unknown, path: DraftPath): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  )

/** The same with something else at a path; `undefined` takes a field away. */
export function writeAt<Value>(value: Value, path: DraftPath, inner: unknown): Value {
  const [key, ...rest] = path
  if (key === undefined) return inner as Value
  if (Array.isArray(value) || typeof key === 'number') {
    const copy = Array.isArray(value) ? [...(value as unknown[])] : []
    copy[Number(key)] = writeAt(copy[Number(key)], rest, inner)
    return copy as Value
  }
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown> | undefined) }
  const next = writeAt(copy[key], rest, inner)
  if (next === undefined) delete copy[key]
  else copy[key] = next
  return copy as Value
}

const listAt = (draft: Draft, list: DraftPath): DraftStep[] => {
  const found = readAt(draft, list)
  return Array.isArray(found) ? (found as DraftStep[]) : []
}

export const insertStep = (draft: Draft, list: DraftPath, index: number, step: DraftStep): Draft =>
  writeAt(draft, list, listAt(draft, list).toSpliced(index, 0, step))

export function removeStep(draft: Draft, id: string): Draft {
  const place = findStep(draft, id)
  if (place === undefined) return draft
  return writeAt(draft, place.list, listAt(draft, place.list).toSpliced(place.index, 1))
}

/** Sets fields of a step; `undefined` takes a field away. */
export function changeStep(draft: Draft, id: string, changes: Record<string, unknown>): Draft {
  const place = findStep(draft, id)
  if (place === undefined) return draft
  return Object.entries(changes).reduce(
    (changed, [field, value]) => writeAt(changed, [...place.list, place.index, field], value),
    draft,
  )
}

/** How many steps would go with it. */
export const countInside = (step: DraftStep): number =>
  lanesOf(step).reduce(
    (sum, { steps }) => sum + steps.reduce((inner, one) => inner + 1 + countInside(one), 0),
    0,
  )

/** One up or down in its own list; nothing at its ends. */
export function moveStep(draft: Draft, id: string, by: -1 | 1): Draft {
  const place = findStep(draft, id)
  if (place === undefined) return draft
  const steps = listAt(draft, place.list)
  const target = place.index + by
  if (target < 0 || target >= steps.length) return draft
  return writeAt(draft, place.list, steps.toSpliced(place.index, 1).toSpliced(target, 0, place.step))
}

/** To another place of the workflow, outside of itself. */
export function placeStep(draft: Draft, id: string, list: DraftPath, index: number): Draft {
  const place = findStep(draft, id)
  if (place === undefined) return draft
  const own = [...place.list, place.index].join('.')
  if (`${list.join('.')}.`.startsWith(`${own}.`)) return draft
  // A mark holds the place while the step is taken out, which may shift it.
  const mark: DraftStep = { id: '\0', type: 'mark' }
  const taken = removeStep(insertStep(draft, list, index, mark), id)
  const target = findStep(taken, mark.id)
  return target === undefined ? draft : writeAt(taken, [...target.list, target.index], place.step)
}

/** A copy right behind it, with ids of its own. */
export function duplicateStep(draft: Draft, id: string): { draft: Draft; id: string } {
  const place = findStep(draft, id)
  if (place === undefined) return { draft, id }
  const copy = withFreshIds(place.step, new Set(listSteps(draft).map(({ step }) => step.id)))
  return { draft: insertStep(draft, place.list, place.index + 1, copy), id: copy.id }
}

function withFreshIds(step: DraftStep, taken: Set<string>): DraftStep {
  const copy: DraftStep = { ...step, id: freshId(step.id.replace(/_?\d+$/, ''), taken) }
  taken.add(copy.id)
  return lanesOf(step).reduce(
    (copied, { path, steps }) =>
      writeAt(
        copied,
        path,
        steps.map((inner) => withFreshIds(inner, taken)),
      ),
    copy,
  )
}

/** An id nobody has, made of words. */
export function freshId(words: string, taken: Set<string>): string {
  const base =
    words
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[^a-z]+|_+$/g, '')
      .slice(0, 40) || 'step'
  if (!taken.has(base)) return base
  let number = 2
  while (taken.has(`${base}_${number}`)) number += 1
  return `${base}_${number}`
}

export const freshIdIn = (draft: Draft, words: string) =>
  freshId(words, new Set(listSteps(draft).map(({ step }) => step.id)))

/** Another id for a step, also in the expressions that read its output. */
export function renameStep(draft: Draft, id: string, to: string): Draft {
  const pattern = new RegExp(String.raw`\bsteps\.${id}\b`, 'g')
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(pattern, `steps.${to}`)
    if (Array.isArray(value)) return value.map(rename)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rename(inner)]))
  }
  const renamed = changeStep(draft, id, { id: to })
  const jumped = listSteps(renamed)
    .filter(({ step }) => step['next'] === id)
    .reduce((changed, { step }) => changeStep(changed, step.id, { next: to }), renamed)
  return rename(jumped) as Draft
}
