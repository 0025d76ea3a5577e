import { fractionOf, integerOf, pickFrom } from './chance.ts'
import { digitsOf, objectIdOf } from './make-ids.ts'
import { phrasebooks } from './phrases.ts'
import { hourMs } from './time.ts'
import type { LocationContents, Platform, Post, World } from './world.types.ts'

/** Networks whose comments GHL reads (facts 6.7). */
export const commentPlatforms = [
  'facebook',
  'instagram',
  'linkedin',
  'community',
  'tiktok',
  'bluesky',
  'youtube',
  'threads',
] as const

/** Networks whose likes, shares and comments GHL gathers for a post. */
const insightPlatforms = new Set<Platform>([
  'facebook',
  'instagram',
  'linkedin',
  'threads',
  'youtube',
  'tiktok',
])

/** Most reactions come in the first two days: the share of the final count after `ageMs`. */
const arrivedShare = (ageMs: number): number => (ageMs <= 0 ? 0 : 1 - Math.exp(-ageMs / (30 * hourMs)))

const finalComments = (seed: number, post: Post): number => {
  const supportsComments = commentPlatforms.some((platform) => platform === post.platform)
  return supportsComments && post.status === 'published'
    ? Math.floor(7 * fractionOf(seed, 'comments', post.id) ** 2.2)
    : 0
}

/** A comment as anyone sees it: from a follower (computed) or from the business (made by an API call). */
export interface Comment {
  id: string
  postId: string
  parentCommentId?: string
  platform: string
  originId: string
  content: string
  attachments: { url: string; type: string }[]
  author: { id: string; name: string; profilePic: string }
  likeCount: number
  isRead: boolean
  publishedAt: Date
}

const handles = [
  'quiet.otter',
  'northbound',
  'papercrane',
  'slowmornings',
  'bluebicycle',
  'tinylighthouse',
  'maplesyrup',
]

function makeComment(
  world: World,
  contents: LocationContents,
  post: Post,
  index: number,
  total: number,
): Comment {
  const keys = [world.seed, 'comment', post.id, index] as const
  const isReply = index > 0 && fractionOf(...keys, 'reply') < 0.25
  const name = pickFrom(handles, ...keys, 'author')
  return {
    id: objectIdOf(...keys),
    postId: post.id,
    ...(isReply && {
      parentCommentId: objectIdOf(world.seed, 'comment', post.id, integerOf(0, index - 1, ...keys, 'parent')),
    }),
    platform: post.platform ?? 'facebook',
    originId: contents.accounts.find(({ id }) => id === post.accountId)?.originId ?? '',
    content: pickFrom(phrasebooks[contents.location.kind].replies, ...keys, 'text'),
    attachments: [],
    author: { id: digitsOf(12, ...keys, 'author-id'), name, profilePic: '' },
    likeCount: integerOf(0, 6, ...keys, 'likes'),
    isRead: fractionOf(...keys, 'read') < 0.5,
    publishedAt: new Date(Number(post.publishedAt) + arrivesAfterMs(index, total)),
  }
}

/** How long after the post its n-th comment comes: the inverse of `arrivedShare`, in whole seconds. */
function arrivesAfterMs(index: number, total: number): number {
  const share = Math.min((index + 0.5) / total, 0.98)
  return Math.round((-Math.log(1 - share) * 30 * hourMs) / 1000) * 1000
}

/** How many of a post's follower comments are there at `now`, without making them. */
function countFollowerComments(world: World, post: Post, now: Date): number {
  const total = finalComments(world.seed, post)
  const ageMs = now.getTime() - Number(post.publishedAt)
  let count = 0
  while (count < total && arrivesAfterMs(count, total) <= ageMs) count += 1
  return count
}

/** Made once a post: a list of comments asks for those of every post, for each of its pages. */
const madeComments = new WeakMap<Post, { publishedAt: Date | undefined; comments: Comment[] }>()

function allFollowerComments(world: World, contents: LocationContents, post: Post): Comment[] {
  const known = madeComments.get(post)
  if (known !== undefined && known.publishedAt === post.publishedAt) return known.comments
  const total = finalComments(world.seed, post)
  const comments = Array.from({ length: total }, (_, index) =>
    makeComment(world, contents, post, index, total),
  )
  madeComments.set(post, { publishedAt: post.publishedAt, comments })
  return comments
}

/** Comments followers have left on a post by `now`, oldest first. */
export const followerComments = (
  world: World,
  contents: LocationContents,
  post: Post,
  now: Date,
): Comment[] => allFollowerComments(world, contents, post).filter(({ publishedAt }) => publishedAt <= now)

/** Comments the business itself left on a post through the API, oldest first. */
export function ownComments(contents: LocationContents, postId: string): Comment[] {
  const author = { id: contents.location.id, name: contents.location.name, profilePic: '' }
  return [...contents.comments.values()]
    .filter((comment) => comment.postId === postId)
    .map(({ createdAt, ...comment }) => ({
      ...comment,
      author,
      likeCount: 0,
      isRead: true,
      publishedAt: createdAt,
    }))
}

export interface PostInsights {
  like: number
  share: number
  comment: number
}

/** Reactions to a published post by `now`; undefined for posts and networks that have none. */
export function insightsOf(
  world: World,
  contents: LocationContents,
  post: Post,
  now: Date,
): PostInsights | undefined {
  const { publishedAt, platform } = post
  if (post.status !== 'published' || publishedAt === undefined || platform === undefined) return undefined
  if (!insightPlatforms.has(platform)) return undefined
  const share = arrivedShare(now.getTime() - publishedAt.getTime())
  const account = contents.accounts.find(({ id }) => id === post.accountId)
  const audience = Math.max(20, account?.initialFollowers ?? 100)
  const likes = audience * 0.03 * (0.1 + 1.9 * fractionOf(world.seed, 'likes', post.id) ** 2)
  return {
    like: Math.floor(likes * share),
    share: Math.floor(likes * 0.12 * fractionOf(world.seed, 'shares', post.id) * share),
    comment: countFollowerComments(world, post, now) + ownComments(contents, post.id).length,
  }
}
