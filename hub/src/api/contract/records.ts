import { z } from 'zod'
import { Instant, PageQuery } from './shapes.ts'

const recordFields = {
  id: z.string(),
  locationId: z.string(),
  version: z.int(),
  createdAt: z.string(),
  changedAt: z.string(),
  deletedAt: z.string().nullable(),
}

/** A social profile connected to the location. */
export const Account = z
  .object({
    ...recordFields,
    /** The id statistics are asked by. */
    profileId: z.string().nullable(),
    platform: z.string(),
    type: z.string().nullable(),
    name: z.string(),
    avatarUrl: z.string().nullable(),
    expiresAt: z.string().nullable(),
    isExpired: z.boolean(),
    hasStatistics: z.boolean(),
    originId: z.string().nullable(),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

/** What your own app says about a tag: any JSON fields; those named here are known to the console. */
export const TagDetailsFields = z
  .looseObject({
    colour: z.string().max(40).optional(),
    description: z.string().max(5000).optional(),
    owner: z.string().max(200).optional(),
    campaign: z.string().max(200).optional(),
  })
  .meta({ id: 'TagDetailsFields' })
export type TagDetailsFields = z.infer<typeof TagDetailsFields>

export const TagUsage = z.object({
  posts: z.int(),
  publishedPosts: z.int(),
  likes: z.int(),
  comments: z.int(),
  shares: z.int(),
  lastUsedAt: z.string().nullable(),
})

export const Tag = z
  .object({
    ...recordFields,
    name: z.string(),
    details: TagDetailsFields.nullable(),
    detailsVersion: z.int().nullable(),
    detailsChangedAt: z.string().nullable(),
    usage: TagUsage,
  })
  .meta({ id: 'Tag' })
export type Tag = z.infer<typeof Tag>

/** A tag with its use week by week; `week` is the Monday. */
export const TagWithHistory = Tag.extend({
  weeks: z.array(z.object({ week: z.string(), posts: z.int(), engagement: z.int() })),
}).meta({ id: 'TagWithHistory' })
export type TagWithHistory = z.infer<typeof TagWithHistory>

export const PutTagDetails = z
  .object({
    details: TagDetailsFields,
    /** Refuse with 409 unless the stored version is this one; omit to overwrite. 0: there must be none yet. */
    expectedVersion: z.int().min(0).optional(),
  })
  .meta({ id: 'PutTagDetails' })
export type PutTagDetails = z.infer<typeof PutTagDetails>

export const TagQuery = PageQuery.extend({
  /** Part of the name. */
  text: z.string().max(200).optional(),
  sort: z.enum(['name', 'usage']).default('name'),
})
export type TagQuery = z.input<typeof TagQuery>

export const Category = z
  .object({
    ...recordFields,
    name: z.string(),
    primaryColor: z.string().nullable(),
    secondaryColor: z.string().nullable(),
  })
  .meta({ id: 'Category' })
export type Category = z.infer<typeof Category>

export const PostStatus = z.string()
export const Post = z
  .object({
    ...recordFields,
    status: PostStatus,
    type: z.string().nullable(),
    /** Networks of the post's accounts; what the CRM calls `platform` is not trusted before publication. */
    platforms: z.array(z.string()),
    summary: z.string(),
    accountIds: z.array(z.string()),
    tagIds: z.array(z.string()),
    categoryId: z.string().nullable(),
    parentPostId: z.string().nullable(),
    media: z.array(
      z.object({ url: z.string(), type: z.string().nullable(), thumbnailUrl: z.string().nullable() }),
    ),
    scheduledAt: z.string().nullable(),
    publishedAt: z.string().nullable(),
    displayAt: z.string().nullable(),
    error: z.string().nullable(),
    approval: z.string().nullable(),
    insights: z.object({ likes: z.int(), comments: z.int(), shares: z.int() }).nullable(),
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'Post' })
export type Post = z.infer<typeof Post>

export const PostQuery = PageQuery.extend({
  tagId: z.string().max(100).optional(),
  accountId: z.string().max(300).optional(),
  status: z.string().max(40).optional(),
  platform: z.string().max(40).optional(),
  /** Words to find in the text. */
  text: z.string().max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  sort: z.enum(['newest', 'oldest', 'engagement']).default('newest'),
  /** Show the list as it was at this instant. */
  asOf: Instant.optional(),
})
export type PostQuery = z.input<typeof PostQuery>

/** One version of a record: `data` null says it was deleted. */
export const RecordVersion = z
  .object({
    version: z.int(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).nullable(),
    /** Top-level fields that differ from the version before. */
    changed: z.array(z.string()),
  })
  .meta({ id: 'RecordVersion' })
export type RecordVersion = z.infer<typeof RecordVersion>

export const Comment = z
  .object({
    ...recordFields,
    postId: z.string().nullable(),
    /** The comment it answers; null when it answers the post. */
    parentId: z.string().nullable(),
    accountId: z.string().nullable(),
    platform: z.string(),
    authorName: z.string().nullable(),
    text: z.string(),
    commentedAt: z.string().nullable(),
    replies: z.int(),
  })
  .meta({ id: 'Comment' })
export type Comment = z.infer<typeof Comment>

export const CommentQuery = PageQuery.extend({ postId: z.string().max(300).optional() })
export type CommentQuery = z.input<typeof CommentQuery>
