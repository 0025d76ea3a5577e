import { canonicalJson } from '../../store/canonical-json.ts'

/** A place where two definitions differ. */
export interface DefinitionChange {
  path: string
  kind: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

/** Where two definitions differ. Steps are compared by their ids, so one that moved is not told as all changed. */
export function diffDefinitions(before: unknown, after: unknown, path = ''): DefinitionChange[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return []
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => diffDefinitions(before[name], after[name], join(path, name)))
  }
  if (Array.isArray(before) && Array.isArray(after) && hasIds(before) && hasIds(after))
    return diffSteps(before, after, path)
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  return [{ path, kind, before: before ?? null, after: after ?? null }]
}

interface WithId {
  id: string
}

function diffSteps(before: readonly WithId[], after: readonly WithId[], path: string): DefinitionChange[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))]
  const changes = ids.flatMap((id) =>
    diffDefinitions(
      before.find((step) => step.id === id),
      after.find((step) => step.id === id),
      join(path, id),
    ),
  )
  const kept = (list: readonly WithId[], other: readonly WithId[]) =>
    list.filter(({ id }) => other.some((step) => step.id === id)).map(({ id }) => id)
  const [was, is] = [kept(before, after), kept(after, before)]
  return was.join() === is.join()
    ? changes
    : [...changes, { path: join(path, 'order'), kind: 'changed', before: was, after: is }]
}

const hasIds = (list: readonly unknown[]): list is WithId[] =>
  list.every((item) => isObject(item) && typeof item['id'] === 'string')
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
