import { type JsonSchema, makeExample, type Operation, type OperationParameter } from '@causeway/spec'
import type { ErrorObject } from 'ajv'
import { type CoercionNotes, coerceValue, type RequestIssue, toType } from './coerce-value.ts'
import { bareName, type CheckedParts, type Checks } from './compile-check.ts'
import { gatewayErrors } from './gateway.errors.ts'
import type { QueryParameter } from './gateway.types.ts'
import { nearest } from './nearest.ts'
import { definitionsOf, viewSchema } from './view-schema.ts'

/** What is sent to the CRM. */
export interface CallInput {
  path: Readonly<Record<string, string>>
  query: Readonly<Record<string, QueryParameter>>
  /** JSON value; undefined: none, or bytes. */
  body: unknown
}

const mostIssues = 30

/**
 * Checks a request against the operation's schemas, coerces what can be without loss, and says all that is wrong at
 * once. The CRM refuses the same, later and in vaguer words.
 * @param rawContentType of a body of bytes, which are not looked at
 * @throws `gateway.invalid_request`
 */
export function checkRequest(
  operation: Operation,
  input: CallInput,
  rawContentType: string | undefined,
  checks: Checks,
): { input: CallInput; coerced: string[] } {
  const notes: CoercionNotes = { coerced: [], issues: [] }
  const query = readQuery(operation, input.query, notes)
  const hasBody = rawContentType === undefined && operation.body !== undefined
  const body = hasBody ? readBody(operation, input.body, notes) : input.body
  if (operation.body === undefined && input.body !== undefined && !isEmptyObject(input.body))
    notes.issues.push({ field: 'body', rule: 'is not taken by this operation' })
  checkContentType(operation, input.body, rawContentType, notes)
  const parts: CheckedParts = {
    path: readPath(operation, input.path, notes),
    query: query.typed,
    ...(hasBody && body !== undefined && { body }),
  }
  const errors = checks.findRequestErrors(operation, parts, hasBody)
  const issues = [...notes.issues, ...explainErrors(operation, errors)]
  if (issues.length > 0) throw refuse(operation, issues)
  return { input: { path: input.path, query: query.sent, body }, coerced: notes.coerced }
}

/** A body has to come as the CRM takes it: files as a form, all else as JSON. */
function checkContentType(
  { body }: Operation,
  value: unknown,
  rawContentType: string | undefined,
  { issues }: CoercionNotes,
): void {
  if (body === undefined || body.contentTypes.length === 0) return
  if (rawContentType === undefined && value === undefined) return
  const type = rawContentType?.split(';', 1)[0]?.trim().toLowerCase()
  // A value is written as JSON or as form fields, whichever the operation takes; it cannot be written as files.
  const isTaken =
    type === undefined
      ? body.contentTypes.some((one) => one !== 'multipart/form-data')
      : body.contentTypes.includes(type)
  if (!isTaken) issues.push({ field: 'body', rule: `must be sent as ${body.contentTypes.join(' or ')}` })
}

function refuse(operation: Operation, found: readonly RequestIssue[]): Error {
  const byField = new Map(found.toReversed().map((issue) => [issue.field, issue]))
  const issues = [...byField.values()].toReversed().slice(0, mostIssues)
  const [first] = issues
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  const example = first?.example === undefined ? '' : `, for example ${JSON.stringify(first.example)}`
  return gatewayErrors.invalid_request(`${first?.field} ${first?.rule}${example}${more}`, {
    details: { operation: operation.id, issues },
  })
}

/** Values that come from a variable nobody filled in. */
const forgotten = /^(undefined|null|NaN|\[object Object\]|\{[^{}]*\}|:\w+|%7B.*%7D)$/i

function readPath(
  operation: Operation,
  given: Readonly<Record<string, string>>,
  { issues }: CoercionNotes,
): Record<string, unknown> {
  const typed: Record<string, unknown> = {}
  for (const { name, schema } of parametersOf(operation, 'path')) {
    const value = given[name]
    if (value === undefined || value === '') continue
    if (forgotten.test(value)) {
      issues.push({ field: `path.${name}`, rule: 'looks like a placeholder that was not filled in' })
      continue
    }
    typed[name] = toType(value, viewSchema(schema, definitionsOf(operation)).types)
  }
  for (const name of Object.keys(given))
    if (!operation.path.includes(`{${name}}`))
      issues.push({ field: `path.${name.slice(0, 100)}`, rule: 'is not in the path of this operation' })
  return typed
}

