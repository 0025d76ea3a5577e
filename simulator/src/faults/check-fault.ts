import type { FaultDraft, FaultKind } from './faults.types.ts'

/** A fault that cannot be switched on as described. */
export class FaultError extends Error {
  readonly code = 'simulator.fault_invalid'
  readonly hint = 'See the table of faults in simulator/README.md.'

  constructor(message: string) {
    super(message)
    this.name = 'FaultError'
  }
}

const isDuration = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0

const effectProblems: Record<FaultKind, (draft: Record<string, unknown>) => string | undefined> = {
  latency: ({ delayMs, jitterMs }) =>
    isDuration(delayMs) && (jitterMs === undefined || isDuration(jitterMs))
      ? undefined
      : 'latency needs delayMs (and may have jitterMs), milliseconds of 0 or more',
  status: ({ status }) =>
    Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599
      ? undefined
      : 'status needs a status from 400 to 599',
  cut: ({ when }) =>
    ['before', 'after', 'amid'].includes(String(when)) ? undefined : 'cut needs when: before, after or amid',
  malformed_json: () => undefined,
  slow_body: ({ durationMs }) =>
    isDuration(durationMs) ? undefined : 'slow_body needs durationMs, milliseconds of 0 or more',
  duplicate: () => undefined,
  lost_refresh_answer: () => undefined,
}

/** Refuses a draft that describes no fault; drafts also come from outside, so their types prove nothing. */
export function checkFault(draft: FaultDraft): void {
  const checks: Record<string, ((draft: Record<string, unknown>) => string | undefined) | undefined> =
    effectProblems
  const check = Object.hasOwn(checks, draft.kind) ? checks[draft.kind] : undefined
  if (!check) throw new FaultError(`There is no fault of kind "${draft.kind}"`)
  const problem = check({ ...draft })
  if (problem) throw new FaultError(problem)
  const { probability = 1, times = 1, match = {} } = draft
  if (!(probability >= 0 && probability <= 1))
    throw new FaultError('probability must be a number from 0 to 1')
  if (!(Number.isInteger(times) && times > 0))
    throw new FaultError('times must be a whole number of 1 or more')
  const known = ['operationId', 'method', 'pathPrefix', 'locationId']
  for (const [name, value] of Object.entries(match)) {
    if (!known.includes(name) || typeof value !== 'string')
      throw new FaultError(`match.${name} must be one of ${known.join(', ')}, and a string`)
  }
}
