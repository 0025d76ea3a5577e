import { checkCondition, checkStepExpressions, checkTexts } from './check-expressions.ts'
import { checkFlow } from './check-flow.ts'
import { checkShape, type Mistake } from './check-shape.ts'
import { checkStep, checkTrigger, type Surroundings } from './check-steps.ts'
import { readSource } from './read-source.ts'
import { visitSteps } from './visit-steps.ts'
import type { WorkflowDefinition, WorkflowIssue } from './workflow-definition.ts'

/** A definition that was looked at. */
export interface CheckedDefinition {
  /** Undefined when it has not even the shape of one. */
  definition: WorkflowDefinition | undefined
  /** As it was given. */
  value: unknown
  issues: WorkflowIssue[]
  /** No error, warnings perhaps. */
  isValid: boolean
}

/** Checks a definition: its shape, its flow, its operations, triggers, schedules and expressions. */
export function checkDefinition(value: unknown, now: Date, around: Surroundings = {}): CheckedDefinition {
  const { definition, mistakes } = checkShape(value)
  if (definition !== undefined) mistakes.push(...checkMeaning(definition, now, around))
  const issues = mistakes.map((mistake) => issueOf(mistake, value))
  return { definition, value, issues, isValid: issues.every(({ severity }) => severity !== 'error') }
}

/** As `checkDefinition` for a text of YAML or JSON: every mistake with its line. */
export function checkSource(text: string, now: Date, around: Surroundings = {}): CheckedDefinition {
  const source = readSource(text)
  if (source.issues.length > 0)
    return { definition: undefined, value: undefined, issues: source.issues, isValid: false }
  const checked = checkDefinition(source.value, now, around)
  const issues = checked.issues.map((issue) => ({ ...issue, ...source.placeOf(issue.path) }))
  return { ...checked, issues }
}

function checkMeaning(definition: WorkflowDefinition, now: Date, around: Surroundings): Mistake[] {
  const visited = [...visitSteps(definition.steps)]
  const all = new Set(visited.map(({ step }) => step.id))
  const outside = { before: new Set<string>(), all, isInLoop: false }
  return [
    ...checkTrigger(definition, now),
    ...definition.filters.flatMap((filter, place) => checkCondition(filter, `filters.${place}`, outside)),
    ...checkTexts(definition.orderBy, 'orderBy', outside),
    ...checkFlow(definition.steps),
    ...visited.flatMap(({ step, path, parents, before }) => {
      // In its steps for errors, a step can be read already.
      const inner = before.filter((one) => !parents.includes(one)).flatMap(innerIds)
      const reach = {
        before: new Set([...before.map(({ id }) => id), ...inner]),
        all,
        isInLoop: parents.some(({ type }) => type === 'loop'),
      }
      return [...checkStep(step, path, around), ...checkStepExpressions(step, path, reach)]
    }),
    ...checkCalls(definition, around),
  ]
}

/** Steps of a branch that was perhaps taken can be read behind it; those in loops cannot. */
const innerIds = (step: WorkflowDefinition['steps'][number]): string[] =>
  step.type === 'loop'
    ? []
    : [...visitSteps([step])]
        .filter(({ parents }) => parents.every(({ type }) => type !== 'loop'))
        .map(({ step: one }) => one.id)

/** Workflows that call each other in a circle. */
function checkCalls({ key, steps }: WorkflowDefinition, { workflows }: Surroundings): Mistake[] {
  if (key === undefined) return []
  const called = [...visitSteps(steps)].flatMap(({ step, path }) =>
    step.type === 'workflow' ? [{ path: `${path}.workflow`, to: step.workflow }] : [],
  )
  return called.flatMap(({ path, to }) => {
    const way = wayTo(key, to, workflows ?? new Map(), [to])
    return way === undefined
      ? []
      : [
          {
            path,
            message: `Workflows that call each other go round in a circle: ${[key, ...way].join(' → ')}`,
          },
        ]
  })
}

function wayTo(
  key: string,
  from: string,
  workflows: ReadonlyMap<string, readonly string[]>,
  way: readonly string[],
): readonly string[] | undefined {
  if (from === key) return way
  if (way.length > 50) return undefined
  for (const next of workflows.get(from) ?? []) {
    if (way.includes(next) && next !== key) continue
    const found = wayTo(key, next, workflows, [...way, next])
    if (found !== undefined) return found
  }
  return undefined
}

function issueOf(
  { path, message, severity = 'error', suggestions = [] }: Mistake,
  root: unknown,
): WorkflowIssue {
  return { path, message, stepId: stepIdAt(path, root), severity, suggestions, line: null, column: null }
}

/** The id of the innermost step a place is in. */
function stepIdAt(path: string, root: unknown): string | null {
  let id: string | null = null
  let value = root
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) break
    value = (value as Record<string, unknown>)[part]
    if (
      typeof value === 'object' &&
      value !== null &&
      'type' in value &&
      'id' in value &&
      typeof value.id === 'string'
    )
      id = value.id
  }
  return id
}

/** Keys of the workflows a definition calls. */
export const calledWorkflows = ({ steps }: Pick<WorkflowDefinition, 'steps'>): string[] =>
  [...visitSteps(steps)].flatMap(({ step }) => (step.type === 'workflow' ? [step.workflow] : []))
