import { pagesBySkip } from '../../transport/paginate.ts'
import { callAt, callSocial, demand, refuseCall } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { SocialClient } from '../social-client.types.ts'
import { decodePost } from './decode-post.ts'
import type { PostDraft, PostListInput, PostPage } from './posts.types.ts'

const defaultPageSize = 100
const mostDeletedAtOnce = 50

type PostCallNames =
  | 'listPosts'
  | 'pagesOfPosts'
  | 'getPost'
  | 'createPost'
  | 'editPost'
  | 'deletePost'
  | 'bulkDeletePosts'

/** Calls about posts. */
export function createPostCalls(context: SocialContext): Pick<SocialClient, PostCallNames> {
  const { locationId } = context

  async function listPosts(input: PostListInput): Promise<PostPage> {
    const how = callAt({ locationId }, input, { body: listBody(input) })
    const { results, report } = await callSocial(context, 'get-posts', how)
    const posts = results.list('posts', (item, path) => decodePost(item, path, report))
    return { posts, total: results.number('count') ?? posts.length, skip: input.skip ?? 0 }
  }

  return {
    listPosts,

    async *pagesOfPosts(input) {
      const { limit = defaultPageSize, skip: firstSkip = 0 } = input
      const fetchPage = async (skip: number) => {
        const page = await listPosts({ ...input, skip, limit })
        return { ...page, items: page.posts }
      }
      for await (const { posts, total, skip } of pagesBySkip(fetchPage, limit, firstSkip)) {
        yield { posts, total, skip }
      }
    },

    async getPost(postId, options) {
      const { results, report } = await callSocial(
        context,
        'get-post',
        callAt({ locationId, id: postId }, options),
      )
      return demand(decodePost(results.raw['post'], 'results.post', report), `post ${postId}`)
    },

    async createPost(draft, options) {
      const how = callAt({ locationId }, options, { body: draftBody(draft) })
      const { body, results, report } = await callSocial(context, 'create-post', how)
      const { post } = results.raw
      return {
        post: post === undefined || post === null ? undefined : decodePost(post, 'results.post', report),
        message: body.text('message') ?? '',
      }
    },

    async editPost(postId, draft, options) {
      const how = callAt({ locationId, id: postId }, options, { body: draftBody(draft) })
      const { body } = await callSocial(context, 'edit-post', how)
      return { message: body.text('message') ?? '' }
    },

    async deletePost(postId, options) {
      await callSocial(context, 'delete-post', callAt({ locationId, id: postId }, options))
    },

    async bulkDeletePosts(postIds, options) {
      if (postIds.length === 0) return { deletedCount: 0 }
      if (postIds.length > mostDeletedAtOnce) {
        refuseCall(`${postIds.length} posts are more than the ${mostDeletedAtOnce} deleted in one call`)
      }
      const how = callAt({ locationId }, options, { body: { postIds } })
      const { results } = await callSocial(context, 'bulk-delete-social-planner-posts', how)
      return { deletedCount: results.number('deletedCount') ?? 0 }
    },
  }
}

/** Numbers and booleans go out as text: GHL refuses them otherwise, with a message about something else. */
function listBody(input: PostListInput): Record<string, string> {
  const { type = 'all', accounts, skip = 0, limit = defaultPageSize, includeUsers = false } = input
  return {
    type,
    ...(accounts && accounts.length > 0 ? { accounts: accounts.join(',') } : {}),
    skip: String(skip),
    limit: String(limit),
    fromDate: input.fromDate,
    toDate: input.toDate,
    includeUsers: String(includeUsers),
    ...(input.postType ? { postType: input.postType } : {}),
  }
}

/** `media` must be there even when empty, and `status` above all: a post without one is published at once. */
function draftBody(draft: PostDraft): PostDraft {
  const statuses: readonly unknown[] = ['draft', 'scheduled', 'in_review', 'published']
  if (!statuses.includes(draft.status)) {
    refuseCall(
      'The post has no status',
      'Say draft, scheduled, in_review or published: without it the post would be published at once.',
    )
  }
  return { ...draft, media: draft.media ?? [] }
}
