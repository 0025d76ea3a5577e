import type { StreamName } from '../store/tables.types.ts'

/** The scope each stream needs (facts 6.1: those the published files leave out are the picker's names). */
export const streamScopes: Readonly<Record<StreamName, string>> = {
  accounts: 'socialplanner/account.readonly',
  tags: 'socialplanner/tag.readonly',
  categories: 'socialplanner/category.readonly',
  posts: 'socialplanner/post.readonly',
  statistics: 'socialplanner/statistics.readonly',
  comments: 'socialplanner/comments.readonly',
}

const requiredScopes: readonly string[] = Object.values(streamScopes)

/**
 * Scopes an install asks for unless the app says otherwise: what the streams need, what posting needs, the
 * locations' names, contacts (whose webhooks it brings too, facts 8), and what turns a company's token into those of its locations.
 */
export const defaultAppScopes: readonly string[] = [
  ...requiredScopes,
  'socialplanner/post.write',
  'locations.readonly',
  // What webhooks tell of contacts is compared with the CRM.
  'contacts.readonly',
  'oauth.readonly',
  'oauth.write',
]

/** Scopes the streams need and the granted ones lack; nothing is missing while what was granted is unknown. */
export const missingScopes = (granted: readonly string[]): string[] =>
  granted.length === 0 ? [] : requiredScopes.filter((scope) => !granted.includes(scope))
