import { pagesBySkip } from '../../transport/paginate.ts'
import { callAt, callSocial, demand, refuseCall } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { CommentCalls, CommentListInput, CommentPage } from './comments.types.ts'
import { decodeComment } from './decode-comment.ts'

const defaultPageSize = 100

/** Calls about comments; they exist in v3 only, whatever the client speaks otherwise. */
export function createCommentCalls(context: SocialContext): CommentCalls {
  const query = { locationId: context.locationId }

  async function list(input: CommentListInput): Promise<CommentPage> {
    const { platform, signal, skip = 0, limit = defaultPageSize, ...filters } = input
    if (input.originIds.length === 0) refuseCall('Comments are listed for at least one originId')
    const how = callAt({ platform }, signal ? { signal } : {}, { query, body: { ...filters, skip, limit } })
    const { results, report } = await callSocial(context, 'get-comment-list', how, 'v3')
    const comments = results.list('comments', (item, path) => decodeComment(item, path, report))
    const meta = results.fields('meta')
    return {
      comments,
      total: meta?.number('total') ?? comments.length,
      totalUnread: meta?.number('totalUnread'),
      skip,
      hasMore: meta?.flag('hasMore') ?? comments.length === limit,
    }
  }

  return {
    list,

    async *pages(input) {
      const { limit = defaultPageSize, skip: firstSkip = 0 } = input
      const fetchPage = async (skip: number) => {
        const page = await list({ ...input, skip, limit })
        return { ...page, items: page.comments }
      }
      for await (const { items: _, ...page } of pagesBySkip(fetchPage, limit, firstSkip)) yield page
    },

    async create(draft, options) {
      const { platform, ...body } = draft
      const how = callAt({ platform }, options, { query, body })
      const { body: answer, report } = await callSocial(context, 'create-comment', how, 'v3')
      return demand(decodeComment(answer.raw['results'], 'results', report), 'the comment')
    },

    async like(platform, commentId, options) {
      const how = callAt({ platform, id: commentId }, options, { query })
      await callSocial(context, 'create-like', how, 'v3')
    },

    async unlike(platform, commentId, options) {
      const how = callAt({ platform, id: commentId }, options, { query })
      await callSocial(context, 'delete-like', how, 'v3')
    },
  }
}
