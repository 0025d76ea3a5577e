import { nearest } from '../../gateway/nearest.ts'
import { checkExpression } from '../../platform/expressions/check-expression.ts'
import { parsePath } from '../expressions/read-path.ts'
import { scopeNames } from '../expressions/render-value.ts'
import { splitText } from '../expressions/split-text.ts'
import { secretNamed } from '../secrets/secret-references.ts'
import { meant, type Mistake } from './check-shape.ts'
import type { WorkflowCondition, WorkflowStep } from './workflow-definition.ts'

/** What an expression may name where it stands. */
export interface Reach {
  /** Steps that came before. */
  before: ReadonlySet<string>
  /** Every step of the definition. */
  all: ReadonlySet<string>
  isInLoop: boolean
  /** Whether secrets may be named there; default not. */
  takesSecrets?: boolean
}

/** Where the texts of a request may name secrets. */
const placesOfSecrets = new Set(['url', 'headers', 'body'])

/** Fields that hold steps or conditions, or are never expressions. */
const otherFields = new Set([
  'id',
  'type',
  'title',
  'note',
  'next',
  'retry',
  'timeout',
  'isDisabled',
  'operation',
  'workflow',
  'do',
  'else',
  'cases',
  'otherwise',
  'onError',
  'if',
  'when',
  'match',
])

/** Every mistake in the expressions of a step, its conditions included, not those of steps within it. */
export function checkStepExpressions(step: WorkflowStep, path: string, reach: Reach): Mistake[] {
  const inner =
    step.type === 'loop'
      ? { ...reach, isInLoop: true, before: new Set([...reach.before, ...step.do.map(({ id }) => id)]) }
      : reach
  const mistakes = Object.entries(step).flatMap(([name, value]) =>
    otherFields.has(name)
      ? []
      : checkTexts(value, `${path}.${name}`, {
          ...(name === 'collect' ? inner : reach),
          takesSecrets: step.type === 'http' && placesOfSecrets.has(name),
        }),
  )
  const conditions: [string, WorkflowCondition | undefined][] = [
    ['when', step.when],
    ['if', step.type === 'condition' ? step.if : undefined],
    ['match', step.type === 'wait_for_event' ? step.match : undefined],
  ]
  if (step.type === 'branch')
    for (const [place, one] of step.cases.entries()) conditions.push([`cases.${place}.if`, one.if])
  for (const [name, condition] of conditions)
    if (condition !== undefined) mistakes.push(...checkCondition(condition, `${path}.${name}`, reach))
  return mistakes
}

export function checkCondition(condition: WorkflowCondition, path: string, reach: Reach): Mistake[] {
  if ('all' in condition)
    return condition.all.flatMap((one, place) => checkCondition(one, `${path}.all.${place}`, reach))
  if ('any' in condition)
    return condition.any.flatMap((one, place) => checkCondition(one, `${path}.any.${place}`, reach))
  if ('not' in condition) return checkCondition(condition.not, `${path}.not`, reach)
  if ('expression' in condition) return checkSource(bare(condition.expression), `${path}.expression`, reach)
  const needsValue = condition.is !== 'exists' && condition.is !== 'missing'
  return [
    ...checkSource(bare(condition.field), `${path}.field`, reach),
    ...(needsValue && condition.value === undefined
      ? [{ path, message: `"${condition.is}" needs a value to compare with` }]
      : checkTexts(condition.value, `${path}.value`, reach)),
    ...((condition.is === 'in' || condition.is === 'not_in') &&
    typeof condition.value !== 'string' &&
    !Array.isArray(condition.value)
      ? [{ path: `${path}.value`, message: `"${condition.is}" needs a list` }]
      : []),
  ]
}

const bare = (source: string): string => /^\s*\{\{(.*)\}\}\s*$/s.exec(source)?.[1] ?? source

/** Every text in a value. */
export function checkTexts(value: unknown, path: string, reach: Reach): Mistake[] {
  if (typeof value === 'string') return checkText(value, path, reach)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => checkTexts(item, `${path}.${name}`, reach))
}

function checkText(text: string, path: string, reach: Reach): Mistake[] {
  if (!text.includes('{{')) return []
  const { parts, unclosedAt } = splitText(text)
  if (unclosedAt !== undefined)
    return [{ path, message: `"{{" at character ${unclosedAt + 1} is not closed with "}}"` }]
  return parts.flatMap((part) => (typeof part === 'string' ? [] : checkSource(part.expression, path, reach)))
}

function checkSource(source: string, path: string, reach: Reach): Mistake[] {
  if (namesSecret(source)) return checkSecret(source, path, reach)
  const problem = checkExpression(source)
  if (problem !== undefined) {
    const where = problem.column === undefined ? '' : ` (line ${problem.line}, column ${problem.column})`
    return [{ path, message: `{{${cut(source)}}}: ${problem.message}${where}` }]
  }
  const plain = parsePath(source.trim())
  const first = plain?.[0]
  if (typeof first === 'string' && !(scopeNames as readonly string[]).includes(first)) {
    const suggestions = nearest(first, scopeNames)
    return [
      {
        path,
        message: `{{${cut(source)}}} begins with "${first}"; an expression reads ${scopeNames.join(', ')}${meant(suggestions)}`,
        suggestions,
      },
    ]
  }
  if ((first === 'item' || first === 'index') && !reach.isInLoop)
    return [{ path, message: `"${first}" exists only inside a loop` }]
  return checkReferences(source, path, reach)
}

/** What stands in quotes is no reference. */
const codeOf = (source: string): string => source.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')

const namesSecret = (source: string): boolean => /(?<![\w.$])secrets(?!\w)/.test(codeOf(source))

function checkSecret(source: string, path: string, { takesSecrets = false }: Reach): Mistake[] {
  if (!takesSecrets)
    return [{ path, message: 'Secrets can stand only in the address, the headers and the body of a request' }]
  return secretNamed(source) === undefined
    ? [
        {
          path,
          message: 'A secret stands by itself, as in "Bearer {{ secrets.NAME }}": expressions do not see it',
        },
      ]
    : []
}

function checkReferences(source: string, path: string, { before, all }: Reach): Mistake[] {
  const named = new Set(
    [...codeOf(source).matchAll(/(?<![\w.$])steps\s*\.\s*([A-Za-z_]\w*)/g)].map(([, id]) => id!),
  )
  return [...named].flatMap((id): Mistake[] => {
    if (before.has(id)) return []
    if (all.has(id))
      return [
        {
          path,
          message: `The step "${id}" has not run when this is read: it comes later, or on another way`,
        },
      ]
    const suggestions = nearest(id, before)
    return [{ path, message: `There is no step "${id}"${meant(suggestions)}`, suggestions }]
  })
}

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
