import type { WorkflowStep } from './workflow-definition.ts'

/** A list of steps within a step, with where it is. */
export interface NestedSteps {
  steps: readonly WorkflowStep[]
  /** Relative to the step: `do`, `cases.0.do`, `onError`. */
  place: string
}

/** The lists of steps a step holds, in the order they are drawn. */
export function nestedSteps(step: WorkflowStep): NestedSteps[] {
  const lists: NestedSteps[] = []
  if (step.type === 'condition')
    lists.push({ steps: step.do, place: 'do' }, { steps: step.else, place: 'else' })
  if (step.type === 'branch') {
    for (const [place, one] of step.cases.entries()) lists.push({ steps: one.do, place: `cases.${place}.do` })
    lists.push({ steps: step.otherwise, place: 'otherwise' })
  }
  if (step.type === 'loop') lists.push({ steps: step.do, place: 'do' })
  if (step.onError !== undefined) lists.push({ steps: step.onError, place: 'onError' })
  return lists.filter(({ steps }) => steps.length > 0)
}

export interface VisitedStep {
  step: WorkflowStep
  /** `steps.0.do.1` */
  path: string
  /** Steps around it, outermost first. */
  parents: readonly WorkflowStep[]
  /** Steps that come before it on the way there, in order. */
  before: readonly WorkflowStep[]
  /** Its own list and the place in it. */
  list: readonly WorkflowStep[]
  place: number
}

/** Visits every step, outer ones first, from top to bottom. */
export function* visitSteps(
  steps: readonly WorkflowStep[],
  path = 'steps',
  parents: readonly WorkflowStep[] = [],
  earlier: readonly WorkflowStep[] = [],
): Generator<VisitedStep> {
  for (const [place, step] of steps.entries()) {
    const before = [...earlier, ...steps.slice(0, place)]
    const own = `${path}.${place}`
    yield { step, path: own, parents, before, list: steps, place }
    for (const nested of nestedSteps(step))
      yield* visitSteps(nested.steps, `${own}.${nested.place}`, [...parents, step], [...before, step])
  }
}

/** The step with an id, wherever it is. */
export function findStep(steps: readonly WorkflowStep[], id: string): VisitedStep | undefined {
  for (const visited of visitSteps(steps)) if (visited.step.id === id) return visited
  return undefined
}
