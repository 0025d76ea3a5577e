/** A call of the admin API that cannot be done; `hint` says what to do instead. */
export class AdminError extends Error {
  readonly code: `simulator.${string}`
  readonly status: number
  readonly hint: string

  constructor(code: `simulator.${string}`, status: number, message: string, hint: string) {
    super(message)
    this.name = 'AdminError'
    this.code = code
    this.status = status
    this.hint = hint
  }
}

export const notFound = (kind: string, id: string): AdminError =>
  new AdminError(
    'simulator.not_found',
    404,
    `There is no ${kind} ${id}`,
    'GET /admin/api/state lists everything with its ids.',
  )

export const invalidField = (message: string): AdminError =>
  new AdminError(
    'simulator.invalid_request',
    400,
    message,
    'See the table of the admin API in simulator/README.md.',
  )
