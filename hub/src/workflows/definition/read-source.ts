import { LineCounter, parseDocument } from 'yaml'
import type { WorkflowIssue } from './workflow-definition.ts'

/** A definition as it was written, and where in the text each part stands. */
export interface ReadSource {
  value: unknown
  issues: WorkflowIssue[]
  /** Line and column, from 1, of a part (`steps.0.url`), or of the nearest part around it. */
  placeOf(path: string): { line: number; column: number } | undefined
}

/** Reads YAML or JSON, which is YAML too. Aliases are few, so that no text unfolds into gigabytes. */
export function readSource(text: string): ReadSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const issues = document.errors.map(({ message, pos }): WorkflowIssue => {
    const { line, column } = placeAt(pos[0])
    return { path: '', message, stepId: null, severity: 'error', suggestions: [], line, column }
  })
  let value: unknown
  if (issues.length === 0)
    try {
      value = document.toJS({ maxAliasCount: 100 })
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem)
      issues.push({ path: '', message, stepId: null, severity: 'error', suggestions: [], line: 1, column: 1 })
    }
  return {
    value,
    issues,
    placeOf(path) {
      const parts =
        path === '' ? [] : path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      for (let length = parts.length; length >= 0; length--) {
        const node: unknown = length === 0 ? document.contents : document.getIn(parts.slice(0, length), true)
        const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
        if (Array.isArray(range)) return placeAt(Number(range[0]))
      }
      return undefined
    },
  }
}
