import { digitsOf, objectIdOf } from './make-ids.ts'
import { itemFromPost, orderStep } from './make-queues.ts'
import { dayNumberOf, hourMs } from './time.ts'
import type { Account, LocationContents, Post, PostStatus, World } from './world.types.ts'

/** How long a due post is `in_progress` before the networks have answered. */
const publishingMs = 45_000

export const publishErrors = {
  mediaUnreachable: 'Social Platform could not fetch the media from the source',
  tokenInvalid: 'Social Account token has expired, been revoked, or is otherwise invalid',
} as const

/** Hosts reserved for names that do not resolve: what a network can never fetch. */
const isUnreachable = (url: string): boolean => /^https?:\/\/([^/]*\.)?(invalid|localhost)([:/]|$)/i.test(url)

/** Why a network refuses this post at this instant, or an empty string. */
function findPublishError(post: Post, account: Account | undefined, at: Date): string {
  if (account === undefined || account.expiresAt <= at) return publishErrors.tokenInvalid
  return post.media.some(({ url }) => isUnreachable(url)) ? publishErrors.mediaUnreachable : ''
}

export function countPublished(contents: LocationContents, accountId: string, at: Date): void {
  const perDay = contents.publishedPerDay.get(accountId) ?? new Map<number, number>()
  const day = dayNumberOf(at)
  perDay.set(day, (perDay.get(day) ?? 0) + 1)
  contents.publishedPerDay.set(accountId, perDay)
}

const childIdOf = (world: World, parent: Post, accountId: string): string =>
  objectIdOf(world.seed, 'child', parent.id, accountId)

/** The document of one account that a parent splits into. */
function makeChild(
  world: World,
  contents: LocationContents,
  parent: Post,
  accountId: string,
  at: Date,
): Post {
  const account = contents.accounts.find(({ id }) => id === accountId)
  const wasUsed = contents.posts.has(childIdOf(world, parent, accountId))
  return {
    ...parent,
    id: wasUsed ? world.nextId('post') : childIdOf(world, parent, accountId),
    parentPostId: parent.id,
    accountId,
    accountIds: [accountId],
    platform: account?.platform ?? 'facebook',
    status: 'in_progress',
    updatedAt: at,
  }
}

/** Due: the parent leaves the lists and each of its accounts gets a document of its own. */
function startPublishing(world: World, contents: LocationContents, parent: Post, at: Date): void {
  parent.status = 'in_progress'
  parent.updatedAt = at
  contents.posts.delete(parent.id)
  contents.splitPosts.set(parent.id, parent)
  for (const accountId of parent.accountIds) {
    const child = makeChild(world, contents, parent, accountId, at)
    contents.posts.set(child.id, child)
  }
  contents.postsRevision += 1
}

function settleChild(contents: LocationContents, child: Post, at: Date): void {
  const account = contents.accounts.find(({ id }) => id === child.accountId)
  const error = findPublishError(child, account, at)
  child.error = error
  child.status = error === '' ? 'published' : 'failed'
  child.updatedAt = at
  if (error !== '') return
  child.publishedAt = at
  child.nativeId = digitsOf(17, 'native', child.id)
  countPublished(contents, child.accountId ?? '', at)
}

/** Queues that take new posts of their category get this one, first or last in the round. */
function queueForRepeating(world: World, contents: LocationContents, child: Post): void {
  if (child.queueItemId !== undefined || child.status !== 'published') return
  for (const queue of contents.queues.values()) {
    const wantsIt =
      queue.enableFuturePosts && queue.status !== 'deleted' && queue.categoryId === child.categoryId
    const hasIt = queue.items.some(({ parentPostId }) => parentPostId === child.parentPostId)
    if (!wantsIt || hasIt) continue
    const orders = queue.items.map(({ order }) => order)
    const order = queue.prioritizeNewContent
      ? queue.currentOrder + orderStep / 2
      : Math.max(0, ...orders) + orderStep
    queue.items.push(itemFromPost(child, world.nextId('queue-item'), order, child.updatedAt))
  }
}

/** The networks have answered. A child deleted in the meantime comes back: only its parent could be stopped. */
function finishPublishing(world: World, contents: LocationContents, parent: Post, at: Date): void {
  for (const accountId of parent.accountIds) {
    const existing = contents.posts.get(childIdOf(world, parent, accountId))
    const isThere = existing !== undefined && !existing.isDeleted
    const child = isThere ? existing : makeChild(world, contents, parent, accountId, at)
    contents.posts.set(child.id, child)
    settleChild(contents, child, at)
    queueForRepeating(world, contents, child)
  }
  parent.status = 'published'
  parent.publishedAt = at
  parent.updatedAt = at
  contents.postsRevision += 1
}

/** Publishes a post at once, without the wait between. */
export function publishNow(world: World, contents: LocationContents, parent: Post, at: Date): void {
  startPublishing(world, contents, parent, at)
  finishPublishing(world, contents, parent, at)
}

/** Decides on a post in review: approved posts wait for their date, rejected ones are drafts again. */
export function decideReview(
  contents: LocationContents,
  post: Post,
  decision: 'approved' | 'rejected',
  at: Date,
  note?: string,
): void {
  post.approval = {
    ...post.approval,
    approvalStatus: decision,
    ...(note !== undefined && { approverNote: note }),
  }
  post.status = decision === 'approved' ? 'scheduled' : 'draft'
  post.updatedAt = at
  delete post.reviewDueAt
  contents.postsRevision += 1
}

const isWaiting = (status: PostStatus): boolean => status === 'scheduled' || status === 'in_review'

/** Whether the lifecycle has something to do with this post later. */
export const mayBecomeDue = (post: Post): boolean => isWaiting(post.status) && !post.isDeleted

/** Moves one waiting post as far as `now` allows; false when the lifecycle is done with it. */
export function advancePost(world: World, contents: LocationContents, post: Post, now: Date): boolean {
  if (post.isDeleted) return false
  if (post.status === 'in_review' && post.reviewDueAt !== undefined && post.reviewDueAt <= now) {
    const isApproved = Number.parseInt(post.id.slice(-2), 16) % 5 !== 0
    decideReview(contents, post, isApproved ? 'approved' : 'rejected', post.reviewDueAt)
  }
  if (post.status === 'scheduled' && post.scheduleDate !== undefined && post.scheduleDate <= now) {
    startPublishing(world, contents, post, post.scheduleDate)
  }
  if (post.status === 'in_progress' && post.scheduleDate !== undefined) {
    const doneAt = new Date(post.scheduleDate.getTime() + publishingMs)
    if (doneAt > now) return true
    finishPublishing(world, contents, post, doneAt)
    return false
  }
  return isWaiting(post.status)
}

/** When a waiting post next needs attention; `undefined` when only a person can move it on. */
export function nextDueAt(post: Post): Date | undefined {
  if (post.status === 'in_review') return post.reviewDueAt
  if (post.status === 'scheduled') return post.scheduleDate
  return post.status === 'in_progress' && post.scheduleDate !== undefined
    ? new Date(post.scheduleDate.getTime() + publishingMs)
    : undefined
}

/** How long before its date a reviewer of the living world decides. */
export const reviewTakesMs = 20 * hourMs
