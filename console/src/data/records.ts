import type {
  Account,
  Post,
  PostQuery,
  PutTagDetails,
  RecordVersion,
  Tag,
  TagWithHistory,
} from '@causeway/hub/contract'
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { readAllPages, type Page } from './pages.ts'

const pathOf = (locationId: string, ...parts: string[]) =>
  ['/v1/locations', locationId, ...parts].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/')

export const accountsQuery = (locationId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'accounts'],
    queryFn: ({ signal }) => readAllPages<Account>(pathOf(locationId, 'accounts'), {}, signal),
  })

export const tagsQuery = (locationId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'tags'],
    queryFn: ({ signal }) => readAllPages<Tag>(pathOf(locationId, 'tags'), {}, signal),
  })

export const tagQuery = (locationId: string, tagId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'tags', tagId],
    queryFn: ({ signal }) => callHub<TagWithHistory>(pathOf(locationId, 'tags', tagId), { signal }),
  })

export const tagDetailsHistoryQuery = (locationId: string, tagId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'tags', tagId, 'history'],
    queryFn: ({ signal }) => readAllPages<RecordVersion>(pathOf(locationId, 'tags', tagId, 'history'), {}, signal),
  })

export type PostFilters = Omit<PostQuery, 'limit' | 'cursor'>

export const postsQuery = (locationId: string, filters: PostFilters) =>
  infiniteQueryOptions({
    queryKey: ['records', locationId, 'posts', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      callHub<Page<Post>>(pathOf(locationId, 'posts'), {
        query: { ...filters, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const postQuery = (locationId: string, postId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'posts', postId],
    queryFn: ({ signal }) => callHub<Post>(pathOf(locationId, 'posts', postId), { signal }),
  })

export const postHistoryQuery = (locationId: string, postId: string) =>
  queryOptions({
    queryKey: ['records', locationId, 'posts', postId, 'history'],
    queryFn: ({ signal }) => readAllPages<RecordVersion>(pathOf(locationId, 'posts', postId, 'history'), {}, signal),
  })

export function usePutTagDetails(locationId: string, tagId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: PutTagDetails) =>
      callHub<unknown>(pathOf(locationId, 'tags', tagId, 'details'), { method: 'PUT', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['records', locationId, 'tags'] }),
  })
}
