import type { JsonObject } from '../../json.types.ts'
import type { SocialCallOptions } from '../social.types.ts'

/** Networks whose accounts can be connected; twitter only under v2, the last four only under v3. */
export type ConnectablePlatform =
  | 'google'
  | 'facebook'
  | 'instagram'
  | 'linkedin'
  | 'tiktok'
  | 'tiktok-business'
  | 'twitter'
  | 'youtube'
  | 'pinterest'
  | 'threads'
  | 'bluesky'

/** A page, profile or business location that the network offers for connecting. */
export interface AccountCandidate {
  /** What to attach as `originId`; a Google location has its resource name here. */
  id: string
  name: string
  avatarUrl: string | undefined
  /** page, profile, location, group, business: from the answer, or from the list it stood in. */
  type: string | undefined
  isConnected: boolean
  raw: JsonObject
}

/** The record GHL made of a connected account. */
export interface AttachedAccount {
  id: string
  oauthId: string | undefined
  originId: string | undefined
  platform: string | undefined
  type: string | undefined
  name: string
  raw: JsonObject
}

/** Where a person goes on: an address to open, or a page to show. */
export type ConnectionStart = { kind: 'redirect'; url: string } | { kind: 'page'; html: string }

/** Connecting an account: a person opens `start` in a browser, then one of the candidates is attached. */
export interface AccountConnections {
  /**
   * Begins at the network, where a person gives access. GHL answers with a redirect to it or with a page that leads
   * there; show either in a window of its own. The outcome comes to the opening window by `postMessage`, with an
   * `accountId`. It cannot be done without a person.
   */
  start(
    platform: ConnectablePlatform,
    input: { userId: string; page?: string; reconnect?: boolean },
    options?: SocialCallOptions,
  ): Promise<ConnectionStart>
  /** What can be attached after the person came back with `accountId`. */
  listCandidates(
    platform: ConnectablePlatform,
    accountId: string,
    options?: SocialCallOptions & { search?: string },
  ): Promise<AccountCandidate[]>
  /** Connects the chosen one. The body is the network's own: see the operation in the catalog. */
  attach(
    platform: ConnectablePlatform,
    accountId: string,
    choice: JsonObject,
    options?: SocialCallOptions,
  ): Promise<AttachedAccount>
}
