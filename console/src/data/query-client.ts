import { QueryClient } from '@tanstack/react-query'
import { isPassing } from './call-hub.ts'

/** Fresh for half a minute; live events invalidate sooner. Only passing failures are tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && isPassing(error),
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5000),
    },
  },
})
