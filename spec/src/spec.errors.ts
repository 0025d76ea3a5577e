/** What a lookup in the facts can fail with. */
export type SpecErrorCode = 'spec.unknown_module'

/** A question the facts cannot answer, with what to do about it. */
export class SpecError extends Error {
  override name = 'SpecError'
  /** Never changes for one kind of failure. */
  readonly code: SpecErrorCode
  /** What the caller can do. */
  readonly hint: string

  constructor(code: SpecErrorCode, message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
