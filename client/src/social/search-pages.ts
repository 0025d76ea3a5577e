import { pagesBySkip } from '../transport/paginate.ts'
import { callAt, callSocial } from './social-call.ts'
import type { SocialAnswer, SocialContext } from './social-call.ts'
import type { SearchInput } from './social.types.ts'

const pageSize = 100

/** One page of a list that is searched by text; tags and categories want their numbers as text. */
export async function searchPage(
  context: SocialContext,
  name: string,
  input: SearchInput,
): Promise<SocialAnswer> {
  const { searchText, limit = pageSize, skip = 0 } = input
  const query = { searchText, limit: String(limit), skip: String(skip) }
  return callSocial(context, name, callAt({ locationId: context.locationId }, input, { query }))
}

/** Every item of such a list. One that moves between pages while they are read is kept once. */
export async function searchAll<Item extends { id: string }>(
  fetchPage: (input: SearchInput) => Promise<{ items: Item[]; total: number }>,
  input: Omit<SearchInput, 'skip' | 'limit'>,
): Promise<Item[]> {
  const byId = new Map<string, Item>()
  for await (const page of pagesBySkip((skip) => fetchPage({ ...input, skip, limit: pageSize }), pageSize)) {
    for (const item of page.items) byId.set(item.id, item)
  }
  return [...byId.values()]
}
