import type { Fields } from './generic.types.ts'

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of a body; none where it is no object. */
export const fieldsOf = (body: unknown): Fields => (isFields(body) ? body : {})
