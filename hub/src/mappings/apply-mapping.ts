import type { Expressions } from '../platform/expressions/create-expressions.ts'
import type { FieldFrom, MappingDefinition, MappingField, Transform } from '../store/mapping.types.ts'
import { castValue } from './cast-value.ts'
import { MappingFailure } from './mapping-failure.ts'
import { followPath, parsePath } from './read-path.ts'
import { applyTransform, fillTemplate } from './transforms/apply-transform.ts'

/** What keeps a record from being mapped. */
export interface FieldError {
  field: string
  /** Which transform failed, from 0; absent for the source, the type or the requirement of the field. */
  transform?: number
  message: string
}

/** What mapping one record came to. */
export type MappedRow = { ok: true; record: Record<string, unknown> } | { ok: false; errors: FieldError[] }

/** What is needed of a definition to map records. */
export type MappingShape = Pick<MappingDefinition, 'fields'>

/**
 * Maps records, in order. A record that cannot be mapped is told with its errors and harms no other. Pure but for
 * the threads of the expressions.
 */
export async function applyMapping(
  definition: MappingShape,
  records: readonly object[],
  expressions: Pick<Expressions, 'evaluateAll'>,
): Promise<MappedRow[]> {
  const rows = records.map((): MappedRow => ({ ok: true, record: {} }))
  for (const field of definition.fields) {
    const { values, errors } = await readColumn(field, records, expressions)
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place]!
      const error = errors.get(place)
      if (error === undefined) {
        if (row.ok) row.record[field.name] = values[place]
      } else if (row.ok) rows[place] = { ok: false, errors: [error] }
      else row.errors.push(error)
    }
  }
  return rows
}

/** A field of all records on its way; one with an error goes no further. */
interface Column {
  values: unknown[]
  /** By the place of the record; there are few. */
  errors: Map<number, FieldError>
}

async function readColumn(
  field: MappingField,
  records: readonly object[],
  expressions: Pick<Expressions, 'evaluateAll'>,
): Promise<Column> {
  const column: Column = { values: Array.from({ length: records.length }), errors: new Map() }
  const name = field.name
  await begin(field.from, { name, column, records, expressions })
  for (const [place, transform] of (field.transforms ?? []).entries())
    await change(transform, { name, column, records, expressions, place })
  each(column, name, undefined, (former) => {
    const value = castValue(former, field.type)
    const given = value === null && field.default !== undefined ? castValue(field.default, field.type) : value
    if (field.required === true && (given === null || given === ''))
      throw new MappingFailure('There is no value, and the field is required.')
    return given
  })
  return column
}

interface ColumnWork {
  name: string
  column: Column
  records: readonly object[]
  expressions: Pick<Expressions, 'evaluateAll'>
}

async function begin(from: FieldFrom, work: ColumnWork): Promise<void> {
  const { name, column, records } = work
  if ('expression' in from) return evaluate(from.expression, work, undefined, (_value, record) => record)
  const read = readerOf(from)
  each(column, name, undefined, (_value, place) => read(records[place]!))
}

function readerOf(from: Exclude<FieldFrom, { expression: string }>): (record: object) => unknown {
  if ('path' in from) {
    const path = parsePath(from.path)
    return (record) => (path === undefined ? undefined : followPath(path, record))
  }
  if ('paths' in from) {
    const paths = from.paths.map((text) => parsePath(text) ?? [])
    return (record) =>
      paths.map((path) => followPath(path, record)).filter((value) => value !== undefined && value !== null)
  }
  if ('template' in from) return (record) => fillTemplate(from.template, record)
  return () => from.constant
}

async function change(transform: Transform, work: ColumnWork & { place: number }): Promise<void> {
  const { name, column, records, place } = work
  if (transform.use === 'expression')
    return evaluate(transform.expression, work, place, (value, record) => ({ value: value ?? null, record }))
  each(column, name, place, (value, row) => applyTransform(value, transform, records[row]!))
}

/** Gives every value that has no error yet its next one, or the error. */
function each(
  { values, errors }: Column,
  field: string,
  transform: number | undefined,
  make: (value: unknown, place: number) => unknown,
): void {
  for (let place = 0; place < values.length; place++) {
    if (errors.size > 0 && errors.has(place)) continue
    try {
      values[place] = make(values[place], place)
    } catch (problem) {
      if (!(problem instanceof MappingFailure)) throw problem
      errors.set(place, errorOf(field, transform, problem.message))
    }
  }
}

async function evaluate(
  source: string,
  { name, column, records, expressions }: ColumnWork,
  transform: number | undefined,
  inputOf: (value: unknown, record: object) => unknown,
): Promise<void> {
  const { values, errors } = column
  const places = [...values.keys()].filter((place) => !errors.has(place))
  const outcomes = await expressions.evaluateAll(
    places.map((place) => ({ source, input: inputOf(values[place], records[place]!) })),
  )
  for (const [at, outcome] of outcomes.entries()) {
    const place = places[at]!
    if (outcome.ok) values[place] = outcome.value
    else errors.set(place, errorOf(name, transform, outcome.problem.message))
  }
}

const errorOf = (field: string, transform: number | undefined, message: string): FieldError => ({
  field,
  ...(transform !== undefined && { transform }),
  message,
})
