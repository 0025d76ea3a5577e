import type { Correction, OperationEdit } from './correction.types.ts'
import { socialOperations } from './places.ts'

const perPlatformReads = [
  'get-facebook-page-group',
  'get-google-locations',
  'get-instagram-page-group',
  'get-linkedin-page-profile',
  'get-tiktok-business-profile',
  'get-tiktok-profile',
  'get-twitter-profile',
]
const perPlatformWrites = [
  'attach-facebook-page-group',
  'attach-instagram-page-group',
  'attach-linkedin-page-profile',
  'attach-tiktok-profile',
  'attach-twitter-profile',
  'set-google-locations',
]
const comments = ['create-comment', 'create-like', 'delete-like', 'get-comment-list']

const inV2 = (...names: string[]) => socialOperations(['v2'], names)
const inV3 = (...names: string[]) => socialOperations(['v3'], names)
const inBoth = (...names: string[]) => socialOperations(['v2', 'v3'], names)

const scope = (name: string, operations: string[]): OperationEdit => ({
  operations,
  set: { scopes: [`socialplanner/${name}`] },
})

/** Who may call the Social Planner: scopes and token classes that the published files leave out. */
export const socialAccess: Correction[] = [
  {
    id: 'social.scopes-of-accounts-posts-and-csv',
    what: 'Every operation on accounts, posts and CSV imports needs a scope.',
    why: 'Without it an app asks for too little and meets 401 at the first edit.',
    evidence: { kind: 'stated', sources: ['D'] },
    edits: [
      scope('account.write', inBoth('delete-account')),
      scope('post.readonly', inBoth('get-post')),
      scope('post.write', inBoth('edit-post', 'delete-post')),
      scope('csv.readonly', inBoth('get-upload-status', 'get-csv-post')),
      scope('csv.write', inBoth('start-csv-finalize', 'delete-csv', 'delete-csv-post')),
    ],
  },
  {
    id: 'social.scopes-of-tags-categories-and-comments',
    what: 'Tags, one category, bulk delete and comments need the scope of their own family.',
    why: 'GHL publishes none and refuses calls whose token lacks it; the names are those of the scope picker.',
    evidence: { kind: 'inferred', sources: ['D'] },
    edits: [
      scope('tag.readonly', inBoth('get-tags-location-id', 'get-tags-by-ids')),
      scope('category.readonly', inBoth('get-categories-id')),
      scope('post.write', inBoth('bulk-delete-social-planner-posts')),
      scope('comments.readonly', inV3('get-comment-list')),
      scope('comments.write', inV3('create-comment', 'create-like', 'delete-like')),
    ],
  },
  {
    id: 'social.scopes-of-connecting-accounts',
    what: 'Starting and reading a network connection needs oauth.readonly, attaching an account oauth.write.',
    why: 'Five of seven v2 start operations publish it, the other two and all that follows do not.',
    evidence: { kind: 'stated', sources: ['S2', 'D'] },
    edits: [
      scope('oauth.readonly', inV2('start-facebook-oauth', 'start-linkedin-oauth', ...perPlatformReads)),
      scope('oauth.write', inV2(...perPlatformWrites)),
      scope('oauth.readonly', inV3('start-oauth', 'get-oauth-accounts')),
      scope('oauth.write', inV3('attach-oauth-accounts')),
    ],
  },
  {
    id: 'social.scope-of-v2-statistics',
    what: 'Statistics need socialplanner/statistics.readonly in v2 as they do in v3.',
    why: 'A private token was answered 401 until it had the scope.',
    evidence: { kind: 'measured', sources: ['S3', 'M5'] },
    edits: [scope('statistics.readonly', inV2('get-social-media-statistics'))],
  },
  {
    id: 'social.missing-security',
    what: 'These operations take a location token like all others of the Social Planner.',
    why: 'A client that believes the files sends no token at all; the official SDK does.',
    evidence: { kind: 'stated', sources: ['S3', 'SDK'] },
    edits: [
      {
        operations: [
          ...inV2('bulk-delete-social-planner-posts', 'get-social-media-statistics'),
          ...inV2('get-twitter-profile', 'attach-twitter-profile'),
          ...inV3('start-oauth', 'get-oauth-accounts', 'attach-oauth-accounts', ...comments),
        ],
        set: { tokenClasses: ['location'] },
      },
    ],
  },
]
