import { RemoteError } from '@causeway/client'
import { HubError } from '../platform/errors.ts'

/** Failures that come from the question itself: an older answer to another question would not help. */
const badQuestions = new Set(['invalid_request', 'invalid_call', 'not_found', 'user_unknown', 'aborted'])

/** Code of a failure that an older answer may stand in for; undefined when the caller has to hear of it. */
export function excuseOf(problem: unknown): string | undefined {
  if (problem instanceof RemoteError)
    return badQuestions.has(problem.code) ? undefined : `crm.${problem.code}`
  return problem instanceof HubError ? problem.code : undefined
}
