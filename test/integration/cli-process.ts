import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createSimulator, type Simulator, type SimulatorOptions } from '@causeway/simulator'
import { makeDataFolder } from '../../hub/src/store/test-data-folder.ts'

export const causeway: string = fileURLToPath(new URL('../../hub/bin/causeway.js', import.meta.url))

export interface Finished {
  code: number
  out: string
  err: string
}

/** The `causeway` command as a shell runs it, on a data folder of its own beside a simulated CRM. */
export interface CommandLine {
  folder: string
  simulator: Simulator
  environment: Record<string, string | undefined>
  start(...words: string[]): ChildProcessWithoutNullStreams
  run(...words: string[]): Promise<Finished>
  /** As `run`, with something on standard input. */
  runWith(input: string, ...words: string[]): Promise<Finished>
  /** Connects the location of that name; gives its id. */
  connect(name: string): Promise<string>
  /** Runs the hub until `close`; gives its URL. */
  startHub(): Promise<string>
  close(): Promise<void>
}

/** @param given `isEmpty`: no migration has touched its database yet */
export async function openCommandLine(
  given: SimulatorOptions & { isEmpty?: boolean } = {},
): Promise<CommandLine> {
  const { isEmpty = false, ...options } = given
  const folder = await makeDataFolder('causeway-cli-', isEmpty)
  const simulator = await createSimulator({ port: 0, scale: 'small', limits: 'off', ...options })
  const environment = {
    ...process.env,
    CAUSEWAY_DATA_FOLDER: folder,
    CAUSEWAY_SIMULATOR_URL: simulator.url,
    // Every command reads the same files: half of what a short one takes is compiling them.
    NODE_COMPILE_CACHE: join(tmpdir(), 'causeway-compiled'),
    NO_COLOR: '1',
  }
  let hub: ChildProcessWithoutNullStreams | undefined

  const start = (...words: string[]) =>
    spawn(process.execPath, [causeway, ...words], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })

  async function runWith(input: string, ...words: string[]): Promise<Finished> {
    const child = start(...words)
    child.stdin.on('error', () => {
      // A command that ends without reading its input is judged by its exit code.
    })
    child.stdin.end(input)
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { code: code as number, out, err }
  }

  return {
    folder,
    simulator,
    environment,
    start,
    runWith,
    run: (...words) => runWith('', ...words),
    async connect(name) {
      const location = simulator.world.locations.find((one) => one.name === name)
      if (location === undefined) throw new Error(`The simulator has no location ${name}`)
      const { token } = simulator.admin.createPrivateToken({ locationId: location.id })
      const words = ['connect', '--simulator', '--token', token, '--location', location.id]
      const { code, err } = await runWith('', ...words)
      if (code !== 0) throw new Error(err)
      return location.id
    },
    async startHub() {
      hub = start('--json', 'start', '--port', '0')
      let complaint = ''
      hub.stderr.on('data', (chunk) => (complaint += String(chunk)))
      let printed = ''
      for await (const chunk of hub.stdout) {
        printed += String(chunk)
        if (printed.endsWith('}\n')) return (JSON.parse(printed) as { url: string }).url
      }
      throw new Error(`The hub did not start: ${complaint}`)
    },
    async close() {
      if (hub !== undefined) {
        const ended = once(hub, 'exit')
        hub.kill('SIGTERM')
        await ended
      }
      await simulator.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
