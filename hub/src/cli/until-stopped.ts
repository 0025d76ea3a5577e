import process from 'node:process'

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const

/** Waits for Ctrl+C, a polite kill, or the end of the parent that started this process. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      // A listener for 'disconnect' keeps a forked process alive; without the others, asking twice ends at once.
      for (const ending of endings) process.off(ending, stop)
      resolve()
    }
    for (const ending of endings) process.on(ending, stop)
  })
}
