import { nearest } from '../../gateway/nearest.ts'
import { meant, type Mistake } from './check-shape.ts'
import { type VisitedStep, visitSteps } from './visit-steps.ts'
import type { WorkflowStep } from './workflow-definition.ts'

/** Ids that occur twice, and jumps that lead nowhere, back, or into something. */
export function checkFlow(steps: readonly WorkflowStep[]): Mistake[] {
  const all = [...visitSteps(steps)]
  const byId = new Map<string, VisitedStep>()
  const mistakes: Mistake[] = []
  for (const visited of all) {
    const { id } = visited.step
    const first = byId.get(id)
    if (first !== undefined)
      mistakes.push({
        path: `${visited.path}.id`,
        message: `The id "${id}" is used already, at ${first.path}`,
      })
    else byId.set(id, visited)
  }
  for (const visited of all) {
    const mistake = checkJump(visited, byId)
    if (mistake !== undefined) mistakes.push(mistake)
  }
  return mistakes
}

function checkJump(visited: VisitedStep, byId: ReadonlyMap<string, VisitedStep>): Mistake | undefined {
  const { step, path, parents } = visited
  if (step.next === undefined || step.next === 'end') return undefined
  const place = `${path}.next`
  const target = byId.get(step.next)
  if (target === undefined) {
    const suggestions = nearest(step.next, [...byId.keys(), 'end'])
    return { path: place, message: `There is no step "${step.next}"${meant(suggestions)}`, suggestions }
  }
  if (target.step === step || parents.includes(target.step) || isBefore(target, visited))
    return { path: place, message: `This goes round in a circle: ${circle(target, visited)}` }
  // A jump may leave the lists it is in, but not enter others, nor leave a loop's items behind.
  const around = [visited, ...parents.map((parent) => byId.get(parent.id)!)].find(
    (one) => one.list === target.list,
  )
  if (around === undefined)
    return {
      path: place,
      message: `"${step.next}" is inside of something else: a jump stays in its list or leaves it`,
    }
  const loop = parents.find((parent) => parent.type === 'loop' && !target.parents.includes(parent))
  if (loop !== undefined) return { path: place, message: `A jump cannot leave the loop "${loop.id}"` }
  return undefined
}

const isBefore = (target: VisitedStep, step: VisitedStep): boolean => comparePaths(target.path, step.path) < 0

function comparePaths(one: string, other: string): number {
  const [ones, others] = [one.split('.'), other.split('.')]
  for (const [place, part] of ones.entries()) {
    const against = others[place]
    if (against === undefined) return 1
    if (part === against) continue
    const [left, right] = [Number(part), Number(against)]
    return Number.isNaN(left) || Number.isNaN(right) ? 0 : left - right
  }
  return -1
}

/** `a → b → c → a` */
function circle(target: VisitedStep, from: VisitedStep): string {
  if (target.step === from.step) return `${from.step.id} → ${from.step.id}`
  const between = target.list
    .slice(target.place + 1)
    .map(({ id }) => id)
    .slice(0, Math.max(0, from.list === target.list ? from.place - target.place - 1 : 0))
  return [target.step.id, ...between, from.step.id, target.step.id].join(' → ')
}
