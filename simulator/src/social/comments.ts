import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Platform, Post } from '../world/index.ts'
import { type Comment, commentPlatforms, followerComments, ownComments } from '../world/post-engagement.ts'
import { answerWith } from './envelope.ts'
import {
  bodyOf,
  type Fields,
  flagOf,
  isFields,
  numberOf,
  pageOf,
  paramOf,
  parseInstant,
  textOf,
  textsOf,
} from './read-request.ts'
import type { SocialCall } from './social.types.ts'

/** Longest comment of each network (facts 6.7). */
const maximumLengths: Record<string, number> = {
  facebook: 8000,
  instagram: 2200,
  linkedin: 3000,
  community: 8000,
  tiktok: 150,
  bluesky: 300,
  youtube: 10_000,
  threads: 500,
}

const likeablePlatforms = ['facebook', 'linkedin', 'community', 'tiktok', 'bluesky']

function readPlatform(call: SocialCall, allowed: readonly string[]): string {
  const platform = paramOf(call, 'platform')
  if (!allowed.includes(platform)) {
    throw socialRefusal(400, `platform must be one of the following values: ${allowed.join(', ')}`)
  }
  return platform
}

const commentsOf = ({ world, contents, now }: SocialCall, post: Post): Comment[] => [
  ...followerComments(world, contents, post, now),
  ...ownComments(contents, post.id),
]

const publishedOn = ({ contents }: SocialCall, platform: string): Post[] =>
  [...contents.posts.values()].filter(
    (post) => post.status === 'published' && post.platform === platform && !post.isDeleted,
  )

const allComments = (call: SocialCall, platform: string): Comment[] =>
  publishedOn(call, platform).flatMap((post) => commentsOf(call, post))

function presentComment(call: SocialCall, comment: Comment, siblings: Comment[]) {
  const nativePostId = call.contents.posts.get(comment.postId)?.nativeId ?? ''
  const isLiked = call.contents.likedCommentIds.has(comment.id)
  const likeCount = comment.likeCount + (isLiked ? 1 : 0)
  const moment = comment.publishedAt.toISOString()
  return {
    _id: comment.id,
    platform: comment.platform,
    platformCommentId: `${nativePostId}_${comment.id.slice(-12)}`,
    platformParentId:
      comment.parentCommentId === undefined
        ? nativePostId
        : `${nativePostId}_${comment.parentCommentId.slice(-12)}`,
    platformPostId: nativePostId,
    postId: comment.postId,
    originId: comment.originId,
    isParentThread: comment.parentCommentId === undefined,
    isPost: false,
    content: comment.content,
    attachments: comment.attachments,
    author: comment.author,
    level: comment.parentCommentId === undefined ? 1 : 2,
    likeCount,
    reactionCount: likeCount,
    replyCount: siblings.filter(({ parentCommentId }) => parentCommentId === comment.id).length,
    shareCount: 0,
    repostCount: 0,
    quoteCount: 0,
    isRead: comment.isRead,
    isDeleted: false,
    isEdited: false,
    publishedAt: moment,
    createdAt: moment,
    updatedAt: moment,
  }
}

interface CommentFilter {
  originIds: Set<string>
  parentId: string | undefined
  search: string
  from: Date | undefined
  to: Date | undefined
}

function readFilter(body: Fields): CommentFilter {
  const originIds = textsOf(body, 'originIds')
  if (originIds.length === 0) throw socialRefusal(422, ['originIds should not be empty'])
  const [from, to] = ['fromDate', 'toDate'].map((name) => {
    if (body[name] === undefined) return undefined
    const instant = parseInstant(body[name])
    if (instant === undefined) throw socialRefusal(422, [`${name} must be a valid ISO 8601 date string`])
    return instant
  })
  if ((from === undefined) !== (to === undefined)) {
    throw socialRefusal(422, ['fromDate and toDate must be provided together'])
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw socialRefusal(422, ['fromDate must not be after toDate'])
  }
  return {
    originIds: new Set(originIds),
    parentId: textOf(body, 'parentId'),
    search: (textOf(body, 'search') ?? '').toLowerCase(),
    from,
    to,
  }
}

/** Under a post its threads, under a comment its replies, and without a parent everything. */
const isUnder = (comment: Comment, parentId: string | undefined): boolean =>
  parentId === undefined ||
  comment.parentCommentId === parentId ||
  (comment.postId === parentId && comment.parentCommentId === undefined)

