import type { Drift } from '@causeway/hub/contract'
import { queryOptions } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'

export const driftQuery = queryOptions({
  queryKey: ['drift'],
  queryFn: ({ signal }) => callHub<Drift>('/v1/drift', { signal }),
})
