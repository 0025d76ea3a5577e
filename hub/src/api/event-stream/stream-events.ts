import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { messageOf } from '../../platform/errors.ts'
import type { Follower } from '../../event-log/create-follower.ts'
import type { EventFilter } from '../../store/events.store.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import type { EventFeed } from '../../event-log/create-event-feed.ts'

/** Proxies close what is silent; a comment now and then keeps the line open and finds out that the other side left. */
const heartbeatMs = 15_000
/** Whoever takes in nothing for so long is gone; coming back, they go on where they were. */
const patienceMs = 60_000

interface StreamOptions {
  request: FastifyRequest
  reply: FastifyReply
  feed: EventFeed
  filter: EventFilter
  /** Position to go on from; undefined: only what happens from now on. */
  after: string | undefined
  findCaller: FindCaller
  /** Called when it begins, and now and then while somebody follows. */
  onFollowed: () => void
  /** Milliseconds between heartbeats, which also find out who may no longer follow; default 15 seconds. */
  everyMs?: number | undefined
}

/**
 * Follows the event log over server-sent events until the other side leaves, the hub stops, or the caller's key or
 * session ends. Every event carries its position as id, so a browser that was cut off goes on where it was.
 */
export async function streamEvents(options: StreamOptions): Promise<FastifyReply> {
  const follower = await options.feed.follow(options.filter, options.after)
  try {
    return await streamTo(follower, options)
  } finally {
    follower.leave()
  }
}

async function streamTo(follower: Follower, options: StreamOptions): Promise<FastifyReply> {
  const { request, reply, feed } = options
  const ready = `retry: 2000\nevent: ready\nid: ${follower.position()}\ndata: {}\n\n`
  let turn = feed.turn()
  // The first read tells what is wrong while an ordinary answer is still possible.
  let next = await follower.next()
  reply.hijack()
  const line = openLine(reply)
  await line.send(ready)
  options.onFollowed()
  const beating = beat(options, line)

  try {
    while (line.isOpen() && !feed.isClosed()) {
      for (const { frame } of next.frames) {
        await line.send(frame)
        if (!line.isOpen()) break
      }
      if (next.isAtEnd) await feed.untilMore(turn, line.closed)
      if (!line.isOpen() || feed.isClosed()) break
      turn = feed.turn()
      next = await follower.next()
    }
  } catch (problem) {
    // Ended rather than left silent: a follower that is cut off comes back and goes on where it was.
    request.log.warn({ reason: messageOf(problem) }, 'a stream of events broke off')
  } finally {
    line.close()
  }
  await beating
  return reply
}

interface Line {
  /** Waits for the other side when it reads slower than the hub writes. */
  send(text: string | Buffer): Promise<void>
  /** Says that the line still stands, unless the other side has enough to read. */
  sendHeartbeat(): void
  isOpen(): boolean
  /** Aborted when the line is closed by either side. */
  closed: AbortSignal
  /** What was sent still arrives. */
  close(): void
  /** What was not read yet never arrives. */
  cut(): void
}

function openLine(reply: FastifyReply): Line {
  const { raw } = reply
  const closing = new AbortController()
  raw.on('close', () => closing.abort())
  raw.on('error', () => closing.abort())
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  } as Record<string, string>)
  const isOpen = () => !closing.signal.aborted && !raw.destroyed
  const cut = () => {
    closing.abort()
    raw.destroy()
  }
  return {
    isOpen,
    closed: closing.signal,
    async send(text) {
      if (!isOpen() || raw.write(text)) return
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)])
      // The other side left while we waited for it, or never reads.
      await once(raw, 'drain', { signal }).catch(cut)
    },
    sendHeartbeat() {
      if (isOpen() && !raw.writableNeedDrain) raw.write(': still here\n\n')
    },
    cut,
    close() {
      closing.abort()
      if (!raw.destroyed) raw.end()
    },
  }
}

/** Sends heartbeats, and ends the stream of a caller whose key was revoked or whose session ended. */
async function beat(options: StreamOptions, line: Line): Promise<void> {
  const { request, findCaller, onFollowed, everyMs = heartbeatMs } = options
  while (line.isOpen()) {
    try {
      await wait(everyMs, undefined, { signal: line.closed, ref: false })
    } catch {
      // Closed while waiting.
      return
    }
    const caller = await findCaller(request).catch(() => request.caller)
    if (caller === null) return line.cut()
    onFollowed()
    line.sendHeartbeat()
  }
}
