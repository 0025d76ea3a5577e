import type { JsonObject } from '../json.types.ts'

/** A social profile connected to a location. */
export interface Account {
  /** Opaque id `{oauthId}_{locationId}_{originId}[_{type}]`: what posts carry in `accountIds`. */
  id: string
  /** 24 hex characters: what statistics ask for in `profileIds`. */
  profileId: string | undefined
  oauthId: string | undefined
  /** Id of the profile at the network: what comments carry as `originId`. */
  originId: string | undefined
  name: string
  avatarUrl: string | undefined
  /** google, facebook, instagram, linkedin, tiktok, youtube, pinterest, threads, bluesky, community … */
  platform: string
  /** page, profile, location, group, business. */
  type: string | undefined
  /** ISO instant at which the network stops accepting the account's authorisation. */
  expiresAt: string | undefined
  isExpired: boolean
  isDeleted: boolean
  /** False: statistics stay empty until the account is reconnected. Undefined: GHL did not say. */
  hasStatisticsPermissions: boolean | undefined
  isBuildingStatistics: boolean
  /** True when posts made outside the CRM are listed too. */
  syncsPosts: boolean
  updatedAt: string | undefined
  meta: JsonObject
  raw: JsonObject
}

/** A named set of accounts. */
export interface AccountGroup {
  id: string
  name: string
  accountIds: string[]
  raw: JsonObject
}

/** A Social Planner tag; not related to the tags of contacts. */
export interface Tag {
  id: string
  name: string
  locationId: string | undefined
  createdBy: string | undefined
  isDeleted: boolean
  createdAt: string | undefined
  updatedAt: string | undefined
  raw: JsonObject
}

/** A Social Planner category. */
export interface Category {
  id: string
  name: string
  primaryColor: string | undefined
  secondaryColor: string | undefined
  locationId: string | undefined
  createdBy: string | undefined
  isDeleted: boolean
  createdAt: string | undefined
  updatedAt: string | undefined
  raw: JsonObject
}

/** Which tags or categories. */
export interface SearchInput {
  searchText?: string
  /** Default 100. GHL documents no maximum. */
  limit?: number
  /** Default 0. */
  skip?: number
  signal?: AbortSignal
}

/** Limits every social call accepts. */
export interface SocialCallOptions {
  signal?: AbortSignal
}
