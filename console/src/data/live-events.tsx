import type { HubEvent } from '@causeway/hub/contract'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { followEvents, type StreamState } from './follow-events.ts'

type Listener = (event: HubEvent) => void
type LiveEvents = { state: StreamState; listen: (listener: Listener) => () => void }

const LiveEventsContext = createContext<LiveEvents>({ state: 'connecting', listen: () => () => {} })

/** Pages are asked again at most this often; less while a first sync tells of thousands of records. */
const refreshAfterMs = 2000
const refreshWhileFillingMs = 8000

/** One live connection for the whole console; every change it tells of refreshes what is shown. */
export function LiveEventsProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient()
  const [state, setState] = useState<StreamState>('connecting')
  const listeners = useRef(new Set<Listener>())

  useEffect(() => {
    const stop = new AbortController()
    const refresh = createRefresher(queryClient)
    void followEvents({
      signal: stop.signal,
      onState: setState,
      onEvent: (event) => {
        refresh.take(event)
        for (const listener of listeners.current) listener(event)
      },
    })
    return () => {
      stop.abort()
      refresh.stop()
    }
  }, [queryClient])

  const value = useMemo<LiveEvents>(
    () => ({
      state,
      listen: (listener) => {
        listeners.current.add(listener)
        return () => listeners.current.delete(listener)
      },
    }),
    [state],
  )
  return <LiveEventsContext value={value}>{children}</LiveEventsContext>
}

export const useStreamState = () => useContext(LiveEventsContext).state

/** Calls the listener for every live event while the component is on the page. */
export function useLiveEvents(listener: Listener): void {
  const { listen } = useContext(LiveEventsContext)
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => listen((event) => latest.current(event)), [listen])
}

function createRefresher(queryClient: QueryClient) {
  const stale = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  function flush() {
    timer = undefined
    for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey })
    stale.clear()
  }
  return {
    take(event: HubEvent) {
      for (const key of keysTouchedBy(event)) stale.set(key.join(' '), key)
      const isFirstFill = event.data['initial'] === true
      timer ??= setTimeout(flush, isFirstFill ? refreshWhileFillingMs : refreshAfterMs)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Which of the loaded data an event makes stale. */
function keysTouchedBy({ type, locationId }: HubEvent): (readonly unknown[])[] {
  const subject = type.slice(0, type.indexOf('.'))
  const shown: Record<string, readonly unknown[][]> = {
    statistics: [['statistics', locationId]],
    metric: [],
    post: [
      ['records', locationId, 'posts'],
      ['records', locationId, 'tags'],
      ['statistics', locationId],
    ],
    tag: [
      ['records', locationId, 'tags'],
      ['statistics', locationId],
    ],
    account: [['records', locationId, 'accounts'], ['locations']],
    connection: [['connections'], ['locations']],
  }
  return [...(shown[subject] ?? [])]
}
