import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const startLimitMs = 90_000

/**
 * Starts the hub with the simulator beside it, as `npm start` does, in an empty home folder, and tells the scripts
 * what it printed. Stops both, and removes the folder, when the run ends.
 */
export default async function startHouse(): Promise<() => Promise<void>> {
  if (!existsSync(join(root, 'console/dist/index.html'))) {
    throw new Error('The console is not built: run "npm run build -w console" first.')
  }
  await mkdir(join(root, 'artifacts/e2e'), { recursive: true })
  const home = await mkdtemp(join(tmpdir(), 'causeway-e2e-'))
  const hub = spawn(
    process.execPath,
    [join(root, 'hub/bin/causeway.js'), 'start', '--simulator', '--port', '0', '--simulator-port', '0'],
    {
      env: {
        ...cleanEnvironment(),
        HOME: home,
        USERPROFILE: home,
        NO_COLOR: '1',
        CAUSEWAY_LOG_LEVEL: 'warn',
        CAUSEWAY_OUTBOUND_ALLOW: 'loopback',
      },
    },
  )
  const printed = await untilPrinted(hub)
  process.env['E2E_SETUP_LINK'] = take(printed, /Set it up: open (\S+)/)
  process.env['E2E_HUB_URL'] = take(printed, /Causeway runs at (\S+)/)
  process.env['E2E_SIMULATOR_URL'] = take(printed, /simulated CRM runs at (\S+)/)

  return async () => {
    if (hub.exitCode === null) {
      const ended = once(hub, 'exit')
      hub.kill('SIGTERM')
      await ended
    }
    await rm(home, { recursive: true, force: true })
  }
}

/** The machine's own settings of a hub must not reach this one. */
const cleanEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CAUSEWAY_')))

async function untilPrinted(hub: ChildProcess): Promise<string> {
  let printed = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const timer = setTimeout(() => reject(new Error(`The hub printed no link: ${printed}`)), startLimitMs)
  for (const stream of [hub.stdout, hub.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes('Press Ctrl+C')) resolve(printed)
    })
  }
  hub.once('exit', (code) => reject(new Error(`The hub ended with ${code}: ${printed}`)))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

function take(printed: string, pattern: RegExp): string {
  const found = pattern.exec(printed)?.[1]
  if (found === undefined) throw new Error(`The hub did not print ${pattern}: ${printed}`)
  return found
}
