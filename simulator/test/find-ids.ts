import type { Operation } from '@causeway/spec'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The first id an answer tells, nearest the top: under one of the names, else `id` or `_id`.
 * Ids of other things an answer names (`traceId`, `locationId`) are no answer to that.
 */
export function firstIdIn(answer: unknown, names: string[]): string | undefined {
  const wanted = [...names, 'id', '_id']
  let level: unknown[] = [answer]
  while (level.length > 0) {
    for (const name of wanted)
      for (const one of level) {
        const value = isFields(one) ? one[name] : undefined
        if (typeof value === 'string' && value !== '') return value
        if (typeof value === 'number') return String(value)
      }
    level = level.flatMap((one) => (Array.isArray(one) ? one : isFields(one) ? Object.values(one) : []))
  }
  return undefined
}

const bare = (path: string): string => path.replace(/\/$/, '')

/** Operations that can tell an id for a path parameter: the one that creates the thing, else those that list it. */
export function findTellers(operations: Operation[], path: string, parameter: string): Operation[] {
  const prefix = bare(path.slice(0, path.indexOf(`{${parameter}}`)))
  const at = (method: string, ends: string[]) =>
    operations.filter(
      (one) => one.method === method && ends.some((end) => sameShape(bare(one.path), `${prefix}${end}`)),
    )
  const lists = [...at('GET', ['', '/list', '/all', '/search']), ...at('POST', ['/search', '/list'])]
  return [...at('POST', ['']), ...lists]
}

/** Paths of the same thing name their parameters differently at times. */
const sameShape = (left: string, right: string): boolean => shapeOf(left) === shapeOf(right)

// Of some 1 200 paths, each compared with each.
const shapes = new Map<string, string>()

function shapeOf(path: string): string {
  const known = shapes.get(path)
  if (known !== undefined) return known
  const shape = path
    .replaceAll(/(\/locations?)?\/\{location_?id\}/gi, '')
    .replaceAll(/\/(id|data|public\/config)(?=\/|$)/g, '')
    .replaceAll(/\{[^}]+\}/g, '{}')
    .replaceAll(/s(?=\/|$)/g, '')
  shapes.set(path, shape)
  return shape
}

/**
 * Operations of the same module that list things of this name, those nearest in the paths first: `pageId` is told
 * by what ends in `/pages`.
 */
export function findTellersByName(operations: Operation[], asking: Operation, name: string): Operation[] {
  const word = name.replace(/_?Id$/i, '').toLowerCase()
  const tellers = operations.filter(({ module, method, path, access }) => {
    const end =
      bare(path)
        .replace(/\/(list|all|search)$/, '')
        .split('/')
        .at(-1) ?? ''
    const isSame = end.replace(/s$/, '').replaceAll('-', '').toLowerCase() === word
    return module === asking.module && isSame && (access === 'read' ? method === 'GET' : method === 'POST')
  })
  return tellers.toSorted((a, b) => sharedSteps(asking.path, b.path) - sharedSteps(asking.path, a.path))
}

function sharedSteps(left: string, right: string): number {
  const steps = right.split('/')
  const differs = left.split('/').findIndex((step, index) => step !== steps[index])
  return differs === -1 ? Infinity : differs
}
