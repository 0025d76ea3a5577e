import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { cliErrors } from './cli.errors.ts'

export interface RunningSimulator {
  url: string
  stop(): Promise<void>
}

const causeway = fileURLToPath(new URL('../../bin/causeway.js', import.meta.url))
const Ready = z.object({ url: z.string() })

/** Starts the simulator as a process of its own, as the CRM is one, and waits until it answers. */
export async function startSimulator(options: {
  port: number
  dataFolder: string
}): Promise<RunningSimulator> {
  const words = ['simulate', '--port', String(options.port), '--data-folder', options.dataFolder]
  // Its sentences are not ours; what it complains of is.
  const child = fork(causeway, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000)
  })
  const url = await Promise.race([
    once(child, 'message').then(([message]) => Ready.parse(message).url),
    once(child, 'exit').then(() => {
      throw cliErrors.simulator_failed(`The simulator could not be started: ${complaint.trim()}`)
    }),
  ])
  return { url, stop: () => stopChild(child) }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
