import type { JsonObject } from '../../json.types.ts'
import type { SocialCallOptions } from '../social.types.ts'

/** Platforms whose comments the CRM handles. */
export type CommentPlatform =
  | 'facebook'
  | 'instagram'
  | 'linkedin'
  | 'community'
  | 'tiktok'
  | 'bluesky'
  | 'youtube'
  | 'threads'

/** A comment on a post, or (with `isPost`) the post itself as a thread's head. */
export interface Comment {
  id: string
  platform: string | undefined
  postId: string | undefined
  /** Account at the network, see `Account.originId`. */
  originId: string | undefined
  networkCommentId: string | undefined
  networkParentId: string | undefined
  networkPostId: string | undefined
  isPost: boolean
  isParentThread: boolean
  content: string
  author: { id: string | undefined; name: string | undefined; avatarUrl: string | undefined } | undefined
  attachments: { type: string | undefined; url: string | undefined; thumbnailUrl: string | undefined }[]
  level: number | undefined
  likeCount: number
  reactionCount: number
  replyCount: number
  shareCount: number
  isRead: boolean
  isEdited: boolean
  isDeleted: boolean
  /** ISO instants. */
  publishedAt: string | undefined
  createdAt: string | undefined
  updatedAt: string | undefined
  raw: JsonObject
}

/** A page of comments. */
export interface CommentPage {
  comments: Comment[]
  total: number
  totalUnread: number | undefined
  skip: number
  hasMore: boolean
}

/** Which comments. */
export interface CommentListInput {
  platform: CommentPlatform
  /** `originId`s of accounts, at least one. */
  originIds: readonly string[]
  /** Replies to this comment only. */
  parentId?: string
  sortBy?: 'top' | 'latest'
  search?: string
  fromDate?: string
  toDate?: string
  /** Default 0. */
  skip?: number
  /** 1 to 100, default 100. */
  limit?: number
  signal?: AbortSignal
}

/** A comment to write. */
export interface CommentDraft {
  platform: CommentPlatform
  /** What it answers to. */
  parentId: string
  /** True when the parent is the post itself. */
  isParentThread: boolean
  /** Longest: facebook and community 8000, instagram 2200, linkedin 3000, tiktok 150, bluesky 300, youtube 10000, threads 500. */
  content: string
  attachments?: readonly { url: string; type: 'image' }[]
  mentions?: readonly { name: string; id: string; offset: number; length: number; slug?: string }[]
  notifyAllGroupMembers?: boolean
}

/** Calls about comments, which only v3 offers. */
export interface CommentCalls {
  list(input: CommentListInput): Promise<CommentPage>
  /** All pages. */
  pages(input: CommentListInput): AsyncGenerator<CommentPage, void, undefined>
  create(draft: CommentDraft, options?: SocialCallOptions): Promise<Comment>
  like(platform: CommentPlatform, commentId: string, options?: SocialCallOptions): Promise<void>
  unlike(platform: CommentPlatform, commentId: string, options?: SocialCallOptions): Promise<void>
}
