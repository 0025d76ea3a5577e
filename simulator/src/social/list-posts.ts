import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { LocationContents, Post } from '../world/index.ts'
import { answerWith } from './envelope.ts'
import { displayDateOf, presentPost } from './present-post.ts'
import { bodyOf, type Fields, pageOf, parseInstant, readPage, textOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

const listTypes = [
  'recent',
  'all',
  'scheduled',
  'draft',
  'failed',
  'in_review',
  'published',
  'in_progress',
  'deleted',
]
const postTypes = ['post', 'story', 'reel']

/** GHL's maximum is not published; "100" is the most seen in use (facts 6.5). */
const maximumLimit = 100

/** A post with the date lists go by, as a number: thousands of them are compared for one page. */
interface DatedPost {
  post: Post
  displayMs: number
}

const sortedPosts = new WeakMap<LocationContents, { revision: number; posts: DatedPost[] }>()

/** Newest first, kept between changes so that paging through thousands does not sort them again. */
function postsInOrder(contents: LocationContents): DatedPost[] {
  const known = sortedPosts.get(contents)
  if (known?.revision === contents.postsRevision) return known.posts
  const posts = [...contents.posts.values()]
    .map((post) => ({ post, displayMs: displayDateOf(post).getTime() }))
    .toSorted((a, b) => b.displayMs - a.displayMs || (a.post.id < b.post.id ? -1 : 1))
  sortedPosts.set(contents, { revision: contents.postsRevision, posts })
  return posts
}

interface PostFilter {
  type: string
  accountIds: Set<string> | undefined
  fromMs: number
  toMs: number
  postType: string | undefined
}

function readFilter(body: Fields, isV3: boolean): PostFilter {
  const problems: string[] = []
  const types = isV3 ? [...listTypes, 'pending'] : listTypes
  const type = textOf(body, 'type') ?? 'all'
  const postType = textOf(body, 'postType')
  const [from, to] = ['fromDate', 'toDate'].map((name) => {
    const instant = parseInstant(body[name])
    if (instant === undefined) problems.push(`${name} must be a valid ISO 8601 date string`)
    return instant
  })
  if (!types.includes(type)) problems.push(`type must be one of the following values: ${types.join(', ')}`)
  if (postType !== undefined && !postTypes.includes(postType)) {
    problems.push(`postType must be one of the following values: ${postTypes.join(', ')}`)
  }
  if (!/^(true|false)$/.test(textOf(body, 'includeUsers') ?? '')) {
    problems.push('includeUsers must be a boolean string')
  }
  if (problems.length > 0) throw socialRefusal(422, problems)
  const accounts = (textOf(body, 'accounts') ?? '').split(',').map((id) => id.trim())
  const accountIds = new Set(accounts.filter((id) => id !== ''))
  return {
    type,
    accountIds: accountIds.size === 0 ? undefined : accountIds,
    fromMs: from?.getTime() ?? 0,
    toMs: to?.getTime() ?? 0,
    postType,
  }
}

function isListed({ post, displayMs }: DatedPost, filter: PostFilter): boolean {
  const { type, accountIds, fromMs, toMs, postType } = filter
  if (displayMs < fromMs || displayMs > toMs) return false
  if (type === 'deleted' ? !post.isDeleted : post.isDeleted) return false
  const isWantedStatus =
    type === 'all' ||
    type === 'deleted' ||
    (type === 'recent' ? post.status === 'published' : post.status === type)
  if (!isWantedStatus || (postType !== undefined && post.type !== postType)) return false
  return accountIds === undefined || post.accountIds.some((id) => accountIds.has(id))
}

export function listPosts(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const isV3 = call.request.generation === 'v3'
  const page = readPage(body, { limit: 10, maximum: maximumLimit })
  const filter = readFilter(body, isV3)
  const matching = postsInOrder(call.contents).filter((dated) => isListed(dated, filter))
  const view = { withUser: textOf(body, 'includeUsers') === 'true', withInsights: isV3 }
  return answerWith(call, 'Fetched Posts', {
    posts: pageOf(matching, page).map(({ post }) => presentPost(call, post, view)),
    count: matching.length,
  })
}
