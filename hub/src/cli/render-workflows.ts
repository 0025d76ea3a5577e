import type { DryRun, Run, RunSummary, WorkflowIssue } from '../api/contract/index.ts'
import { table } from './output.ts'

/** Mistakes and warnings, each at its place. */
export const renderIssues = (issues: readonly WorkflowIssue[]): string[] =>
  issues.map(({ path, message, line, column, severity }) => {
    const place = line === null ? path : `line ${line}, column ${column ?? 1} (${path})`
    return `  ${severity === 'warning' ? 'warning: ' : ''}${place}: ${message}`
  })

/** Runs as a table. */
export const runTable = (runs: readonly RunSummary[]): string =>
  table([
    ['id', 'workflow', 'state', 'cause', 'begun', 'took', 'problem'],
    ...runs.map((run) => [
      run.id,
      run.workflowKey,
      run.state,
      run.eventType ?? run.cause,
      run.startedAt ?? run.createdAt,
      took(run.durationMs),
      run.problem === null ? '' : `${run.problem.stepId ?? ''} ${run.problem.message}`.trim().slice(0, 80),
    ]),
  ])

/** A run with its steps. */
export function renderRun(run: Run): string {
  const lines = [
    `${run.workflowName}, version ${run.workflowVersion}: ${run.state}, ${took(run.durationMs)}`,
    `run ${run.id} for ${run.locationId ?? 'no location in particular'}, caused by ${run.eventType ?? run.cause}`,
    '',
    table([
      ['step', 'state', 'tries', 'took', 'what'],
      ...run.steps.map((step) => [
        step.path,
        step.state,
        String(step.attempts),
        took(step.durationMs),
        step.problem?.message ?? short(step.output),
      ]),
    ]),
  ]
  if (run.problem !== null) lines.push('', `${run.problem.message} (${run.problem.code})`)
  if (run.problem?.hint != null) lines.push(`Try: ${run.problem.hint}`)
  return lines.join('\n')
}

/** What would have happened. */
export function renderDryRun({ sentence, runs, wouldRun }: DryRun): string {
  const shown = runs
    .slice(0, 20)
    .flatMap((run) => [
      '',
      `${run.at} ${run.eventType ?? ''} ${run.outcome.replaceAll('_', ' ')}${run.problem === null ? '' : `: ${run.problem.message}`}`.trim(),
      ...run.steps.map(({ path, outcome, input, output, problem }) =>
        `  ${path}: ${outcome} ${problem?.message ?? short(outcome === 'planned' ? input : output)}`.trimEnd(),
      ),
    ])
  const rest = wouldRun - Math.min(20, runs.length)
  return [sentence, ...shown, ...(rest > 0 ? ['', `and ${rest} more`] : [])].join('\n')
}

function took(ms: number | null): string {
  if (ms === null) return ''
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function short(value: unknown): string {
  const text = value === null || value === undefined ? '' : (JSON.stringify(value) ?? '')
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
