import type { HubEvent } from '@causeway/hub/contract'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import type { Page } from './pages.ts'

export type EventFilters = { locationId?: string; types?: string; subjectKind?: string; subjectId?: string }

export const eventsQuery = (filters: EventFilters) =>
  infiniteQueryOptions({
    queryKey: ['events', filters],
    queryFn: ({ pageParam, signal }) =>
      callHub<Page<HubEvent>>('/v1/events', {
        query: { ...filters, order: 'newest', limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
