import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** A Node process this one started. It ends with this one, because its channel to us breaks. */
export interface StartedProcess {
  pid: number
  child: ChildProcess
  /** Its latest words on the error stream. */
  complaint(): string
  /** Waits for a message that `accept` understands. Rejects when the process ends first. */
  message<Message>(accept: (value: unknown) => Message | undefined): Promise<Message>
  send(message: object): void
  /** Asks it to end, and ends it when it does not within ten seconds. */
  stop(): Promise<void>
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>
}

const stopWithinMs = 10_000
const complaintLength = 4000

/** Starts a file as a Node process with a message channel to this one. */
export function startProcess(
  file: URL | string,
  words: string[] = [],
  options: { environment?: Record<string, string>; nodeOptions?: string[] } = {},
): StartedProcess {
  const child = fork(file, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...options.environment },
    execArgv: options.nodeOptions ?? [],
  })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-complaintLength)
  })
  const ended = once(child, 'exit')
  const isEnded = () => child.exitCode !== null || child.signalCode !== null

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!isEnded()) child.kill(signal)
    await ended
  }

  return {
    pid: child.pid ?? 0,
    child,
    complaint: () => complaint,
    message: (accept) =>
      new Promise((resolve, reject) => {
        const listen = (value: unknown) => {
          const accepted = accept(value)
          if (accepted === undefined) return
          child.off('message', listen)
          resolve(accepted)
        }
        child.on('message', listen)
        void ended.then(() => reject(new Error(`${String(file)} ended early. ${complaint.trim()}`)))
      }),
    send: (message) => void child.send(message),
    async stop() {
      const timely = new AbortController()
      const overdue = sleep(stopWithinMs, undefined, { signal: timely.signal }).then(
        () => end('SIGKILL'),
        () => {},
      )
      await end('SIGTERM')
      timely.abort()
      await overdue
    },
    kill: () => end('SIGKILL'),
  }
}
