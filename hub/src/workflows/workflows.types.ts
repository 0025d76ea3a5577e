import type { Kysely } from 'kysely'
import type { EventReadersStore } from '../store/event-readers.store.ts'
import type { EventFeed } from '../event-log/create-event-feed.ts'
import type { Gateway } from '../gateway/gateway.types.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound/create-outbound.ts'
import type { Tables } from '../store/tables.types.ts'
import type { Evaluate } from './expressions/render-value.ts'
import type { OpenedSecret } from './secrets/keep-secrets.ts'

/** What one mapped record came to. */
export type MappedOutcome = { ok: true; record: Record<string, unknown> } | { ok: false; message: string }

/** What workflows need of the rest of the hub; `hub.ts` hands it over. */
export interface WorkflowsOptions {
  kysely: Kysely<Tables>
  gateway: Pick<Gateway, 'call' | 'plan'>
  evaluate: Evaluate
  send: Outbound['send']
  feed: Pick<EventFeed, 'turn' | 'untilMore' | 'isClosed'>
  readers: EventReadersStore
  /** Ids of the locations that are connected now. */
  listLocations: () => Promise<string[]>
  /** Has the CRM asked for a location's statistics now; resolves when they are stored. */
  pullStatistics: (locationId: string) => Promise<void>
  /** Maps a record by a mapping's name or id. */
  applyMapping?: ((mapping: string, record: object) => Promise<MappedOutcome>) | undefined
  /** Writes records to a destination by its name or id, each replacing one with its key. Gives how many were written. */
  writeToDestination?:
    | ((
        destination: string,
        write: { target: string; records: Record<string, unknown>[]; keys: string[] },
      ) => Promise<number>)
    | undefined
  /** Opens a secret that a request names; undefined: there is none. */
  openSecret?: ((name: string) => Promise<OpenedSecret | undefined>) | undefined
  clock: Clock
  log: Log
  /** Names this process among those that share the database. */
  workerId: string
  /** No other process shares the database. */
  isAlone: boolean
  /** Days runs are kept; default 30. */
  keepDays?: number | undefined
  /** Runs worked on at a time; default 400. */
  runsAtOnce?: number | undefined
}