const isWanted = (comment: Comment, filter: CommentFilter): boolean =>
  filter.originIds.has(comment.originId) &&
  isUnder(comment, filter.parentId) &&
  comment.content.toLowerCase().includes(filter.search) &&
  (filter.from === undefined || comment.publishedAt >= filter.from) &&
  (filter.to === undefined || comment.publishedAt <= filter.to)

const latestFirst = (a: Comment, b: Comment): number =>
  Number(b.publishedAt) - Number(a.publishedAt) || a.id.localeCompare(b.id)

const topFirst = (a: Comment, b: Comment): number => b.likeCount - a.likeCount || latestFirst(a, b)

export function listComments(call: SocialCall): OperationAnswer {
  const platform = readPlatform(call, commentPlatforms)
  const body = bodyOf(call)
  const filter = readFilter(body)
  const skip = numberOf(body, 'skip') ?? 0
  const limit = numberOf(body, 'limit') ?? 10
  if (limit < 1 || limit > 100) throw socialRefusal(422, ['limit must be between 1 and 100'])
  const everything = allComments(call, platform)
  const matching = everything
    .filter((comment) => isWanted(comment, filter))
    .toSorted(textOf(body, 'sortBy') === 'top' ? topFirst : latestFirst)
  return answerWith(call, 'Fetched Comments', {
    comments: pageOf(matching, { skip, limit }).map((comment) => presentComment(call, comment, everything)),
    meta: {
      total: matching.length,
      totalUnread: matching.filter(({ isRead }) => !isRead).length,
      skip,
      limit,
      hasMore: skip + limit < matching.length,
    },
  })
}

/** The post and, for a reply, the comment that a new comment belongs under. */
function findParent(call: SocialCall, platform: string, body: Fields): { post: Post; parent?: Comment } {
  const parentId = textOf(body, 'parentId') ?? ''
  if (flagOf(body, 'isParentThread') === true) {
    const post = publishedOn(call, platform).find(({ id }) => id === parentId)
    if (post === undefined) throw socialRefusal(404, 'Post not found')
    return { post }
  }
  const parent = allComments(call, platform).find(({ id }) => id === parentId)
  const post = parent && call.contents.posts.get(parent.postId)
  if (parent === undefined || post === undefined) throw socialRefusal(404, 'Comment not found')
  return { post, parent }
}

/** Facebook alone takes a picture; elsewhere it is accepted and ignored. */
function readAttachments(platform: string, body: Fields): { url: string; type: string }[] {
  const given = body['attachments']
  if (!Array.isArray(given) || platform !== 'facebook') return []
  if (given.length > 1) throw socialRefusal(422, ['attachments must contain no more than 1 elements'])
  return given.filter(isFields).map((item) => ({ url: textOf(item, 'url') ?? '', type: 'image' }))
}

export function createComment(call: SocialCall): OperationAnswer {
  const platform = readPlatform(call, commentPlatforms)
  const body = bodyOf(call)
  const content = textOf(body, 'content') ?? ''
  const maximum = maximumLengths[platform] ?? 0
  if (content.trim() === '') throw socialRefusal(422, ['content should not be empty'])
  if (content.length > maximum) {
    throw socialRefusal(422, [`content must be shorter than or equal to ${maximum} characters`])
  }
  const { post, parent } = findParent(call, platform, body)
  const id = call.world.nextId('comment')
  call.contents.comments.set(id, {
    id,
    postId: post.id,
    platform: post.platform ?? (platform as Platform),
    originId: call.contents.accounts.find((account) => account.id === post.accountId)?.originId ?? '',
    content,
    attachments: readAttachments(platform, body),
    createdAt: call.now,
    ...(parent !== undefined && { parentCommentId: parent.id }),
  })
  const comments = commentsOf(call, post)
  const created = comments.find((comment) => comment.id === id)
  return answerWith(call, 'Created Comment', created && presentComment(call, created, comments))
}

/** The comment a like is about. Throws 400 for networks without likes, 404 for an unknown comment. */
function findLikedComment(call: SocialCall): Comment {
  const platform = readPlatform(call, likeablePlatforms)
  const comment = allComments(call, platform).find(({ id }) => id === paramOf(call, 'id'))
  if (comment === undefined) throw socialRefusal(404, 'Comment not found')
  return comment
}

export function createLike(call: SocialCall): OperationAnswer {
  call.contents.likedCommentIds.add(findLikedComment(call).id)
  return answerWith(call, 'Created Like')
}

export function deleteLike(call: SocialCall): OperationAnswer {
  call.contents.likedCommentIds.delete(findLikedComment(call).id)
  return answerWith(call, 'Deleted Like')
}
