import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The hub and the simulator as `npm start` runs them. */
export interface NewcomersHouse {
  setupLink: string
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const readyWithinMs = 180_000
const stopWithinMs = 10_000

/** Runs `npm start` with an empty home folder on free ports, and waits for the link it prints. */
export async function startAsNewcomer(home: string): Promise<NewcomersHouse> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CAUSEWAY_'))
  const child = spawn('npm', ['start', '--', '--port', '0', '--simulator-port', '0'], {
    cwd: root,
    // A group of its own, so that npm and everything it starts can be ended together.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(own), HOME: home, NO_COLOR: '1', CAUSEWAY_LOG_LEVEL: 'warn' },
  })
  const ended = once(child, 'exit')
  const signal = (name: 'SIGTERM' | 'SIGKILL') => {
    try {
      process.kill(-(child.pid ?? 0), name)
    } catch {
      // The whole group is gone already.
    }
  }
  process.once('exit', () => signal('SIGKILL'))
  const stop = async () => {
    signal('SIGTERM')
    await Promise.race([ended, sleep(stopWithinMs, undefined, { ref: false })])
    signal('SIGKILL')
  }

  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  const deadline = performance.now() + readyWithinMs
  while (performance.now() < deadline && child.exitCode === null) {
    const setupLink = /Set it up: open (\S+)/.exec(printed)?.[1]
    if (setupLink !== undefined) return { setupLink, stop }
    await sleep(20)
  }
  await stop()
  throw new Error(`npm start printed no link: ${printed.slice(-2000)}`)
}
