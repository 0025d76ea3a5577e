import type { Post } from '@causeway/client'
import type { PostData } from '../../store/record.types.ts'
import { countOf, distinct, instantOrNull, textOrNull } from './plain-values.ts'

/** Platform of each account by its id. */
export type PlatformByAccount = ReadonlyMap<string, string>

export function toPostData(post: Post, platforms: PlatformByAccount): PostData {
  const publishedAt = instantOrNull(post.publishedAt)
  const scheduledAt = instantOrNull(post.scheduledAt)
  return {
    status: post.status ?? 'unknown',
    type: textOrNull(post.type),
    platforms: platformsOf(post, platforms),
    summary: post.summary,
    accountIds: distinct(post.accountIds),
    tagIds: distinct(post.tagIds),
    categoryId: textOrNull(post.categoryId),
    parentPostId: textOrNull(post.parentPostId),
    media: post.media.map(({ url, type, thumbnailUrl }) => ({
      url,
      type: textOrNull(type),
      thumbnailUrl: textOrNull(thumbnailUrl),
    })),
    scheduledAt,
    publishedAt,
    displayAt: publishedAt ?? scheduledAt ?? instantOrNull(post.displayAt) ?? instantOrNull(post.createdAt),
    error: textOrNull(post.error),
    approval: textOrNull(post.approval?.status),
    insights:
      post.insights === undefined
        ? null
        : {
            likes: countOf(post.insights.likes),
            comments: countOf(post.insights.comments),
            shares: countOf(post.insights.shares),
          },
    createdBy: textOrNull(post.createdBy),
  }
}

/** The accounts know better than the post; its own word counts when none of them is known. */
function platformsOf(post: Post, platforms: PlatformByAccount): string[] {
  const known = distinct(post.accountIds.flatMap((id) => platforms.get(id) ?? []))
  if (known.length > 0) return known
  return post.platform === undefined ? [] : [post.platform]
}
