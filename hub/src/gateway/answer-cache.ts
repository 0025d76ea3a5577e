/** An answer of the CRM kept for a while, as bytes: giving it again costs nothing but sending. */
export interface KeptAnswer {
  status: number
  bytes: Buffer
  contentType: string | undefined
  headers: Readonly<Record<string, string>>
  traceId: string | undefined
  asOfMs: number
  freshUntilMs: number
}

/** Where an answer belongs: what makes it old. */
export interface AnswerPlace {
  ownerId: string
  module: string
}

interface Entry extends AnswerPlace {
  key: string
  answer: KeptAnswer
  size: number
}

/** Rough cost of an entry besides its bytes and its key. */
const overheadBytes = 500
/** One answer may take this share of the room; larger ones would push everything else out. */
const largestShare = 1 / 16

export type AnswerCache = ReturnType<typeof createAnswerCache>

/** Keeps answers within a number of bytes; the least recently used go first. */
export function createAnswerCache(limitBytes: number) {
  const entries = new Map<string, Entry>()
  const byOwner = new Map<string, Set<Entry>>()
  /** How often something of a place was forgotten: an answer asked for before does not count as fresh afterwards. */
  const epochs = new Map<string, number>()
  let heldBytes = 0

  const epochKey = ({ ownerId, module }: AnswerPlace): string => `${ownerId}\n${module}`
  const epochOf = (place: AnswerPlace): string =>
    `${epochs.get(epochKey({ ...place, module: '*' })) ?? 0}.${epochs.get(epochKey(place)) ?? 0}`

  function drop(entry: Entry): void {
    entries.delete(entry.key)
    heldBytes -= entry.size
    const ofOwner = byOwner.get(entry.ownerId)
    ofOwner?.delete(entry)
    if (ofOwner?.size === 0) byOwner.delete(entry.ownerId)
  }

  return {
    get isEmpty() {
      return entries.size === 0
    },
    get heldBytes() {
      return heldBytes
    },

    /** The answer kept under a key, fresh or not. */
    find(key: string): KeptAnswer | undefined {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.answer
    },

    /** State of a place; `put` keeps nothing when it changed since. */
    epochOf,

    put(key: string, place: AnswerPlace, answer: KeptAnswer, epoch: string): void {
      const size = answer.bytes.length + key.length + overheadBytes
      if (size > limitBytes * largestShare || epoch !== epochOf(place)) return
      const known = entries.get(key)
      if (known !== undefined) drop(known)
      const entry: Entry = { ...place, key, answer, size }
      entries.set(key, entry)
      byOwner.set(place.ownerId, (byOwner.get(place.ownerId) ?? new Set()).add(entry))
      heldBytes += size
      for (const oldest of entries.values()) {
        if (heldBytes <= limitBytes) break
        drop(oldest)
      }
    },

    /** Forgets what is kept of an owner, or only of some modules; what is being asked for now is not kept either. */
    forget(ownerId: string, modules: readonly string[] | undefined): void {
      for (const module of modules ?? ['*']) {
        const key = epochKey({ ownerId, module })
        epochs.set(key, (epochs.get(key) ?? 0) + 1)
      }
      for (const entry of byOwner.get(ownerId) ?? [])
        if (modules === undefined || modules.includes('*') || modules.includes(entry.module)) drop(entry)
    },
  }
}
