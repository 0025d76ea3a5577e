import { type OperationAnswer } from '../simulator.types.ts'
import type { Category } from '../world/index.ts'
import { answerWith } from './envelope.ts'
import { pageOf, paramOf, readPage } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

export const presentCategory = (category: Category) => ({
  _id: category.id,
  name: category.name,
  primaryColor: category.primaryColor,
  secondaryColor: category.secondaryColor,
  locationId: category.locationId,
  createdBy: category.createdBy,
  deleted: category.isDeleted,
  createdAt: category.createdAt.toISOString(),
  updatedAt: category.updatedAt.toISOString(),
})

export function listCategories(call: SocialCall): OperationAnswer {
  const { query } = call.request
  const page = readPage(query, { limit: 10 })
  const wanted = query['searchText']?.toLowerCase() ?? ''
  const matching = call.contents.categories
    .filter(({ isDeleted, name }) => !isDeleted && name.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt) || a.id.localeCompare(b.id))
  return answerWith(call, 'Fetched Categories by Location ID', {
    categories: pageOf(matching, page).map(presentCategory),
    count: matching.length,
  })
}

/** Spelt "Catagory" by GHL, and a missing one is a sentence in a 200 (facts 6.3). */
export function getCategory(call: SocialCall): OperationAnswer {
  const wanted = paramOf(call, 'id')
  const found = call.contents.categories.find(({ id, isDeleted }) => id === wanted && !isDeleted)
  return answerWith(call, 'Fetched Catagory', {
    category: found === undefined ? 'Category not found' : presentCategory(found),
  })
}
