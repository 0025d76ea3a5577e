import type { HubEvent } from '@causeway/hub/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { eventsQuery, type EventFilters } from '../../data/events.ts'
import { useLiveEvents } from '../../data/live-events.tsx'
import { matchesTypes } from './describe-event.ts'

/** Beyond this many live events the oldest of them are let go: they are in the log. */
const mostLive = 500

/**
 * The log, newest first, with live events on top. While paused, arriving events wait and are counted.
 * Mount it anew (by key) for other filters.
 */
export function useEventList(filters: EventFilters) {
  const stored = useInfiniteQuery({
    ...eventsQuery(filters),
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  const [live, setLive] = useState<HubEvent[]>([])
  const [waiting, setWaiting] = useState<HubEvent[]>([])
  const [isPaused, setPaused] = useState(false)

  useLiveEvents((event) => {
    if (!matchesTypes(event.type, filters.types)) return
    if (filters.locationId !== undefined && event.locationId !== filters.locationId) return
    if (filters.subjectId !== undefined && event.subject.id !== filters.subjectId) return
    if (filters.subjectKind !== undefined && event.subject.kind !== filters.subjectKind) return
    const add = isPaused ? setWaiting : setLive
    add((before) => [event, ...before].slice(0, mostLive))
  })

  function resume() {
    setLive((before) => [...waiting, ...before].slice(0, mostLive))
    setWaiting([])
    setPaused(false)
  }

  return {
    stored,
    events: withoutTwins([...live, ...(stored.data?.pages.flatMap((page) => page.items) ?? [])]),
    liveIds: new Set(live.map((event) => event.id)),
    waitingCount: waiting.length,
    isPaused,
    pause: () => setPaused(true),
    resume,
  }
}

/** An event can arrive live and in the log that was loaded meanwhile. */
function withoutTwins(events: HubEvent[]): HubEvent[] {
  const seen = new Set<string>()
  return events.filter(({ id }) => !seen.has(id) && seen.add(id))
}
