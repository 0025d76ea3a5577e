import type { Location, Stream } from '@causeway/hub/contract'

/** How far a stream's pass is, 0 to 100; undefined while it cannot be said. */
export function percentDone(stream: Stream): number | undefined {
  if (stream.state === 'running') {
    if (stream.total === null) return undefined
    return stream.total === 0 ? 100 : Math.min(100, (stream.done / stream.total) * 100)
  }
  return stream.firstSyncedAt === null ? 0 : 100
}

/** How far a location's first sync is, 0 to 100: streams count alike, as their sizes are unknown at first. */
export function percentFilled(location: Location): number {
  if (location.isFilled) return 100
  if (location.streams.length === 0) return 0
  const parts = location.streams.map((stream) =>
    stream.firstSyncedAt === null ? (percentDone(stream) ?? 10) : 100,
  )
  return parts.reduce((sum, part) => sum + part, 0) / parts.length
}

/** All records of a location, days of statistics included. */
export const recordCount = ({ counts }: Location) =>
  counts.accounts + counts.tags + counts.categories + counts.posts + counts.comments + counts.statisticDays
