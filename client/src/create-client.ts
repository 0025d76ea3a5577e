import { RemoteError } from './client.errors.ts'
import type { CallOptions, CallResult, CallTarget, Client, ClientOptions } from './client.types.ts'
import { pageThrough } from './catalog/page-through.ts'
import { prepareCall } from './catalog/prepare-call.ts'
import { resolveTarget } from './catalog/resolve-target.ts'
import { createTokenSource } from './create-token-source.ts'
import { apiHost } from './hosts.ts'
import { createSocialClient } from './social/create-social-client.ts'
import { createTransport } from './transport/create-transport.ts'

/**
 * Makes a client that speaks to the CRM as one token: any operation of the catalog through `call`, the Social
 * Planner through typed calls. Keeps connections alive; `close` it when done.
 * @example
 * const client = createClient({ accessToken: process.env.CRM_TOKEN })
 * const { tags } = await client.social(locationId).listTags()
 */
export function createClient(options: ClientOptions): Client {
  const { retry = {}, timeoutMs = 30_000, maxAnswerBytes = 20 * 1024 * 1024 } = options
  const transport = createTransport({ ...options, baseUrl: options.apiBaseUrl ?? apiHost })
  const tokens = createTokenSource(options)

  async function call(target: CallTarget, how: CallOptions = {}): Promise<CallResult> {
    const { needsToken, ...request } = await prepareCall(target, how)
    return transport.send(request, {
      token: needsToken ? tokens : undefined,
      retry: how.retry ?? retry,
      timeoutMs: how.timeoutMs ?? timeoutMs,
      maxAnswerBytes,
      signal: how.signal,
      acceptRedirect: how.acceptRedirect,
      beforeSend: how.beforeSend,
      onAttempt: how.onAttempt,
    })
  }

  const describe = (target: CallTarget) => resolveTarget(target)?.operation
  return {
    call,
    describe,
    pages: (target, how = {}) => pageThrough(describe(target), how, (page) => call(target, page)),
    social(locationId) {
      if (locationId === '') throw new RemoteError('invalid_call', 'The location id is empty')
      const { generation = 'v3' } = options
      return createSocialClient({
        call,
        locationId,
        generation,
        onDrift: (drift) => options.onDrift?.(drift),
      })
    },
    close: () => transport.close(),
  }
}
