import type { HubEvent } from '@causeway/hub/contract'
import { followStream, type StreamState } from './follow-stream.ts'

export type { StreamState }

type Follow = {
  onEvent: (event: HubEvent) => void
  onState: (state: StreamState) => void
  signal: AbortSignal
}

/** Follows the hub's live events until the signal aborts. */
export const followEvents = ({ onEvent, onState, signal }: Follow): Promise<void> =>
  followStream({
    path: '/v1/events/stream',
    onState,
    signal,
    onMessage: ({ data }) => {
      const event = readEvent(data)
      if (event !== undefined) onEvent(event)
    },
  })

function readEvent(data: string): HubEvent | undefined {
  try {
    const event: unknown = JSON.parse(data)
    return typeof event === 'object' && event !== null && 'type' in event ? (event as HubEvent) : undefined
  } catch {
    return undefined
  }
}
