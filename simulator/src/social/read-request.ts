import { socialRefusal } from '../simulator.types.ts'
import type { SocialCall } from './social.types.ts'

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body as an object. The server has checked it against the operation's schema; here it is only read. */
export const bodyOf = ({ request }: SocialCall): Fields => (isFields(request.body) ? request.body : {})

export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of a list; anything else in it is left out. */
export function textsOf(fields: Fields, name: string): string[] {
  const value = fields[name]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

export function numberOf(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function flagOf(fields: Fields, name: string): boolean | undefined {
  const value = fields[name]
  return typeof value === 'boolean' ? value : undefined
}

export function fieldsOf(fields: Fields, name: string): Fields | undefined {
  const value = fields[name]
  return isFields(value) ? value : undefined
}

/** A path parameter; the route guarantees that it is there. */
export const paramOf = ({ request }: SocialCall, name: string): string => request.params[name] ?? ''

const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** An ISO 8601 instant, or undefined for anything else. */
export function parseInstant(text: unknown): Date | undefined {
  if (typeof text !== 'string' || !isoDate.test(text)) return undefined
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

/** `skip` and `limit` as GHL takes them: numeric texts. */
export function readPage(
  source: Record<string, unknown>,
  defaults: { limit: number; maximum?: number },
): { skip: number; limit: number } {
  const problems: string[] = []
  const read = (name: string, fallback: number): number => {
    const value = source[name]
    if (value === undefined || value === '') return fallback
    if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value)
    problems.push(`${name} must be a number string`)
    return fallback
  }
  const page = { skip: read('skip', 0), limit: read('limit', defaults.limit) }
  if (defaults.maximum !== undefined && page.limit > defaults.maximum) {
    problems.push(`limit must not be greater than ${defaults.maximum}`)
  }
  if (problems.length > 0) throw socialRefusal(422, problems)
  return page
}

export const pageOf = <T>(list: readonly T[], { skip, limit }: { skip: number; limit: number }): T[] =>
  list.slice(skip, skip + limit)
