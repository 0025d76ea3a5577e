import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Post, PostContent } from '../world/index.ts'
import { isObjectId } from '../world/make-ids.ts'
import { publishNow } from '../world/post-lifecycle.ts'
import { answerWith } from './envelope.ts'
import { parsePost, readStatus } from './parse-post.ts'
import { presentPost } from './present-post.ts'
import { bodyOf, paramOf, textOf, textsOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

const isV3 = ({ request }: SocialCall): boolean => request.generation === 'v3'

/** The post a path names. Throws 422 for what is no id, 404 for one that is not there. */
function findPost(call: SocialCall, options: { evenSplit?: boolean } = {}): Post {
  const id = paramOf(call, 'id')
  if (!isObjectId(id)) throw socialRefusal(422, ['id must be a mongodb id'])
  const post = call.contents.posts.get(id)
  const split = options.evenSplit === true ? call.contents.splitPosts.get(id) : undefined
  const found = post?.isDeleted === false ? post : split
  if (found === undefined) throw socialRefusal(404, 'Post not found')
  return found
}

export function getPost(call: SocialCall): OperationAnswer {
  const post = findPost(call, { evenSplit: true })
  const view = { withUser: true, withInsights: isV3(call), mediaAsKind: !isV3(call) }
  return answerWith(call, 'Fetched Post', { post: presentPost(call, post, view) })
}

/** Without `status` GHL publishes at once, and what is published at once comes back without `results` (facts 6.5). */
export function createPost(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const status = readStatus(body) ?? 'published'
  const content = parsePost(body, status, { contents: call.contents, now: call.now, isV3: isV3(call) })
  const post = call.world.addPost(call.contents, {
    ...content,
    source: 'composer',
    status,
    createdBy: textOf(body, 'createdBy') ?? textOf(body, 'userId') ?? '',
  })
  if (status === 'published') return answerWith(call, 'Created Post')
  return answerWith(call, 'Created Post', {
    post: presentPost(call, post, { withUser: false, withInsights: false }),
  })
}

const optionalContent = [
  'categoryId',
  'followUpComment',
  'scheduleDate',
  'ogTagsDetails',
  'approval',
  'reviewDueAt',
] as const

/** A full replace: what the body leaves out is gone. */
function replaceContent(post: Post, content: PostContent): void {
  for (const name of optionalContent) delete post[name]
  // A failed document of one account is a plain post again once it is edited.
  delete post.accountId
  delete post.platform
  Object.assign(post, content)
}

export function editPost(call: SocialCall): OperationAnswer {
  const { contents, world, now } = call
  const post = findPost(call)
  if (post.status === 'published' || post.status === 'in_progress') {
    throw socialRefusal(400, `Post can not be edited as it is ${post.status}`)
  }
  const body = bodyOf(call)
  const status = readStatus(body) ?? (post.status === 'failed' ? 'draft' : post.status)
  replaceContent(post, parsePost(body, status, { contents, now, isV3: isV3(call) }))
  Object.assign(post, { status, error: '', updatedAt: now })
  contents.postsRevision += 1
  if (status === 'published') publishNow(world, contents, post, now)
  else world.watch(contents, post)
  return answerWith(call, 'Updated Post')
}

/** Removes the CRM's record only; what is on the network stays there. */
function removePost(call: SocialCall, post: Post): void {
  const staysListed = call.world.quirks.deletedPublishedPostsStayListed && post.status === 'published'
  if (staysListed) return
  post.isDeleted = true
  post.updatedAt = call.now
  call.contents.postsRevision += 1
}

export function deletePost(call: SocialCall): OperationAnswer {
  const post = findPost(call)
  removePost(call, post)
  return answerWith(call, 'Deleted Post', { postId: post.id })
}

const maximumBulkDelete = 50

export function bulkDeletePosts(call: SocialCall): OperationAnswer {
  const postIds = textsOf(bodyOf(call), 'postIds')
  if (postIds.length === 0) throw socialRefusal(422, ['postIds should not be empty'])
  if (postIds.length > maximumBulkDelete) {
    throw socialRefusal(400, `Maximum ${maximumBulkDelete} posts can be deleted at a time`)
  }
  const posts = [...new Set(postIds)].flatMap((id) => {
    const post = call.contents.posts.get(id)
    return post === undefined || post.isDeleted ? [] : [post]
  })
  if (posts.length === 0) throw socialRefusal(404, 'Posts not found')
  for (const post of posts) removePost(call, post)
  return answerWith(call, 'Posts Deleted Successfully', {
    message: 'Posts deleted successfully',
    deletedCount: posts.length,
  })
}
