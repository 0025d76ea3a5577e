import type { Problem } from '@causeway/hub/contract'

/** A failed answer of the hub, or its absence, in one shape: what happened and what to do. */
export class HubProblem extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly requestId: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail'> & Partial<Problem>, options?: ErrorOptions) {
    super(problem.detail, options)
    this.name = 'HubProblem'
    this.status = problem.status
    this.code = problem.code
    this.hint = problem.hint
    this.requestId = problem.requestId
    this.details = problem.details
  }

  /** For invalid input: the message for each field, keyed by the field's path. */
  get fieldMessages(): Record<string, string> {
    const issues = this.details?.['issues']
    if (!Array.isArray(issues)) return {}
    return Object.fromEntries(
      issues.flatMap((issue: unknown) => {
        if (typeof issue !== 'object' || issue === null) return []
        const { path, message } = issue as { path?: unknown; message?: unknown }
        const name = Array.isArray(path) ? path.join('.') : path
        return typeof name === 'string' && typeof message === 'string' ? [[lastPart(name), message]] : []
      }),
    )
  }
}

const lastPart = (path: string) => path.split(/[./]/).at(-1) ?? path

/** Reads a failed answer; one that is not a problem document (a proxy's page, say) still gets words. */
export async function readProblem(response: Response): Promise<HubProblem> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string') {
    return new HubProblem({ ...(body as Problem), status: response.status })
  }
  return new HubProblem({
    status: response.status,
    code: 'console.unreadable_answer',
    detail: `The hub answered ${response.status} in a form this console cannot read.`,
    hint: 'If a proxy stands in front of the hub, check that it passes answers on unchanged.',
  })
}

/** The hub did not answer at all. */
export function hubUnreachable(cause: unknown): HubProblem {
  return new HubProblem(
    {
      status: 0,
      code: 'console.hub_unreachable',
      detail: 'The hub does not answer.',
      hint: 'Check that it is running and that this device is connected, then try again.',
    },
    { cause },
  )
}
