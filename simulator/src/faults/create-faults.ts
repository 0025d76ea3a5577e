import { checkFault } from './check-fault.ts'
import type { Fault, FaultDraft, Faults, FaultTarget } from './faults.types.ts'

/** The faults with the side the server asks. */
export interface FaultSource extends Faults {
  /** The faults that hit this request; each hit counts. */
  draw(target: FaultTarget): Fault[]
  /** From -1 to 1, for the jitter of a latency. */
  jitter(): number
}

/** Makes an empty set of faults whose chances are drawn from `random`. */
export function createFaults(random: () => number): FaultSource {
  const faults = new Map<string, Fault>()
  let lastNumber = 0

  return {
    add(draft: FaultDraft) {
      checkFault(draft)
      lastNumber += 1
      const fault: Fault = { ...draft, id: `fault-${lastNumber}`, hits: 0 }
      faults.set(fault.id, fault)
      return { ...fault }
    },
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    list: () => [...faults.values()].map((fault) => ({ ...fault })),
    jitter: () => random() * 2 - 1,
    draw(target) {
      const drawn = [...faults.values()].filter(
        (fault) => hits(fault, target) && random() < (fault.probability ?? 1),
      )
      for (const fault of drawn) fault.hits += 1
      return drawn
    },
  }
}

function hits(fault: Fault, target: FaultTarget): boolean {
  if (fault.times !== undefined && fault.hits >= fault.times) return false
  if (fault.kind === 'lost_refresh_answer' && !target.isRefresh) return false
  const { operationId, method, pathPrefix, locationId } = fault.match ?? {}
  return (
    (operationId === undefined || operationId === target.operationId) &&
    (method === undefined || method.toUpperCase() === target.method) &&
    (pathPrefix === undefined || target.path.startsWith(pathPrefix)) &&
    (locationId === undefined || locationId === target.locationId)
  )
}