/** The query as it is sent, and in the types its schemas have: on the wire everything is text. */
function readQuery(
  operation: Operation,
  given: CallInput['query'],
  notes: CoercionNotes,
): { sent: Record<string, QueryParameter>; typed: Record<string, unknown> } {
  const declared = new Map(parametersOf(operation, 'query').map((one) => [bareName(one.name), one]))
  const sent: Record<string, QueryParameter> = {}
  const typed: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    sent[name] = value
    const parameter = declared.get(bareName(name)) ?? declared.get(name.split('[', 1)[0] ?? '')
    if (parameter === undefined) {
      // An operation without query parameters has nothing that would refuse one.
      if (declared.size > 0) notes.issues.push(unknownParameter(name, declared))
      continue
    }
    if (value === '' || !declared.has(bareName(name))) continue
    typed[bareName(parameter.name)] = typedValue(operation, parameter, value, notes)
  }
  return { sent, typed }
}

function unknownParameter(name: string, declared: ReadonlyMap<string, unknown>): RequestIssue {
  const [meant] = nearest(name.slice(0, 100), declared.keys(), 1)
  return {
    field: `query.${name.slice(0, 100)}`,
    rule: `is not a parameter here${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  }
}

function typedValue(
  operation: Operation,
  { name, schema, isCommaSeparated }: OperationParameter,
  value: QueryParameter,
  { coerced }: CoercionNotes,
): unknown {
  const $defs = definitionsOf(operation)
  const view = viewSchema(schema, $defs)
  const isText = view.types.length === 1 && view.types[0] === 'string'
  if (isText && (typeof value === 'number' || typeof value === 'boolean'))
    coerced.push(`query.${name}: ${value} sent as "${value}"`)
  if (!view.types.includes('array')) return toType(Array.isArray(value) ? value[0] : value, view.types)
  const list = isCommaSeparated === true && typeof value === 'string' ? value.split(',') : [value].flat()
  const itemTypes = view.items === undefined ? [] : viewSchema(view.items, $defs).types
  return list.map((item) => toType(item, itemTypes))
}

function readBody(operation: Operation, body: unknown, notes: CoercionNotes): unknown {
  const { schema, required } = operation.body!
  // An empty body and an empty object are the same to the CRM.
  const value = body === undefined && required ? {} : body
  return coerceValue(schema, value, definitionsOf(operation), 'body', notes)
}

const parametersOf = (operation: Operation, where: 'path' | 'query'): OperationParameter[] =>
  operation.parameters.filter((parameter) => parameter.in === where)

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Errors of the schema in people's words. */
function explainErrors(operation: Operation, errors: readonly ErrorObject[]): RequestIssue[] {
  // The CRM takes null for a field that need not be there, whatever its published type.
  const real = errors.filter(({ data }) => data !== null)
  const unions = real.filter(({ keyword }) => keyword === 'anyOf')
  const inUnion = (error: ErrorObject): boolean =>
    unions.some((union) => union !== error && error.schemaPath.startsWith(`${union.schemaPath}/`))
  return real.flatMap((error) => (inUnion(error) ? [] : [explain(operation, error)]))
}

function explain(operation: Operation, error: ErrorObject): RequestIssue {
  const isMissing = error.keyword === 'required'
  const missing = isMissing ? String(error.params['missingProperty']) : undefined
  const field = [...error.instancePath.split('/').slice(1), ...(missing === undefined ? [] : [missing])]
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
      '',
    )
  const schema = schemaOf(error, missing)
  const name =
    field
      .replace(/\[\d+\]$/, '')
      .split('.')
      .at(-1) ?? ''
  const example = schema === undefined ? undefined : makeExample(schema, definitionsOf(operation), { name })
  return { field, rule: isMissing ? 'is missing' : ruleOf(error), ...(example !== undefined && { example }) }
}

function schemaOf({ parentSchema }: ErrorObject, missing: string | undefined): JsonSchema | undefined {
  if (missing === undefined) return parentSchema as JsonSchema | undefined
  const properties = parentSchema?.['properties'] as Record<string, JsonSchema> | undefined
  return properties?.[missing]
}

const mostShown = 12

function ruleOf({ keyword, params, message, parentSchema }: ErrorObject): string {
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    const allowed = params['allowedValues'].map(String)
    const more = allowed.length > mostShown ? ` … (${allowed.length} in all)` : ''
    return `must be one of ${allowed.slice(0, mostShown).join(', ')}${more}`
  }
  if (keyword === 'type') return `must be ${[params['type']].flat().join(' or ')}`
  if (keyword === 'pattern') return `must match ${String(params['pattern'])}`
  if (keyword === 'anyOf') return `must be one of the ${count(parentSchema?.['anyOf'])} shapes in the catalog`
  return message ?? 'is not valid'
}

const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0)
