import type { z } from 'zod'
import { nearest } from '../../gateway/nearest.ts'
import { stepSchemas, WorkflowDefinition } from './workflow-definition.ts'

/** A mistake before it is known which step and line it is in. */
export interface Mistake {
  path: string
  message: string
  severity?: 'error' | 'warning'
  suggestions?: string[]
}

type Issue = z.core.$ZodIssue

/** Reads a definition by its schema; every mistake with its place. */
export function checkShape(value: unknown): { definition?: WorkflowDefinition; mistakes: Mistake[] } {
  const outcome = WorkflowDefinition.safeParse(value)
  if (outcome.success) return { definition: outcome.data, mistakes: [] }
  return { mistakes: outcome.error.issues.flatMap((issue) => mistakesOf(issue, value, [])) }
}

function mistakesOf(issue: Issue, root: unknown, around: PropertyKey[]): Mistake[] {
  const path = [...around, ...issue.path]
  const at = path.join('.')
  if (issue.code === 'invalid_union') {
    if ('discriminator' in issue && typeof issue.discriminator === 'string')
      return [unknownKind(at, valueAt(root, path), path)]
    // Of the ways a condition can be written, the one that was meant has the fewest mistakes.
    const [closest] = issue.errors
      .map((errors) => errors.filter(({ code }) => code !== 'unrecognized_keys' || errors.length === 1))
      .toSorted((one, other) => weight(one) - weight(other))
    if (closest === undefined || closest.length === 0 || isCondition(path))
      return [{ path: at, message: conditionHelp }]
    return closest.flatMap((one) => mistakesOf(one, root, path))
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const suggestions = nearest(key, knownFields(valueAt(root, path), path))
      return {
        path: [...path, key].join('.'),
        message: `There is no field "${key}" here${meant(suggestions)}`,
        suggestions,
      }
    })
  if (issue.code === 'invalid_type' && valueAt(root, path) === undefined)
    return [{ path: at, message: `"${String(path.at(-1) ?? 'definition')}" is missing` }]
  if (issue.code === 'invalid_value') {
    const found = valueAt(root, path)
    const suggestions = typeof found === 'string' ? nearest(found, issue.values.map(String)) : []
    return [
      {
        path: at,
        message: `must be one of ${issue.values.map(String).join(', ')}${meant(suggestions)}`,
        suggestions,
      },
    ]
  }
  return [{ path: at, message: issue.message }]
}

const conditionHelp =
  'is no condition: write { field, is, value }, { expression }, { all: […] }, { any: […] } or { not: … }'
const isCondition = (path: PropertyKey[]): boolean =>
  path.some((part) => ['if', 'when', 'match', 'filters', 'all', 'any', 'not'].includes(String(part)))
const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { path, code }) => sum + (code === 'unrecognized_keys' ? 3 : 2) - path.length, 0)

function unknownKind(at: string, value: unknown, path: PropertyKey[]): Mistake {
  const isTrigger = path[0] === 'trigger'
  const kinds = isTrigger ? ['event', 'schedule', 'manual', 'http', 'segment'] : stepSchemas.map(kindOf)
  const given = typeof value === 'object' && value !== null && 'type' in value ? value.type : value
  const where = at.endsWith('.type') ? at : `${at}.type`
  const what = isTrigger ? 'trigger' : 'step'
  if (typeof given !== 'string') return { path: where, message: `A ${what} has a type: ${kinds.join(', ')}` }
  const suggestions = nearest(given, kinds)
  return { path: where, message: `There is no ${what} of type "${given}"${meant(suggestions)}`, suggestions }
}

const kindOf = (schema: z.ZodObject): string => String((schema.shape['type'] as z.ZodLiteral).value)

function knownFields(value: unknown, path: PropertyKey[]): string[] {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (path.length === 0) return Object.keys(WorkflowDefinition.shape)
  const step = stepSchemas.find((schema) => kindOf(schema) === type)
  return step === undefined ? [] : Object.keys(step.shape)
}

export const meant = (suggestions: readonly string[]): string =>
  suggestions.length === 0 ? '' : `. Did you mean ${suggestions.join(' or ')}?`

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}
