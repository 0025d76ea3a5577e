import type { JsonSchema } from '@causeway/spec'
import { nearest } from './nearest.ts'
import { viewSchema } from './view-schema.ts'

/** Something wrong with a request: where, which rule, and a value that would do. */
export interface RequestIssue {
  /** `path.contactId`, `query.limit`, `body.tags[2]`. */
  field: string
  rule: string
  example?: unknown
}

/** What is noted on the way through a value. */
export interface CoercionNotes {
  coerced: string[]
  issues: RequestIssue[]
}

const deepest = 24
const shownLength = 60

/**
 * Gives a value the types its schema asks for where that loses nothing: the CRM takes `"10"` for `skip` and `10` for
 * a price, and refuses the other. Notes each change, and every field the schema does not know, which the CRM refuses.
 * The value itself stays as it is; what changes is copied.
 */
export function coerceValue(
  schema: JsonSchema,
  value: unknown,
  $defs: Readonly<Record<string, JsonSchema>>,
  place: string,
  notes: CoercionNotes,
  depth = 0,
): unknown {
  if (depth > deepest || value === null || value === undefined) return value
  const view = viewSchema(schema, $defs)
  if (Array.isArray(value)) {
    const { items } = view
    if (items === undefined) return value
    return mapChanged(value, (item, index) =>
      coerceValue(items, item, $defs, `${place}[${index}]`, notes, depth + 1),
    )
  }
  if (typeof value === 'object') {
    if (view.isClosed) noteUnknown(Object.keys(value), view.properties, place, notes)
    return mapFields(value as Record<string, unknown>, (inner, name) => {
      const property = view.properties.get(name)
      return property === undefined
        ? inner
        : coerceValue(property, inner, $defs, `${place}.${name}`, notes, depth + 1)
    })
  }
  const changed = toType(value, view.types)
  if (changed !== value) notes.coerced.push(`${place}: ${shown(value)} sent as ${shown(changed)}`)
  return changed
}

function noteUnknown(
  names: readonly string[],
  known: ReadonlyMap<string, unknown>,
  place: string,
  { issues }: CoercionNotes,
): void {
  for (const name of names) {
    if (known.has(name)) continue
    const [meant] = nearest(name.slice(0, 100), known.keys(), 1)
    issues.push({
      field: `${place}.${name.slice(0, 100)}`,
      rule: `is not a field here${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    })
  }
}

/** A number as text, a text as the number or the boolean it spells; anything else stays. */
export function toType(value: unknown, types: readonly string[]): unknown {
  if (types.length === 0 || types.some((type) => fits(value, type))) return value
  if (typeof value === 'string') {
    const isNumber = types.includes('number') || types.includes('integer')
    // Leading zeros and signs belong to phone numbers and codes, which are no numbers.
    if (isNumber && /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value)) {
      const number = Number(value)
      return types.includes('number') || Number.isInteger(number) ? number : value
    }
    if (types.includes('boolean') && /^(true|false)$/.test(value)) return value === 'true'
    return value
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return String(value)
  return value
}

function fits(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array' || type === 'object') return false
  return typeof value === type
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, shownLength)

function mapChanged<Item>(list: Item[], change: (item: Item, index: number) => Item): Item[] {
  const changed = list.map(change)
  return changed.some((item, index) => item !== list[index]) ? changed : list
}

function mapFields(
  fields: Record<string, unknown>,
  change: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  for (const [name, value] of Object.entries(fields)) {
    const changed = change(value, name)
    if (changed === value) continue
    copy ??= { ...fields }
    copy[name] = changed
  }
  return copy ?? fields
}
