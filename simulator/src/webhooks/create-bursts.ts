/** Repeats something at a steady rate by the machine's time. */
export interface Bursts {
  /** @returns how often it was done, once the time is over or the bursts are stopped. */
  start(perSecond: number, seconds: number, act: (count: number) => void): Promise<number>
  stop(): void
}

const tickMs = 20

export function createBursts(): Bursts {
  const stops = new Set<() => void>()

  return {
    start: (perSecond, seconds, act) =>
      new Promise((resolve) => {
        const startedMs = performance.now()
        const wanted = Math.round(perSecond * seconds)
        let done = 0
        const end = () => {
          clearInterval(timer)
          stops.delete(end)
          resolve(done)
        }
        // What a late tick owes is made up by the next, so that the rate holds on a busy machine.
        const timer = setInterval(() => {
          const due = Math.min(wanted, Math.floor(((performance.now() - startedMs) / 1000) * perSecond))
          if (due > done) act(due - done)
          done = Math.max(done, due)
          if (done >= wanted) end()
        }, tickMs)
        stops.add(end)
      }),
    stop() {
      for (const stop of stops) stop()
    },
  }
}
