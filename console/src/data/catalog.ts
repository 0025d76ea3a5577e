import type { CatalogEntry, CatalogItem } from '@causeway/hub/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import type { Page } from './pages.ts'

/** More than there are entries: the whole catalog is one answer. */
const everything = 2000

/**
 * All entries, or those that fit the words, best first. Everything else a list is narrowed by is known of each
 * entry, so it is narrowed here, at once.
 */
export const catalogQuery = (words: string, locationId: string | undefined) =>
  queryOptions({
    queryKey: ['catalog', words, locationId],
    queryFn: async ({ signal }) => {
      const { items } = await callHub<Page<CatalogItem>>('/v1/catalog', {
        query: { q: words, locationId, limit: everything },
        signal,
      })
      return items
    },
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  })

/** What can happen, and how each event is called. */
export const triggersQuery = queryOptions({
  queryKey: ['catalog', 'triggers'],
  queryFn: async ({ signal }) =>
    (await callHub<Page<CatalogItem>>('/v1/catalog', { query: { kind: 'trigger', limit: everything }, signal })).items,
  staleTime: 300_000,
})

export const catalogEntryQuery = (entryId: string, locationId: string | undefined) =>
  queryOptions({
    queryKey: ['catalog', 'entry', entryId, locationId],
    queryFn: ({ signal }) =>
      callHub<CatalogEntry>(`/v1/catalog/${encodeURIComponent(entryId)}`, { query: { locationId }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  })
