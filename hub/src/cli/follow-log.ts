import { setTimeout as sleep } from 'node:timers/promises'
import { HubEvent } from '../api/contract/index.ts'
import type { Config } from '../config.ts'
import { HubError } from '../platform/errors.ts'
import { cliErrors } from './cli.errors.ts'
import { reachHub } from './reach-hub.ts'
import { readEventStream } from './read-event-stream.ts'
import { findRunningHub } from './running-hub.ts'

const firstPauseMs = 500
const longestPauseMs = 10_000

interface FollowOptions {
  config: Config
  /** Filters of `/v1/events/stream`. */
  query: URLSearchParams
  /** Where to begin; undefined: what the query says. */
  after: string | undefined
  signal: AbortSignal
  onEvent: (event: HubEvent) => void
  /** Told when the hub is gone, and when it is back. */
  onState: (state: 'gone' | 'back') => void
}

/**
 * Follows the log of the running hub until `signal` is aborted. A hub that stops and starts again is found again, and
 * the log goes on after the last event that was handed over.
 */
export async function followLog(options: FollowOptions): Promise<void> {
  const { signal, onState } = options
  let after = options.after
  let failures = 0
  while (!signal.aborted) {
    try {
      await followOnce({
        ...options,
        after,
        onOpen(position) {
          after ??= position
          if (failures > 0) onState('back')
          failures = 0
        },
        onEvent(event) {
          after = event.position
          options.onEvent(event)
        },
      })
    } catch (problem) {
      if (problem instanceof HubError && problem.status < 500) throw problem
      // Anything else has the same cure: come back, to wherever the hub is then.
    }
    if (signal.aborted) return
    if (failures === 0) onState('gone')
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
    failures += 1
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}

async function followOnce(options: FollowOptions & { onOpen: (position: string | undefined) => void }) {
  const { config, query, after, signal } = options
  // Not to open a hub of our own: what is followed happens in the one that runs.
  if (findRunningHub(config.dataFolder) === undefined)
    throw cliErrors.hub_unreachable('No hub runs on this data folder')
  const hub = await reachHub(config)
  const headers = { ...(after !== undefined && { 'last-event-id': after }) }
  const path = `/v1/events/stream?${query.toString()}`
  const { body } = await hub.open({ method: 'GET', path, headers }, signal)
  for await (const message of readEventStream(body)) {
    if (message.event === 'ready') options.onOpen(message.id)
    else options.onEvent(HubEvent.parse(JSON.parse(message.data)))
  }
}
