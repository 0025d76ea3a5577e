import { createStreamParser, type StreamMessage } from './parse-event-stream.ts'

export type StreamState = 'connecting' | 'live' | 'offline'

type Follow = {
  path: string
  onMessage: (message: StreamMessage) => void
  onState?: (state: StreamState) => void
  signal: AbortSignal
}

const longestPauseMs = 30_000
/** The hub sends a heartbeat well within this; a silent connection is a dead one (a laptop that slept). */
const silenceMs = 60_000

/**
 * Follows a stream of the hub until the signal aborts. Comes back by itself after the last message it saw.
 * Read with fetch because EventSource delivers named events only to listeners that know every name.
 */
export async function followStream({ path, onMessage, onState, signal }: Follow): Promise<void> {
  let lastId: string | undefined
  let failures = 0
  while (!signal.aborted) {
    onState?.(failures < 2 ? 'connecting' : 'offline')
    try {
      for await (const message of readMessages(path, lastId, signal, () => {
        failures = 0
        onState?.('live')
      })) {
        lastId = message.id ?? lastId
        onMessage(message)
      }
    } catch {
      // Every failure has the same cure: wait a little and follow again from the last message.
    }
    failures += 1
    await pause(Math.min(1000 * 2 ** (failures - 1), longestPauseMs), signal)
  }
}

async function* readMessages(path: string, lastId: string | undefined, signal: AbortSignal, onOpen: () => void) {
  const silence = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), silenceMs)
  }
  try {
    const response = await fetch(path, {
      headers: {
        accept: 'text/event-stream',
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (!response.ok || response.body === null) throw new Error(`The stream answered ${response.status}`)
    onOpen()
    heard()
    const parse = createStreamParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      yield* parse(value)
    }
  } finally {
    clearTimeout(timer)
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
