/** What a caller can be told about a failure, besides the sentence of this occurrence. */
export interface ErrorFacts {
  /** Facts of the occurrence, shown to callers: never a secret. */
  details?: Record<string, unknown>
  /** Overrides the table's hint when this occurrence calls for other advice. */
  hint?: string
  /** Extra answer headers, such as `Retry-After`. */
  headers?: Record<string, string>
  cause?: unknown
}

/** A failure with a stable code, what happened, and what to do. The API answers it as problem+json. */
export class HubError<Code extends string = string> extends Error {
  override readonly name = 'HubError'
  readonly code: Code
  /** HTTP status the API answers with. */
  readonly status: number
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined
  readonly headers: Record<string, string> | undefined

  constructor(code: Code, status: number, message: string, facts: ErrorFacts = {}) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined)
    this.code = code
    this.status = status
    this.hint = facts.hint
    this.details = facts.details
    this.headers = facts.headers
  }
}

interface ErrorRow {
  /** HTTP status. */
  status: number
  /** What the caller should do, one sentence. */
  hint: string
}

type ErrorFactories<Folder extends string, Table> = {
  [Name in keyof Table & string]: (message: string, facts?: ErrorFacts) => HubError<`${Folder}.${Name}`>
}

/** Every table of errors defined so far, for the reference page and the test that compares it. */
export const definedErrors = new Map<string, ErrorRow>()

/** Makes one factory for each thing that can go wrong in a folder; codes are `<folder>.<name>`. */
export function defineErrors<const Folder extends string, const Table extends Record<string, ErrorRow>>(
  folder: Folder,
  table: Table,
): ErrorFactories<Folder, Table> {
  const entries = Object.entries(table).map(([name, row]) => {
    const code = `${folder}.${name}`
    definedErrors.set(code, row)
    const make = (message: string, facts: ErrorFacts = {}) =>
      new HubError(code, row.status, message, { hint: row.hint, ...facts })
    return [name, make] as const
  })
  return Object.fromEntries(entries) as unknown as ErrorFactories<Folder, Table>
}

/** Says what went wrong in one line, whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)
