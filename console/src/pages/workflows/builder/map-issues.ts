import type { WorkflowIssue } from '@causeway/hub/contract'
import type { Draft, Place } from '../draft/draft.types.ts'
import { listSteps } from '../draft/edit-draft.ts'

/** Issues by where a person mends them: a step's id, `trigger`, or `workflow`. */
export type PlacedIssue = WorkflowIssue & { at: string; field: string }

/** Finds the step and the field an issue is about; its path is the definition's: `steps.0.do.1.url`. */
export function placeIssues(draft: Draft, issues: WorkflowIssue[]): PlacedIssue[] {
  const places = listSteps(draft)
    .map((place): [string, Place] => [[...place.list, place.index].join('.'), place])
    // The innermost step is the one with the longest path.
    .sort(([one], [other]) => other.length - one.length)
  return issues.map((issue) => {
    const found = places.find(([path]) => issue.path === path || issue.path.startsWith(`${path}.`))
    if (found !== undefined) {
      return { ...issue, at: found[1].step.id, field: issue.path.slice(found[0].length + 1) }
    }
    const [first = ''] = issue.path.split('.')
    const isTrigger = first === 'trigger' || first === 'filters'
    const at = isTrigger ? 'trigger' : (issue.stepId ?? 'workflow')
    return { ...issue, at, field: first === 'trigger' ? issue.path.slice('trigger.'.length) : issue.path }
  })
}

/** Errors of one place by field; deeper ones count for the field they are in too. */
export function fieldErrors(issues: PlacedIssue[], at: string): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { field, message, suggestions } of issues.filter((issue) => issue.at === at)) {
    const words =
      suggestions.length === 0 ? message : `${message} Perhaps ${suggestions.slice(0, 3).join(', ')}?`
    for (const name of new Set([field, field.split('.')[0] ?? ''])) errors[name] ??= words
  }
  return errors
}
