import type { PostFilters } from '../../data/records.ts'
import type { PostsSearch } from '../../search.ts'

/** What the page's address says, as the hub's list wants it. Days are whole UTC days, the last one included. */
export function filtersOf(search: PostsSearch): PostFilters {
  const { tag, account, status, platform, text, from, to, sort, asOf } = search
  return {
    ...(tag === undefined ? {} : { tagId: tag }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(status === undefined ? {} : { status }),
    ...(platform === undefined ? {} : { platform }),
    ...(text === undefined ? {} : { text }),
    ...(from === undefined ? {} : { from: `${from}T00:00:00.000Z` }),
    ...(to === undefined ? {} : { to: `${to}T23:59:59.999Z` }),
    ...(asOf === undefined ? {} : { asOf }),
    sort: sort ?? 'newest',
  }
}

const filterNames = ['tag', 'account', 'status', 'platform', 'text', 'from', 'to'] as const

/** How many filters narrow the list: a period counts once. */
export const countFilters = (search: PostsSearch) =>
  filterNames.filter((name) => name !== 'to' && search[name] !== undefined).length

/** The address with other filters; undefined takes one away. */
export function changeSearch(
  before: PostsSearch,
  change: { [Name in keyof PostsSearch]?: PostsSearch[Name] | undefined },
): PostsSearch {
  const after = { ...before, ...change }
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined && value !== ''))
}

/** The address without any filter, in the same order and moment. */
export const withoutFilters = ({ sort, asOf }: PostsSearch): PostsSearch => ({
  ...(sort === undefined ? {} : { sort }),
  ...(asOf === undefined ? {} : { asOf }),
})
