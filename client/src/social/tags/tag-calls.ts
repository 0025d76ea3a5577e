import { searchAll, searchPage } from '../search-pages.ts'
import { callAt, callSocial } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { SocialClient } from '../social-client.types.ts'
import type { SearchInput, Tag } from '../social.types.ts'
import { decodeTag } from './decode-tag.ts'

/** GHL names no limit; this keeps the body and the answer small. */
const idsInOneCall = 100

/** Calls about Social Planner tags. */
export function createTagCalls(
  context: SocialContext,
): Pick<SocialClient, 'listTags' | 'allTags' | 'getTagsByIds'> {
  const { locationId } = context

  async function fetchPage(input: SearchInput): Promise<{ items: Tag[]; total: number }> {
    const { results, report } = await searchPage(context, 'get-tags-location-id', input)
    const items = results.list('tags', (item, path) => decodeTag(item, path, report))
    return { items, total: results.number('count') ?? items.length }
  }

  async function fetchByIds(tagIds: readonly string[], signal?: AbortSignal): Promise<Tag[]> {
    const how = callAt({ locationId }, signal ? { signal } : {}, { body: { tagIds } })
    const { results, report } = await callSocial(context, 'get-tags-by-ids', how)
    return results.list('tags', (item, path) => decodeTag(item, path, report))
  }

  return {
    async listTags(input = {}) {
      const { items, total } = await fetchPage(input)
      return { tags: items, total }
    },

    allTags: (options = {}) => searchAll(fetchPage, options),

    async getTagsByIds(tagIds, options) {
      const wanted = [...new Set(tagIds)]
      const tags: Tag[] = []
      for (let from = 0; from < wanted.length; from += idsInOneCall) {
        tags.push(...(await fetchByIds(wanted.slice(from, from + idsInOneCall), options?.signal)))
      }
      return tags
    },
  }
}
