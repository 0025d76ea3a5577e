import type { Comment } from '@causeway/client'
import type { CommentData } from '../../store/record.types.ts'
import { countOf, instantOrNull, textOrNull } from './plain-values.ts'

/** Id of each account by the id its network knows it by. */
export type AccountByOrigin = ReadonlyMap<string, string>

export const toCommentData = (
  comment: Comment,
  accounts: AccountByOrigin,
  asked: { platform: string; parentId?: string | undefined },
): CommentData => ({
  postId: textOrNull(comment.postId),
  parentId: asked.parentId ?? null,
  accountId: comment.originId === undefined ? null : (accounts.get(comment.originId) ?? null),
  platform: comment.platform ?? asked.platform,
  authorName: textOrNull(comment.author?.name),
  text: comment.content,
  commentedAt: instantOrNull(comment.publishedAt) ?? instantOrNull(comment.createdAt),
  replies: countOf(comment.replyCount),
  networkId: textOrNull(comment.networkCommentId),
})
