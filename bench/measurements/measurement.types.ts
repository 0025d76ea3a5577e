import type { DatabaseKind } from '../rig/database-places.ts'

/** What a measurement works with. */
export interface Bench {
  /** PGlite always; PostgreSQL where a server can be had. */
  databases: DatabaseKind[]
  /** Seed of everything drawn by chance. */
  seed: number
  /** Tells how far it is, on the error stream. */
  say: (sentence: string) => void
}

/** One line of the table. */
export interface Figure {
  what: string
  database: DatabaseKind['name'] | '—'
  ours: string
  /** The limit or the peer, from the same run. */
  beside: string
  /** Ours compared with what stands beside it, the way that more is better; for counts of faults the count itself. */
  ratio: number
  aim: string
  isReached: boolean
  /** Everything else worth keeping, for `--json`. */
  details: Record<string, unknown>
}

export interface Measurement {
  name: string
  /** What it asks, in one sentence. */
  question: string
  /** It is stopped and counted as failed after this long. */
  limitMs: number
  measure(bench: Bench): Promise<Figure[]>
}
