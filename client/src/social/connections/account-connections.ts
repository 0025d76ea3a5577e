import type { QueryValue } from '../../client.types.ts'
import { callAt, callSocial, demand, refuseCall, socialOperationId } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { AccountConnections, ConnectablePlatform } from './connections.types.ts'
import { decodeAttachedAccount, decodeCandidates } from './decode-candidates.ts'

interface PlatformOperations {
  start: string
  list: string
  attach: string | undefined
}

/** v2 has own operations for each network; v3 names the network in the path. */
const v2Operations: Partial<Record<ConnectablePlatform, PlatformOperations>> = {
  google: { start: 'start-google-oauth', list: 'get-google-locations', attach: 'set-google-locations' },
  facebook: {
    start: 'start-facebook-oauth',
    list: 'get-facebook-page-group',
    attach: 'attach-facebook-page-group',
  },
  instagram: {
    start: 'start-instagram-oauth',
    list: 'get-instagram-page-group',
    attach: 'attach-instagram-page-group',
  },
  linkedin: {
    start: 'start-linkedin-oauth',
    list: 'get-linkedin-page-profile',
    attach: 'attach-linkedin-page-profile',
  },
  twitter: { start: 'start-twitter-oauth', list: 'get-twitter-profile', attach: 'attach-twitter-profile' },
  tiktok: { start: 'start-tiktok-oauth', list: 'get-tiktok-profile', attach: 'attach-tiktok-profile' },
  'tiktok-business': {
    start: 'start-tiktok-business-oauth',
    list: 'get-tiktok-business-profile',
    attach: undefined,
  },
}

const v3Operations: PlatformOperations = {
  start: 'start-oauth',
  list: 'get-oauth-accounts',
  attach: 'attach-oauth-accounts',
}

/** Calls that connect accounts, in the client's generation. */
export function createAccountConnections(context: SocialContext): AccountConnections {
  const { locationId, generation } = context
  /** Only v3 has the network in the path. */
  const named = (platform: ConnectablePlatform) => (generation === 'v3' ? { platform } : undefined)

  return {
    async start(platform, input, options) {
      const { start } = operationsFor(context, platform)
      const query: Record<string, QueryValue> = {
        locationId,
        userId: input.userId,
        page: input.page,
        reconnect: input.reconnect === undefined ? undefined : String(input.reconnect),
      }
      const how = callAt({ ...named(platform) }, options, { query, acceptRedirect: true })
      const { location, body } = await context.call(socialOperationId(generation, start), how)
      if (location !== undefined) return { kind: 'redirect', url: location }
      const html = typeof body === 'string' ? body : undefined
      return { kind: 'page', html: demand(html, `a page or an address of ${platform}`) }
    },

    async listCandidates(platform, accountId, options = {}) {
      const { list } = operationsFor(context, platform)
      const query = generation === 'v3' ? { search: options.search } : {}
      const how = callAt({ locationId, accountId, ...named(platform) }, options, { query })
      const { results, report } = await callSocial(context, list, how)
      return decodeCandidates(results, report)
    },

    async attach(platform, accountId, choice, options) {
      const { attach } = operationsFor(context, platform)
      if (attach === undefined) refuseCall(`${platform} accounts cannot be attached through ${generation}`)
      const how = callAt({ locationId, accountId, ...named(platform) }, options, { body: choice })
      const { results, report } = await callSocial(context, attach, how)
      return demand(decodeAttachedAccount(results, report), 'the attached account')
    },
  }
}

function operationsFor(context: SocialContext, platform: ConnectablePlatform): PlatformOperations {
  const found = context.generation === 'v2' ? v2Operations[platform] : v3Operations
  const isRetired = context.generation === 'v3' && platform === 'twitter'
  if (!found || isRetired) {
    const other = context.generation === 'v2' ? 'v3' : 'v2'
    refuseCall(
      `${platform} accounts cannot be connected through ${context.generation}`,
      `Make the client with generation ${other}.`,
    )
  }
  return found
}
