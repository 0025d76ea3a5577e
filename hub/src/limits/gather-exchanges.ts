import type { ExchangedSlots, SlotExchange } from '../store/call-budgets.store.ts'

export type ExchangeSlots = (wish: SlotExchange) => Promise<ExchangedSlots | undefined>

interface Waiting {
  wish: SlotExchange
  resolve: (slots: ExchangedSlots | undefined) => void
  reject: (problem: unknown) => void
}

/** Budgets in one statement: it holds their rows, and other processes wait for them. */
const mostTogether = 32

/**
 * Exchanges slots of many budgets in one statement: whatever is wished for while a statement runs goes into the next.
 * A process that serves hundreds of locations would otherwise run a statement for each of them.
 */
export function gatherExchanges(
  exchange: (wishes: readonly SlotExchange[]) => Promise<(ExchangedSlots | undefined)[]>,
): ExchangeSlots {
  const waiting: Waiting[] = []
  let isWorking = false

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // Those for whom a person waits go first.
      waiting.sort((one, other) => other.wish.wantedInteractive - one.wish.wantedInteractive)
      const together = waiting.splice(0, mostTogether)
      try {
        const given = await exchange(together.map(({ wish }) => wish))
        together.forEach(({ resolve }, place) => resolve(given[place]))
      } catch (problem) {
        for (const { reject } of together) reject(problem)
      }
    }
    isWorking = false
  }

  return (wish) =>
    new Promise((resolve, reject) => {
      waiting.push({ wish, resolve, reject })
      if (isWorking) return
      isWorking = true
      // After this turn of the event loop, with whatever else it wishes for.
      setImmediate(() => void work())
    })
}
