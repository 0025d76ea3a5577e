import type { LocationContents, Post, PostMedia, PostStatus, World } from '../world/index.ts'
import { insightsOf } from '../world/post-engagement.ts'
import type { SocialCall } from './social.types.ts'

const settled: ReadonlySet<PostStatus> = new Set(['published', 'failed', 'notification_sent'])

/** Until a post is settled GHL says "google" whatever its accounts are (facts 6.5, trap a). */
const platformShown = (post: Post): string =>
  settled.has(post.status) ? (post.platform ?? 'google') : 'google'

export const displayDateOf = (post: Post): Date => post.publishedAt ?? post.scheduleDate ?? post.createdAt

function presentUser(world: World, userId: string | undefined) {
  const user = userId === undefined ? undefined : world.findUser(userId)
  if (user === undefined) return undefined
  const { id, title, firstName, lastName, phone, email } = user
  return { id, title, firstName, lastName, profilePhoto: '', phone, email }
}

function presentApproval(world: World, post: Post) {
  const approval = post.approval ?? { approvalStatus: 'not_required' as const }
  const approverUser = presentUser(world, approval.approver)
  return { ...approval, ...(approverUser !== undefined && { approverUser }) }
}

const presentMedia = (media: PostMedia, asKind: boolean) =>
  asKind ? { ...media, type: media.type.split('/')[0] ?? media.type } : media

export interface PostView {
  withUser: boolean
  withInsights: boolean
  /** A single published post comes back with `image` for `image/jpeg` from v2 (facts 6.5, edit). */
  mediaAsKind?: boolean
}

function presentReactions(call: Pick<SocialCall, 'world' | 'contents' | 'now'>, post: Post) {
  const insights = insightsOf(call.world, call.contents, post, call.now)
  const [media] = post.media
  const thumbnail = media?.thumbnail ?? media?.url
  return { ...(insights !== undefined && { insights }), ...(thumbnail !== undefined && { thumbnail }) }
}

/** The post document as GHL gives it, with the keys seen live beyond the published schema. */
export function presentPost(
  call: { world: World; contents: LocationContents; now: Date },
  post: Post,
  view: PostView,
): Record<string, unknown> {
  const user = view.withUser ? presentUser(call.world, post.createdBy) : undefined
  const asKind = view.mediaAsKind === true && post.status === 'published'
  return {
    _id: post.id,
    source: post.source,
    locationId: post.locationId,
    platform: platformShown(post),
    displayDate: displayDateOf(post).toISOString(),
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    accountId: post.accountId ?? post.accountIds[0] ?? '',
    accountIds: post.accountIds,
    error: post.error,
    summary: post.summary,
    media: post.media.map((media) => presentMedia(media, asKind)),
    status: post.isDeleted ? 'deleted' : post.status,
    createdBy: post.createdBy,
    type: post.type,
    tags: post.tags,
    channel: 'public',
    deleted: post.isDeleted,
    isCommentSyncing: false,
    postApprovalDetails: presentApproval(call.world, post),
    ...post.platformDetails,
    ...(post.ogTagsDetails !== undefined && { ogTagsDetails: post.ogTagsDetails }),
    ...(post.categoryId !== undefined && { categoryId: post.categoryId }),
    ...(post.followUpComment !== undefined && { followUpComment: post.followUpComment }),
    ...(post.scheduleDate !== undefined && { scheduleDate: post.scheduleDate.toISOString() }),
    ...(post.publishedAt !== undefined && { publishedAt: post.publishedAt.toISOString() }),
    ...(post.nativeId !== undefined && { postId: post.nativeId }),
    ...(post.parentPostId !== undefined && { parentPostId: post.parentPostId }),
    ...(user !== undefined && { user }),
    ...(view.withInsights && presentReactions(call, post)),
  }
}
