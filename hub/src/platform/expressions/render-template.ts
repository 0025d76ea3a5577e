import { Liquid, type Template } from 'liquidjs'
import { longestSource } from './check-expression.ts'
import type { ExpressionProblem } from './expressions.types.ts'

/** What rendering came to. */
export type TemplateOutcome = { ok: true; text: string } | { ok: false; problem: ExpressionProblem }

export interface TemplateOptions {
  /** A variable that is not there is a problem instead of nothing; default false. */
  strict?: boolean
}

const longestRenderMs = 100
/** Liquid's own measure: about the characters and list items handled. */
const memoryLimit = 2_000_000
const mostParsed = 500

const engineOf = (strictVariables: boolean): Liquid =>
  new Liquid({
    strictVariables,
    strictFilters: true,
    // A template sees the values it is given, and nothing of the language behind them.
    ownPropertyOnly: true,
    parseLimit: longestSource,
    renderLimit: longestRenderMs,
    memoryLimit,
    // No files: a template includes nothing.
    templates: {},
  })
const engines = { lenient: engineOf(false), strict: engineOf(true) }
const parsed = new Map<string, Template[]>()

/** Renders a Liquid template that anybody may have written; time and memory are limited, files are out of reach. */
export function renderTemplate(
  source: string,
  values: object,
  { strict = false }: TemplateOptions = {},
): TemplateOutcome {
  const engine = strict ? engines.strict : engines.lenient
  try {
    const rendered: unknown = engine.renderSync(parse(source), values)
    return { ok: true, text: String(rendered) }
  } catch (thrown) {
    return { ok: false, problem: describeTemplateFailure(thrown) }
  }
}

/** What is wrong with a template's syntax; undefined when nothing is. */
export function checkTemplate(source: string): ExpressionProblem | undefined {
  if (source.length > longestSource)
    return { kind: 'too_large', message: `A template has at most ${longestSource} characters.` }
  try {
    parse(source)
    return undefined
  } catch (thrown) {
    return describeTemplateFailure(thrown)
  }
}

function parse(source: string): Template[] {
  const known = parsed.get(source)
  if (known !== undefined) return known
  const templates = engines.lenient.parse(source)
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(source, templates)
  return templates
}

function describeTemplateFailure(thrown: unknown): ExpressionProblem {
  const { name, message, token, context } = Object(thrown) as {
    name?: string
    message?: string
    token?: { getPosition?: () => number[] }
    context?: unknown
  }
  const [line, column] = token?.getPosition?.() ?? []
  const said = (message ?? 'The template failed').split('\n')[0]!.replace(/, (file:.*|line:\d+.*)$/, '')
  const isLimit = /(memory|template|parse) (alloc|render|length|) ?limit|limit exceeded/i.test(said)
  return {
    kind: isLimit ? 'too_large' : name === 'ParseError' || name === 'TokenizationError' ? 'syntax' : 'failed',
    message: said.endsWith('.') ? said : `${said}.`,
    ...(line !== undefined && column !== undefined && context !== null && { line, column }),
  }
}
