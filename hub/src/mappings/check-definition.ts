import { checkExpression } from '../platform/expressions/check-expression.ts'
import { checkTemplate } from '../platform/expressions/render-template.ts'
import type { ExpressionProblem } from '../platform/expressions/expressions.types.ts'
import type { MappingDefinition, MappingField, MappingSource, Transform } from '../store/mapping.types.ts'
import { castValue } from './cast-value.ts'
import { deletedField } from './destinations/destination.types.ts'
import { MappingFailure } from './mapping-failure.ts'
import { parsePath } from './read-path.ts'
import { readPattern } from './transforms/date-patterns.ts'
import { isTimeZone } from './transforms/zoned-time.ts'

/** What is wrong with a definition, and where. */
export interface DefinitionIssue {
  /** Into the definition, such as `fields.2.transforms.0.expression`. */
  path: string
  message: string
}

interface PlacedIssue {
  path: (string | number)[]
  message: string
}

/** Everything that keeps a definition from being used; nothing when it can be. */
export function checkDefinition(definition: MappingDefinition): DefinitionIssue[] {
  return [
    ...checkNames(definition),
    ...definition.fields.flatMap((field, place) =>
      checkField(field).map((issue) => ({ ...issue, path: ['fields', place, ...issue.path] })),
    ),
    ...checkKey(definition),
  ].map(({ path, message }) => ({ path: path.join('.'), message }))
}

const fieldName = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

function checkNames({ fields }: MappingDefinition): PlacedIssue[] {
  const issues: PlacedIssue[] = []
  if (fields.length === 0) issues.push({ path: ['fields'], message: 'Add at least one field.' })
  const seen = new Map<string, number>()
  for (const [place, { name }] of fields.entries()) {
    const path = ['fields', place, 'name']
    if (!fieldName.test(name) || name === '__proto__')
      issues.push({
        path,
        message: 'A name has letters, digits and underscores, and does not begin with a digit.',
      })
    else if (name === deletedField)
      issues.push({
        path,
        message: `"${deletedField}" is where the hub marks deleted rows: choose another name.`,
      })
    else if (seen.has(name.toLowerCase()))
      issues.push({ path, message: `Field ${seen.get(name.toLowerCase())! + 1} has this name already.` })
    seen.set(name.toLowerCase(), place)
  }
  return issues
}

function checkField(field: MappingField): PlacedIssue[] {
  const issues = checkFrom(field)
  for (const [place, transform] of (field.transforms ?? []).entries())
    for (const issue of checkTransform(transform))
      issues.push({ ...issue, path: ['transforms', place, ...issue.path] })
  if (field.default !== undefined)
    try {
      castValue(field.default, field.type)
    } catch (problem) {
      if (!(problem instanceof MappingFailure)) throw problem
      issues.push({ path: ['default'], message: problem.message })
    }
  return issues
}

const pathHint = 'Write paths as details.owner, media[0].url, tags[].name or customFields[id=abc].value.'

function checkFrom({ from }: MappingField): PlacedIssue[] {
  if ('path' in from)
    return parsePath(from.path) === undefined
      ? [
          {
            path: ['from', 'path'],
            message: from.path === '' ? 'Choose where the value comes from.' : pathHint,
          },
        ]
      : []
  if ('paths' in from)
    return from.paths.flatMap((text, place) =>
      parsePath(text) === undefined ? [{ path: ['from', 'paths', place], message: pathHint }] : [],
    )
  if ('template' in from) return told(['from', 'template'], checkTemplate(from.template))
  if ('expression' in from) return told(['from', 'expression'], checkExpression(from.expression))
  return []
}

function checkTransform(transform: Transform): PlacedIssue[] {
  if (transform.use === 'template') return told(['template'], checkTemplate(transform.template))
  if (transform.use === 'expression') return told(['expression'], checkExpression(transform.expression))
  if (transform.use === 'split')
    return [
      ...(transform.separator === '' ? [{ path: ['separator'], message: 'Say at what to split.' }] : []),
      ...(transform.take === 0
        ? [{ path: ['take'], message: 'Parts count from 1, or from -1 at the end.' }]
        : []),
    ]
  if (transform.use === 'replace' && transform.find === '')
    return [{ path: ['find'], message: 'Say what to replace.' }]
  if (transform.use !== 'date') return []
  const words = { from: ['iso', 'unix', 'unix_ms'], to: ['iso', 'date', 'unix', 'unix_ms'] }
  return [
    ...(['zone', 'toZone'] as const).flatMap((name) => {
      const zone = transform[name]
      return zone === undefined || isTimeZone(zone)
        ? []
        : [{ path: [name], message: `${zone} is not a time zone; write it as Europe/Berlin.` }]
    }),
    ...(['from', 'to'] as const).flatMap((name) => {
      const pattern = transform[name]
      if (pattern === undefined || words[name].includes(pattern)) return []
      const read = readPattern(pattern)
      if (!('unknown' in read)) return []
      const message = `"${read.unknown}" means nothing here. Use ${words[name].join(', ')} or letters such as yyyy-MM-dd HH:mm, other words in single quotes.`
      return [{ path: [name], message }]
    }),
  ]
}

function told(path: string[], problem: ExpressionProblem | undefined): PlacedIssue[] {
  if (problem === undefined) return []
  const place = problem.line === undefined ? '' : ` (line ${problem.line}, column ${problem.column ?? 1})`
  return [{ path, message: `${problem.message}${place}` }]
}

/** Paths that never change for a record, and which of them together tell records apart. */
export function identityOf(source: MappingSource): { stable: readonly string[]; sets: readonly string[][] } {
  return source.kind === 'statistic'
    ? {
        stable: ['id', 'locationId', 'profileId', 'metric', 'day', 'platform'],
        sets: [['id'], ['locationId', 'profileId', 'metric', 'day']],
      }
    : { stable: ['id', 'locationId'], sets: [['id']] }
}

function checkKey({ key, fields, source }: MappingDefinition): PlacedIssue[] {
  const { stable, sets } = identityOf(source)
  const issues: PlacedIssue[] = []
  const paths: string[] = []
  for (const [place, name] of key.entries()) {
    const field = fields.find((each) => each.name === name)
    const path = ['key', place]
    if (field === undefined) issues.push({ path, message: `There is no field ${name}.` })
    else if (!['string', 'date', 'integer'].includes(field.type))
      issues.push({ path, message: `${name} is a ${field.type}; a key is made of texts and dates.` })
    else if ('constant' in field.from) paths.push('')
    else if (
      !('path' in field.from) ||
      !stable.includes(field.from.path) ||
      (field.transforms ?? []).length > 0
    )
      issues.push({
        path,
        message: `${name} can change, and the row would be written twice. Take keys as they are from ${stable.join(', ')}.`,
      })
    else paths.push(field.from.path)
  }
  const tellsApart = sets.some((set) => set.every((path) => paths.includes(path)))
  if (issues.length === 0 && !tellsApart)
    issues.push({
      path: ['key'],
      message: `The key must tell records apart: let it hold ${sets.map((set) => set.join(' + ')).join(', or ')}.`,
    })
  return issues
}
