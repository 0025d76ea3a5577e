import type { Kysely } from 'kysely'
import type { EventFeed } from '../event-log/create-event-feed.ts'
import { createLogReader, type LogReader } from '../event-log/create-log-reader.ts'
import { messageOf } from '../platform/errors.ts'
import type { Expressions } from '../platform/expressions/create-expressions.ts'
import type { Log } from '../platform/log.ts'
import { createDestinationsStore } from '../store/destinations.store.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { createMappingAgreementsStore } from '../store/mapping-agreements.store.ts'
import { createMappedRecordsStore } from '../store/mapped-records.store.ts'
import { createMappingOutputsStore, eventTypesFor, queueChanges } from '../store/mapping-outputs.store.ts'
import type { MappingSource } from '../store/mapping.types.ts'
import { createMappingsStore } from '../store/mappings.store.ts'
import { mergeTagDetails } from '../store/merge-tag-details.ts'
import type { Tables } from '../store/tables.types.ts'
import { createMappingCalls, type MappingCalls, readerNameOf } from './mapping-calls.ts'
import type { DestinationParts } from './destinations/open-destination.ts'
import { type OutputContext, runOutput, sweepMs } from './run-output.ts'

/** Mappings and what is written of them to destinations. */
export interface Mappings extends MappingCalls {
  /** Begins to write. */
  start(): void
  stop(): Promise<void>
}

export interface MappingsOptions {
  kysely: Kysely<Tables>
  feed: EventFeed
  expressions: Expressions
  parts: DestinationParts
  /** Makes a secret `whsec_…` for an endpoint that has none. */
  makeSecret: () => string
  log: Log
  workerId: string
  /** How often a table whose changes come back is looked through; default 5 s. */
  readBackMs?: number
}

const lookEveryMs = 2000
const readersEveryMs = 10_000
/** Outputs worked at together: one destination that is slow must not hold up all. */
const atOnce = 4

/** Makes the part of the hub that keeps the user's own tables, files and endpoints like the records. */
export function createMappings(options: MappingsOptions): Mappings {
  const { kysely, feed, expressions, parts, workerId, readBackMs = 5000 } = options
  const log = options.log.child({ part: 'mappings' })
  const outputs = createMappingOutputsStore(kysely)
  const readersStore = createEventReadersStore(kysely)
  const stores = {
    mappings: createMappingsStore(kysely),
    destinations: createDestinationsStore(kysely),
    outputs,
    records: createMappedRecordsStore(kysely),
    readers: readersStore,
  }
  const listLocationIds = async () =>
    (await kysely.selectFrom('locations').select('id').orderBy('id').execute()).map(({ id }) => id)
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  const readers = new Map<string, { reader: LogReader; source: string }>()
  let isStarted = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let mustLookAgain = false
  let readersAt = 0

  const context: OutputContext = {
    ...stores,
    agreements: createMappingAgreementsStore(kysely),
    async takeChanges(changes) {
      for (const [locationId, some] of Map.groupBy(changes, (change) => change.locationId))
        await mergeTagDetails(
          kysely,
          locationId,
          some.map(({ sourceId, ...change }) => ({ tagId: sourceId, ...change })),
          parts.now(),
        )
    },
    readBackMs,
    listLocationIds,
    parts,
    expressions,
    log,
    workerId,
    isStopping: () => stopping.signal.aborted,
  }

  async function look(): Promise<void> {
    if (Date.now() - readersAt >= readersEveryMs) await keepReaders()
    const due = await outputs.listDue(sweepMs, readBackMs)
    for (const id of due) {
      if (running.size >= atOnce || stopping.signal.aborted) return
      if (running.has(id)) continue
      const task = runOutput(id, context)
        .catch((problem: unknown) =>
          log.error({ output: id, problem: messageOf(problem) }, 'an output failed'),
        )
        .finally(() => {
          running.delete(id)
          wake()
        })
      running.set(id, task)
    }
  }

  /** Looks now, or right after the look under way. */
  function wake(): void {
    if (!isStarted || stopping.signal.aborted) return
    if (looking !== undefined) {
      mustLookAgain = true
      return
    }
    clearTimeout(timer)
    mustLookAgain = false
    looking = look()
      .catch((problem: unknown) =>
        log.warn({ problem: messageOf(problem) }, 'outputs could not be looked after'),
      )
      .finally(() => {
        looking = undefined
        if (mustLookAgain) wake()
        else timer = setTimeout(wake, lookEveryMs).unref()
      })
  }

  /** A reader of the log for each mapping that is written somewhere. */
  async function keepReaders(): Promise<void> {
    readersAt = Date.now()
    const written = new Set((await outputs.list()).map((row) => row.mapping_id))
    const wanted = new Map<string, MappingSource>()
    for (const mapping of await stores.mappings.list())
      if (written.has(mapping.id) && mapping.definition !== null)
        wanted.set(mapping.id, mapping.definition.source)
    for (const [id, { reader, source }] of readers)
      if (JSON.stringify(wanted.get(id)) !== source) {
        readers.delete(id)
        await reader.stop()
      }
    for (const [id, source] of wanted) if (!readers.has(id)) startReader(id, source)
  }

  function startReader(id: string, source: MappingSource): void {
    if (stopping.signal.aborted) return
    const types = eventTypesFor(source)
    const reader = createLogReader({
      name: readerNameOf(id),
      readers: readersStore,
      feed,
      log,
      filter: { types },
      handle: (events, trx) => queueChanges(trx, id, source, events),
      onHandled: wake,
    })
    readers.set(id, { reader, source: JSON.stringify(source) })
    reader.start()
  }

  const calls = createMappingCalls({
    ...options,
    log,
    stores,
    listLocationIds,
    onChanged() {
      readersAt = 0
      wake()
    },
  })

  return {
    ...calls,
    start() {
      isStarted = true
      wake()
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await looking
      await Promise.all([...readers.values()].map(({ reader }) => reader.stop()))
      await Promise.all(running.values())
    },
  }
}
