import type { JsonObject } from '../../json.types.ts'

/** Media of a post as it came back. */
export interface PostMedia {
  url: string
  /** MIME type, or a category word such as `image` that GHL sometimes hands back. */
  type: string | undefined
  caption: string | undefined
  thumbnailUrl: string | undefined
  altText: string | undefined
  id: string | undefined
  raw: JsonObject
}

/** Who has to approve a post, and what they said. */
export interface PostApproval {
  approverId: string | undefined
  /** pending, approved, rejected, not_required. */
  status: string | undefined
  requesterNote: string | undefined
  approverNote: string | undefined
}

/** Reactions counted on a published post (v3). */
export interface PostInsights {
  likes: number
  shares: number
  comments: number
}

/** A post of the Social Planner. */
export interface Post {
  id: string
  locationId: string | undefined
  /** Undefined while GHL shows its placeholder `google` before publishing: trust `accountIds`. */
  platform: string | undefined
  /** draft, scheduled, in_review, in_progress, published, failed, notification_sent, deleted, pending. */
  status: string | undefined
  /** post, story, reel. */
  type: string | undefined
  /** composer, csv, recurring, review, rss … */
  source: string | undefined
  summary: string
  media: PostMedia[]
  /** The one account of a published record. */
  accountId: string | undefined
  /** Accounts it is, or was, meant for; never empty when GHL names an account anywhere. */
  accountIds: string[]
  /** Ids of tags. */
  tagIds: string[]
  categoryId: string | undefined
  followUpComment: string | undefined
  /** Why publishing failed. */
  error: string | undefined
  /** Id of the post at the network. */
  networkPostId: string | undefined
  /** The scheduled record this one was split from when it was published. */
  parentPostId: string | undefined
  createdBy: string | undefined
  channel: string | undefined
  isDeleted: boolean
  /** ISO instants. */
  createdAt: string | undefined
  updatedAt: string | undefined
  displayAt: string | undefined
  scheduledAt: string | undefined
  publishedAt: string | undefined
  approval: PostApproval | undefined
  insights: PostInsights | undefined
  /** Platform blocks such as `tiktokPostDetails`, by GHL's key. */
  platformDetails: Readonly<Record<string, JsonObject>>
  raw: JsonObject
}

/** A page of posts. */
export interface PostPage {
  posts: Post[]
  /** How many match in all. */
  total: number
  /** How many were skipped before this page. */
  skip: number
}

/** Which posts. */
export interface PostListInput {
  /** Default `all`. */
  type?:
    | 'recent'
    | 'all'
    | 'scheduled'
    | 'draft'
    | 'failed'
    | 'in_review'
    | 'published'
    | 'in_progress'
    | 'deleted'
    | 'pending'
  /** Ids of accounts; default all. */
  accounts?: readonly string[]
  /** Default 0. */
  skip?: number
  /** Default 100, the most GHL is known to give. */
  limit?: number
  /** ISO instant; GHL requires it. */
  fromDate: string
  /** ISO instant; GHL requires it. */
  toDate: string
  /** Adds the user who made each post to `raw`; default false. */
  includeUsers?: boolean
  postType?: 'post' | 'story' | 'reel'
  signal?: AbortSignal
}

/** Media to publish. */
export interface PostMediaDraft {
  /** Public HTTPS address. */
  url: string
  /** image/jpeg, image/png, image/gif, video/mp4, video/mov, video/webm … Category words are refused. */
  type: string
  caption?: string
  thumbnail?: string
  id?: string
  altText?: string
}

/** A whole post to create, or to replace one with. Field names are GHL's: it refuses unknown ones. */
export interface PostDraft {
  /** Required even for drafts. */
  accountIds: readonly string[]
  /** User on whose behalf: `TokenGrant.userId`, or `createdBy` of an existing post. */
  userId: string
  type: 'post' | 'story' | 'reel'
  /** Must be said: a post without a status is published at once. */
  status: 'draft' | 'scheduled' | 'in_review' | 'published'
  /** The text. */
  summary?: string
  media?: readonly PostMediaDraft[]
  /** UTC ISO instant in the future; needed when scheduled or in review. */
  scheduleDate?: string
  /** Ids of tags. */
  tags?: readonly string[]
  categoryId?: string
  createdBy?: string
  /** First comment; Facebook, Instagram, LinkedIn and YouTube only. */
  followUpComment?: string
  scheduleTimeUpdated?: boolean
  applyWatermark?: boolean
  /** `approver` is needed for status in_review. */
  postApprovalDetails?: {
    approver?: string
    requesterNote?: string
    approverNote?: string
    approvalStatus?: 'pending' | 'approved' | 'rejected' | 'not_required'
  }
  ogTagsDetails?: JsonObject
  tiktokPostDetails?: JsonObject
  gmbPostDetails?: JsonObject
  facebookPostDetails?: JsonObject
  instagramPostDetails?: JsonObject
  linkedinPostDetails?: JsonObject
  pinterestPostDetails?: JsonObject
  youtubePostDetails?: JsonObject
  blueskyPostDetails?: JsonObject
}
