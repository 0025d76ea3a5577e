import type { FieldType } from '../store/mapping.types.ts'
import { fieldStep } from './read-path.ts'

/** A value that records have at some path. */
export interface SamplePath {
  path: string
  type: FieldType
  /** The first value that is not empty. */
  example: unknown
  /** In how many of the records there is a value. */
  filled: number
}

const mostPaths = 300
const deepest = 6

/** Every path at which some of the records have a value, in the order they are met. */
export function describeSample(records: readonly Record<string, unknown>[]): SamplePath[] {
  const found = new Map<string, SamplePath>()
  for (const record of records) {
    const seen = new Set<string>()
    walk(record, '', 0, (path, value) => note(found, seen, path, value))
  }
  return [...found.values()].slice(0, mostPaths)
}

function walk(
  value: unknown,
  path: string,
  depth: number,
  meet: (path: string, value: unknown) => void,
): void {
  if (path !== '') meet(path, value)
  if (depth >= deepest) return
  if (Array.isArray(value)) {
    for (const item of value as unknown[])
      if (typeof item === 'object' && item !== null && !Array.isArray(item))
        walkFields(item, `${path}[]`, depth, meet)
  } else if (typeof value === 'object' && value !== null) walkFields(value, path, depth, meet)
}

function walkFields(
  value: object,
  path: string,
  depth: number,
  meet: (path: string, value: unknown) => void,
): void {
  for (const [name, item] of Object.entries(value)) {
    const step = fieldStep(name)
    walk(item, path === '' || step.startsWith('[') ? `${path}${step}` : `${path}.${step}`, depth + 1, meet)
  }
}

function note(found: Map<string, SamplePath>, seen: Set<string>, path: string, value: unknown): void {
  const isEmpty = value === null || value === undefined || value === ''
  const known = found.get(path)
  if (known === undefined) {
    found.set(path, {
      path,
      type: path.includes('[]') ? 'list' : typeOf(value),
      example: isEmpty ? null : value,
      filled: isEmpty ? 0 : 1,
    })
  } else if (!isEmpty && !seen.has(path)) {
    if (known.example === null)
      Object.assign(known, { example: value, type: path.includes('[]') ? 'list' : typeOf(value) })
    known.filled += 1
  }
  if (!isEmpty) seen.add(path)
}

function typeOf(value: unknown): FieldType {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  if (typeof value === 'object' && value !== null) return 'json'
  if (typeof value !== 'string') return 'string'
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return 'datetime'
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : 'string'
}
