/** Error codes of OAuth 2.1 and its registration, as far as they are used here. */
export type OAuthErrorCode =
  | 'access_denied'
  | 'invalid_client'
  | 'invalid_client_metadata'
  | 'invalid_grant'
  | 'invalid_redirect_uri'
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'

/** A refusal that programs read, in the words of OAuth instead of a problem. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal'
  readonly code: OAuthErrorCode

  constructor(code: OAuthErrorCode, description: string) {
    super(description)
    this.code = code
  }

  /** 401 only where OAuth asks for it; all else is a bad request. */
  get status(): number {
    if (this.code === 'invalid_client') return 401
    return this.code === 'temporarily_unavailable' ? 503 : 400
  }
}
