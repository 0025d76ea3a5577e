import type { Correction } from './correction.types.ts'
import { socialDefinition, socialOperations } from './places.ts'

const postTypes = ['post', 'story', 'reel']
const numericString = { type: 'string', pattern: '^\\d+$' }

/** What Social Planner operations really accept. */
export const socialRequests: Correction[] = [
  {
    id: 'social.posts-list-takes-strings',
    what: 'skip and limit are numbers written as strings, includeUsers is "true" or "false", also as a string.',
    why: 'Anything else is 422 "limit must be a number string", or a 400 about ids that misleads.',
    evidence: { kind: 'measured', sources: ['M3', 'M9', 'I-178'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'SearchPostDTO', 'skip'),
        change: { replace: { ...numericString, default: '0' } },
      },
      {
        places: socialDefinition(['v2', 'v3'], 'SearchPostDTO', 'limit'),
        change: { replace: { ...numericString, default: '10' } },
      },
      {
        places: socialDefinition(['v2', 'v3'], 'SearchPostDTO', 'includeUsers'),
        change: { replace: { type: 'string', enum: ['true', 'false'] } },
      },
    ],
  },
  {
    id: 'social.posts-list-filters',
    what: 'The filters for type and postType take a fixed set of words.',
    why: 'The files name them only in prose.',
    evidence: { kind: 'stated', sources: ['S2', 'S3'] },
    edits: [
      {
        places: socialDefinition(['v2'], 'SearchPostDTO', 'type'),
        change: { replace: { type: 'string', enum: listTypes([]), default: 'all' } },
      },
      {
        places: socialDefinition(['v3'], 'SearchPostDTO', 'type'),
        change: { replace: { type: 'string', enum: listTypes(['pending']), default: 'all' } },
      },
      {
        places: socialDefinition(['v2', 'v3'], 'SearchPostDTO', 'postType'),
        change: { replace: { type: 'string', enum: postTypes } },
      },
    ],
  },
  {
    id: 'social.post-type-is-a-word',
    what: 'The type of a post is post, story or reel.',
    why: 'v2 publishes it as an object without properties.',
    evidence: { kind: 'stated', sources: ['S3'] },
    edits: [
      {
        places: [
          ...socialDefinition(['v2'], 'CreatePostDTO', 'type'),
          ...socialDefinition(['v2'], 'PostCreateRequest', 'type'),
        ],
        change: { replace: { type: 'string', enum: postTypes } },
      },
    ],
  },
  {
    id: 'social.create-post-needs-media',
    what: 'media must be sent, and may be an empty list.',
    why: 'Without the key GHL answers 422, also for drafts.',
    evidence: { kind: 'measured', sources: ['M3', 'M7', 'M11'] },
    edits: [{ places: socialDefinition(['v2', 'v3'], 'CreatePostDTO'), change: { require: ['media'] } }],
  },
  {
    id: 'social.edit-post-replaces-all',
    what: 'Editing needs everything that creating needs, since the stored post is replaced.',
    why: 'v2 publishes only type as required; what is left out is lost or refused.',
    evidence: { kind: 'measured', sources: ['S3', 'M3'] },
    edits: [
      {
        places: socialDefinition(['v2'], 'PostCreateRequest'),
        change: { require: ['accountIds', 'media', 'userId'] },
      },
    ],
  },
  {
    id: 'social.bulk-delete-takes-fifty',
    what: 'Bulk delete needs between 1 and 50 post ids.',
    why: 'None is 422, more than 50 is 400; the files publish neither bound.',
    evidence: { kind: 'measured', sources: ['S3', 'M4'] },
    edits: [
      {
        places: socialDefinition(['v2', 'v3'], 'DeletePostsDto', 'postIds'),
        change: { replace: { type: 'array', minItems: 1, maxItems: 50, items: { type: 'string' } } },
      },
      { places: socialDefinition(['v2', 'v3'], 'DeletePostsDto'), change: { require: ['postIds'] } },
    ],
  },
  {
    id: 'social.v2-statistics-take-a-hundred-profiles',
    what: 'Statistics are answered for 100 profiles at most, in v2 as in v3.',
    why: 'More is 400.',
    evidence: { kind: 'stated', sources: ['S2', 'S3'] },
    edits: [
      {
        places: [
          {
            operation: 'v2.social-media-posting.get-social-media-statistics',
            part: 'body',
            path: ['profileIds'],
          },
        ],
        change: { replace: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string' } } },
      },
    ],
  },
  {
    id: 'social.v2-csv-list-needs-user',
    what: 'Listing CSV imports needs userId.',
    why: 'Without it the answer is 422; v3 publishes it as required.',
    evidence: { kind: 'measured', sources: ['M4', 'S3'] },
    edits: [
      {
        operations: socialOperations(['v2'], ['get-upload-status']),
        set: { requiredParameters: ['userId'] },
      },
    ],
  },
]

function listTypes(more: string[]): string[] {
  const types = [
    'recent',
    'all',
    'scheduled',
    'draft',
    'failed',
    'in_review',
    'published',
    'in_progress',
    'deleted',
  ]
  return [...types, ...more]
}
