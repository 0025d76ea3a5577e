/** Follows the event log over many connections, and answers how long after its transaction began each event came. */
import { Agent, request } from 'node:http'
import process from 'node:process'

/** What it is told: to open its connections, and later to count what came. */
export type FollowOrder =
  | { do: 'open'; url: string; headers: Record<string, string>; connections: number }
  | { do: 'count'; ofType: string }

/** What it answers once every connection is ready, and when it was asked to count. */
export type FollowAnswer =
  | { is: 'ready' }
  | { is: 'counted'; waitsMs: number[]; ofEachConnection: number[]; ended: number }

const arrivals: { type: string; waitMs: number }[][] = []
let ended = 0

async function open({ url, headers, connections }: FollowOrder & { do: 'open' }): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  await Promise.all(
    Array.from(
      { length: connections },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const own: { type: string; waitMs: number }[] = []
          arrivals[index] = own
          const asking = request(url, { agent, headers }, (response) => {
            let rest = ''
            response.setEncoding('utf8')
            response.on('data', (chunk: string) => {
              const now = Date.now()
              const frames = (rest + chunk).split('\n\n')
              rest = frames.pop() ?? ''
              for (const frame of frames) {
                if (frame.includes('event: ready')) resolve()
                else if (frame.startsWith('id: ')) own.push(readFrame(frame, now))
              }
            })
            response.on('close', () => (ended += 1))
          })
          asking.on('error', reject)
          asking.end()
        }),
    ),
  )
}

function readFrame(frame: string, now: number): { type: string; waitMs: number } {
  const { type, recordedAt } = JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as {
    type: string
    recordedAt: string
  }
  return { type, waitMs: now - Date.parse(recordedAt) }
}

function count(ofType: string): FollowAnswer {
  const own = arrivals.map((all) => all.filter(({ type }) => type === ofType))
  return {
    is: 'counted',
    waitsMs: own.flatMap((all) => all.map(({ waitMs }) => waitMs)),
    ofEachConnection: own.map(({ length }) => length),
    ended,
  }
}

const answer = (value: FollowAnswer) => process.send?.(value)

process.on('message', (order: FollowOrder) => {
  if (order.do === 'count') answer(count(order.ofType))
  else void open(order).then(() => answer({ is: 'ready' }))
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
