import type { Expressions } from '../../platform/expressions/create-expressions.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { parsePath, readPath } from './read-path.ts'
import { splitText } from './split-text.ts'

/** What expressions read: `trigger`, `event`, `steps`, `run`, `params`, and in loops `item` and `index`. */
export type ExpressionScope = Readonly<Record<string, unknown>>
export type Evaluate = Pick<Expressions, 'evaluate'>['evaluate']
type Render = (scope: ExpressionScope, evaluate: Evaluate) => unknown

/** Names an expression can begin with. */
export const scopeNames = ['trigger', 'event', 'steps', 'run', 'params', 'item', 'index'] as const
/** A thread that has to start takes its time; what hangs is killed all the same. */
const timeoutMs = 1000
/** Large values take their time to get there and back. */
const lettersPerMs = 1000
const mostRemembered = 5000

/** Texts are the same in every run of a workflow: read once. */
const remembered = new Map<string, Render>()

/**
 * Fills in every `{{ … }}` of a value, whatever its shape. Gives the value itself where nothing had to be asked of a
 * thread, so that plain paths cost no turn of the loop.
 * @throws `workflows.expression_failed` naming the expression
 */
export function renderValue(value: unknown, scope: ExpressionScope, evaluate: Evaluate): unknown {
  if (typeof value === 'string') return renderOf(value)(scope, evaluate)
  if (typeof value !== 'object' || value === null) return value
  const names = Array.isArray(value) ? undefined : Object.keys(value)
  const parts = (Array.isArray(value) ? value : Object.values(value)).map((item) =>
    renderValue(item, scope, evaluate),
  )
  const join = (ready: unknown[]): unknown =>
    names === undefined
      ? ready.map((item) => item ?? null)
      : Object.fromEntries(
          names.flatMap((name, place) => (ready[place] === undefined ? [] : [[name, ready[place]]])),
        )
  return parts.some(isPromise) ? Promise.all(parts).then(join) : join(parts)
}

/** As `renderValue` for something that has to be text: nothing becomes empty, objects become JSON. */
export async function renderText(text: string, scope: ExpressionScope, evaluate: Evaluate): Promise<string> {
  return textOf(await renderValue(text, scope, evaluate))
}

/** Fills in a URL: what is put into it cannot change where it leads, unless it is the whole URL. */
export async function renderUrl(text: string, scope: ExpressionScope, evaluate: Evaluate): Promise<string> {
  const { parts } = splitText(text)
  // A text that begins with an expression names the server itself.
  const values = await Promise.all(
    parts.map(async (part, place) => {
      if (typeof part === 'string') return part
      const value = textOf(await evaluateIn(part.expression, scope, evaluate))
      return place === 0 ? value : encodeURIComponent(value)
    }),
  )
  return values.join('')
}

/** Evaluates one expression. */
export function evaluateIn(source: string, scope: ExpressionScope, evaluate: Evaluate): unknown {
  const trimmed = source.trim()
  const path = parsePath(trimmed)
  if (path !== undefined) {
    const found = readPath(path, scope)
    if (found.kind === 'value') return found.value
  }
  return evaluateInThread(trimmed, scope, evaluate)
}

async function evaluateInThread(
  source: string,
  scope: ExpressionScope,
  evaluate: Evaluate,
): Promise<unknown> {
  const needed = neededOf(source, scope)
  const outcome = await evaluate(source, needed, { timeoutMs: timeoutMs + lettersIn(needed) / lettersPerMs })
  if (outcome.ok) return outcome.value
  const { message, line, column, kind } = outcome.problem
  throw workflowErrors.expression_failed(`{{ ${cut(source)} }}: ${message}`, {
    details: { expression: cut(source), kind, ...(line !== undefined && { line, column }) },
  })
}

/** What an expression may read: values travel to its thread, and large ones it does not name need not. */
function neededOf(source: string, scope: ExpressionScope): ExpressionScope {
  // `$`, `$$` and `*` stand for everything.
  if (/(?:^|[^\w$])\$\$?(?![\w$(])|\*\*|(?:^|[\s(,:[{])\*/.test(source)) return scope
  const names = new Set(source.match(/[A-Za-z_]\w*/g))
  return Object.fromEntries(
    Object.entries(scope).flatMap(([name, value]) => {
      if (!names.has(name)) return []
      // `steps.look.output` needs one step; any other mention of `steps` needs them all.
      if (name !== 'steps' || /\bsteps\b/.test(source.replaceAll(/\bsteps\s*\.\s*[A-Za-z_]\w*/g, '')))
        return [[name, value]]
      const steps = Object.entries(value as Record<string, unknown>).filter(([id]) => names.has(id))
      return [[name, Object.fromEntries(steps)]]
    }),
  )
}

/** About how large a value is: a few huge texts, or the first thousand of its parts. */
function lettersIn(value: unknown): number {
  let letters = 0
  let left = 1000
  const look = (one: unknown): void => {
    if (left-- <= 0) return
    if (typeof one === 'string') letters += one.length
    else if (typeof one === 'object' && one !== null)
      for (const item of Object.values(one)) {
        if (left <= 0) return
        look(item)
      }
  }
  look(value)
  return letters
}

function renderOf(text: string): Render {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const made = compileText(text)
  if (remembered.size >= mostRemembered) remembered.clear()
  if (text.length < 2000) remembered.set(text, made)
  return made
}

function compileText(text: string): Render {
  if (!text.includes('{{')) return () => text
  const { parts } = splitText(text)
  const [only] = parts
  if (parts.length === 1 && typeof only === 'object')
    return (scope, evaluate) => evaluateIn(only.expression, scope, evaluate)
  return (scope, evaluate) => {
    const values = parts.map((part) =>
      typeof part === 'string' ? part : evaluateIn(part.expression, scope, evaluate),
    )
    const join = (ready: unknown[]) => ready.map(textOf).join('')
    return values.some(isPromise) ? Promise.all(values).then(join) : join(values)
  }
}

/** A value as it stands in a text. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise
const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
