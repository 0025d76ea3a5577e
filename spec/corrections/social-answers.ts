import type { Correction } from './correction.types.ts'
import { socialDefinition } from './places.ts'

const text = { type: 'string' }
const flag = { type: 'boolean' }
const instant = { type: 'string', format: 'date-time' }

/** What Social Planner operations really answer; for statistics see social-statistics.ts. */
export const socialAnswers: Correction[] = [
  {
    id: 'social.no-tags-is-a-sentence',
    what: 'When there are no tags, `tags` is a sentence ("Tags not found…") in the place of the list.',
    why: 'Code that loops over the list loops over letters.',
    evidence: { kind: 'measured', sources: ['M4'] },
    edits: [
      {
        places: [
          ...socialDefinition(['v2', 'v3'], 'GetTagsByLocationIdResponseSchema', 'tags'),
          ...socialDefinition(['v2', 'v3'], 'GetTagsByIdResponseSchema', 'tags'),
        ],
        change: { allow: text },
      },
    ],
  },
  {
    id: 'social.no-category-is-a-sentence',
    what: 'An unknown category is answered 200 with the sentence "Category not found" in its place.',
    why: 'The status says success, and the value has no fields.',
    evidence: { kind: 'measured', sources: ['M4'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'GetCategorySchema', 'category'),
        change: { allow: text },
      },
    ],
  },
  {
    id: 'social.accounts-carry-more',
    what: 'An account also tells its avatar, its network id, whether it is deleted and the state of its statistics.',
    why: 'hasStatisticsPermissions explains empty statistics; syncPosts explains missing posts.',
    evidence: { kind: 'measured', sources: ['M4', 'M8'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'GetAccountSchema'),
        change: {
          add: {
            avatar: text,
            originId: text,
            deleted: flag,
            updatedAt: instant,
            hasStatisticsPermissions: flag,
            buildingStatistics: flag,
            syncPosts: flag,
          },
        },
      },
    ],
  },
  {
    id: 'social.posts-carry-more',
    what: 'A post also tells the draft it was split from, its channel and whether it is deleted.',
    why: 'parentPostId is the only link between the posts of one draft.',
    evidence: { kind: 'measured', sources: ['M4', 'M5'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'GetPostFormattedSchema'),
        change: { add: { parentPostId: text, channel: text, deleted: flag, isCommentSyncing: flag } },
      },
      {
        places: socialDefinition(['v2'], 'GetPostFormattedSchema'),
        change: { add: { instagramPostDetails: { type: 'object' } } },
      },
    ],
  },
  {
    id: 'social.media-of-posts-has-a-kind',
    what: 'The media of a stored post may say `image` where a new post must say `image/jpeg`.',
    why: 'An answer is not a request that can be sent back unchanged.',
    evidence: { kind: 'measured', sources: ['M3'] },
    edits: [
      {
        places: socialDefinition(['v3'], 'GetPostFormattedSchema', 'media', '[]'),
        change: {
          allow: {
            type: 'object',
            properties: { url: text, type: text, thumbnail: text },
            required: ['url'],
          },
        },
      },
    ],
  },
  {
    id: 'social.bulk-delete-counts',
    what: 'Bulk delete answers a message and how many posts it deleted.',
    why: 'The files publish the result without a shape.',
    evidence: { kind: 'stated', sources: ['S3'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'BulkDeleteResponseDto', 'results'),
        change: {
          replace: { type: 'object', properties: { message: text, deletedCount: { type: 'number' } } },
        },
      },
    ],
  },
  {
    id: 'social.csv-imports-are-a-list',
    what: 'CSV imports come as a list, and as an empty object when there are none.',
    why: 'v2 publishes a single import.',
    evidence: { kind: 'measured', sources: ['S3', 'M4'] },
    edits: [
      {
        places: socialDefinition(['v2'], 'GetUploadStatusResponseSchema', 'csvs'),
        change: { replace: { type: 'array', items: { $ref: '#/$defs/CSVImportSchema' } } },
      },
      {
        places: socialDefinition(['v2', 'v3'], 'GetUploadStatusResponseSchema', 'csvs'),
        change: { allow: { type: 'object' } },
      },
    ],
  },
  {
    id: 'social.v3-csv-import-has-its-id',
    what: 'A CSV import is identified by _id.',
    why: 'v3 requires _id and declares only id.',
    evidence: { kind: 'stated', sources: ['S2'] },
    edits: [{ places: socialDefinition(['v3'], 'CSVImportSchema'), change: { add: { _id: text } } }],
  },
  {
    id: 'social.attached-account-envelope',
    what: 'The answer to attaching a Pinterest or YouTube account is the usual envelope.',
    why: 'It is published as requiring a platform that it does not declare: that belongs to the account inside.',
    evidence: { kind: 'inferred', sources: ['S3'] },
    edits: [
      {
        places: [
          ...socialDefinition(['v3'], 'SocialMediaPinterestAccountResponseDTO'),
          ...socialDefinition(['v3'], 'SocialMediaYouTubeAccountResponseDTO'),
        ],
        change: { release: ['platform'] },
      },
    ],
  },
]
