import { searchAll, searchPage } from '../search-pages.ts'
import { callAt, callSocial } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { SocialClient } from '../social-client.types.ts'
import type { Category, SearchInput } from '../social.types.ts'
import { decodeCategory } from './decode-category.ts'

/** Calls about Social Planner categories. */
export function createCategoryCalls(
  context: SocialContext,
): Pick<SocialClient, 'listCategories' | 'allCategories' | 'getCategory'> {
  async function fetchPage(input: SearchInput): Promise<{ items: Category[]; total: number }> {
    const { results, report } = await searchPage(context, 'get-categories-location-id', input)
    const items = results.list('categories', (item, path) => decodeCategory(item, path, report))
    return { items, total: results.number('count') ?? items.length }
  }

  return {
    async listCategories(input = {}) {
      const { items, total } = await fetchPage(input)
      return { categories: items, total }
    },

    allCategories: (options = {}) => searchAll(fetchPage, options),

    async getCategory(categoryId, options) {
      const how = callAt({ locationId: context.locationId, id: categoryId }, options)
      const { results, report } = await callSocial(context, 'get-categories-id', how)
      const { category } = results.raw
      // GHL answers 200 with the sentence "Category not found" under the message "Fetched Catagory" (sic).
      if (category === undefined || category === null || typeof category === 'string') return undefined
      return decodeCategory(category, 'results.category', report)
    },
  }
}
