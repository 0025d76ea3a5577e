import type {
  ChangeEndpoint,
  CreatedEndpoint,
  CreatedReceiverLink,
  CreateEndpoint,
  CreateReceiverLink,
  Delivery,
  DeliveryDetail,
  DeliveryState,
  Endpoint,
  EndpointDetail,
  QueuedDeliveries,
  ReceiverLink,
  RecoveredDeliveries,
  RecoverEndpoint,
  ResendDeliveries,
  RotatedSecret,
  RotateSecret,
} from '@causeway/hub/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callHub } from './call-hub.ts'
import { type Page, readAllPages } from './pages.ts'

const pathOf = (id: string, rest = '') => `/v1/endpoints/${encodeURIComponent(id)}${rest}`
/** Endpoints change by themselves as deliveries come and go. */
const freshEveryMs = 3000

export const endpointsQuery = queryOptions({
  queryKey: ['endpoints', 'list'],
  queryFn: ({ signal }) => readAllPages<Endpoint>('/v1/endpoints', {}, signal),
  refetchInterval: freshEveryMs,
})

export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ['endpoints', 'one', id],
    queryFn: ({ signal }) => callHub<EndpointDetail>(pathOf(id), { signal }),
    refetchInterval: freshEveryMs,
  })

export const sentQuery = (id: string, state: DeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['endpoints', 'deliveries', id, state],
    queryFn: ({ pageParam, signal }) =>
      callHub<Page<Delivery>>(pathOf(id, '/deliveries'), {
        query: { state, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Fresh while the newest are looked at; somebody reading far down is not disturbed.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? freshEveryMs : false),
  })

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['endpoints', 'delivery', id],
    queryFn: ({ signal }) => callHub<DeliveryDetail>(`/v1/deliveries/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 1000 : false),
  })

export const linksQuery = (id: string) =>
  queryOptions({
    queryKey: ['endpoints', 'links', id],
    queryFn: ({ signal }) => readAllPages<ReceiverLink>(pathOf(id, '/links'), {}, signal),
  })

/** Something done to endpoints, after which all that is shown of them is read again. */
function useEndpointAction<Input, Answer>(act: (input: Input) => Promise<Answer>) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['endpoints'] }),
  })
}

const post = <Answer>(path: string, body?: unknown) =>
  callHub<Answer>(path, { method: 'POST', ...(body === undefined ? {} : { body }) })

export const useCreateEndpoint = () =>
  useEndpointAction((body: CreateEndpoint) => post<CreatedEndpoint>('/v1/endpoints', body))

export const useChangeEndpoint = (id: string) =>
  useEndpointAction((body: ChangeEndpoint) => callHub<EndpointDetail>(pathOf(id), { method: 'PATCH', body }))

export const useDeleteEndpoint = () =>
  useEndpointAction((id: string) => callHub<unknown>(pathOf(id), { method: 'DELETE' }))

export const useRotateSecret = (id: string) =>
  useEndpointAction((body: RotateSecret) => post<RotatedSecret>(pathOf(id, '/rotate-secret'), body))

export const useSendTest = (id: string) => useEndpointAction(() => post<Delivery>(pathOf(id, '/test'), {}))

export const useRecover = (id: string) =>
  useEndpointAction((body: RecoverEndpoint) => post<RecoveredDeliveries>(pathOf(id, '/recover'), body))

export const useResend = (id: string) =>
  useEndpointAction((body: ResendDeliveries) => post<QueuedDeliveries>(pathOf(id, '/resend'), body))

export const useCreateLink = (id: string) =>
  useEndpointAction((body: CreateReceiverLink) => post<CreatedReceiverLink>(pathOf(id, '/links'), body))

export const useRevokeLink = (id: string) =>
  useEndpointAction((linkId: string) =>
    callHub<unknown>(pathOf(id, `/links/${encodeURIComponent(linkId)}`), { method: 'DELETE' }),
  )

/** Where the browser downloads the proof of what an endpoint accepted. */
export const ledgerUrl = (id: string) => pathOf(id, '/ledger')
