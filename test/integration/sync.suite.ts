import { createClient, type Client } from '@causeway/client'
import { createSimulator, type Simulator, type SimulatorOptions } from '@causeway/simulator'
import { createLog } from '../../hub/src/platform/log.ts'
import type { HubDatabase } from '../../hub/src/store/database.ts'
import { createRecordsStore } from '../../hub/src/store/records.store.ts'
import { createStreamsStore } from '../../hub/src/store/streams.store.ts'
import type { RecordKind, StreamName } from '../../hub/src/store/tables.types.ts'
import type { TestDatabase } from '../../hub/src/store/test-database.ts'
import { createSync, type Sync, type SyncOptions } from '../../hub/src/sync/create-sync.ts'

/** A location of a simulated CRM, copied into a real database over real HTTP. */
export interface SyncedLocation {
  simulator: Simulator
  database: HubDatabase
  locationId: string
  /** What the hub would call the CRM with. */
  client: Client
  sync: Sync
  /** A second process on the same database. */
  another(options?: Partial<SyncOptions>): Sync
  /** Asks for runs and waits until every stream ended one that began after that. */
  run(streams?: StreamName[], options?: { full?: boolean }): Promise<void>
  /** Waits until every stream finished its first pass. */
  filled(): Promise<void>
  /** Events of the location since the last call, by type, without those of the first pass. */
  newEvents(): Promise<{ type: string; data: Record<string, unknown> }[]>
  idsOf(kind: RecordKind): Promise<string[]>
  close(): Promise<void>
}

const everyStream: StreamName[] = ['accounts', 'tags', 'categories', 'posts', 'statistics', 'comments']

export async function startSyncedLocation(
  testDatabase: TestDatabase,
  options: SimulatorOptions & { pick?: (simulator: Simulator) => string } = {},
): Promise<SyncedLocation> {
  const { pick = busiestLocation, ...simulation } = options
  const simulator = await createSimulator({
    port: 0,
    scale: 'small',
    limits: 'off',
    now: new Date('2026-06-15T10:00:00Z'),
    ...simulation,
  })
  const database = await testDatabase.open()
  const locationId = pick(simulator)
  const client = createClient({ accessToken: tokenFor(simulator, locationId), apiBaseUrl: simulator.url })
  const made: Sync[] = []
  const another = (more: Partial<SyncOptions> = {}) => {
    const sync = createSync({
      kysely: database.kysely,
      openLocationClient: async (id) => ({ social: client.social(id) }),
      clock: simulator.clock,
      log: createLog({ level: 'silent' }),
      pollMs: 50,
      ...more,
    })
    made.push(sync)
    return sync
  }
  const sync = another()
  await sync.ensureLocation(locationId)
  const streams = createStreamsStore(database.kysely)
  let lastSeq = 0

  async function until(isDone: (states: Awaited<ReturnType<typeof streams.list>>) => boolean): Promise<void> {
    const giveUpMs = performance.now() + 50_000
    for (;;) {
      const states = await streams.list([locationId])
      if (isDone(states)) return
      if (performance.now() > giveUpMs) throw new Error(`streams did not end: ${JSON.stringify(states)}`)
      await new Promise((resolve) => {
        setTimeout(resolve, 30)
      })
    }
  }

  return {
    simulator,
    database,
    locationId,
    client,
    sync,
    another,
    async run(wanted = everyStream, request = {}) {
      const before = new Map(
        (await streams.list([locationId])).map((state) => [
          state.stream,
          `${state.lastFinishedAt} ${state.error?.code}`,
        ]),
      )
      await sync.syncNow(locationId, { streams: wanted, ...request })
      await until((states) =>
        states.every(
          (state) =>
            !wanted.includes(state.stream) ||
            (state.state !== 'running' &&
              (state.state === 'failed' ||
                `${state.lastFinishedAt} ${state.error?.code}` !== before.get(state.stream))),
        ),
      )
    },
    filled: () =>
      until((states) => states.length > 0 && states.every(({ firstSyncedAt }) => firstSyncedAt !== null)),
    async newEvents() {
      const rows = await database.kysely
        .selectFrom('events')
        .select(['seq', 'type', 'data'])
        .where('location_id', '=', locationId)
        .where('seq', '>', lastSeq)
        .orderBy('seq')
        .execute()
      lastSeq = rows.at(-1)?.seq ?? lastSeq
      return rows
        .filter(({ data }) => data['initial'] !== true)
        .map(({ type, data }) => ({ type, data }))
        .sort((one, other) => one.type.localeCompare(other.type))
    },
    async idsOf(kind) {
      return (await createRecordsStore(database.kysely).all(locationId, kind)).map(({ id }) => id)
    },
    async close() {
      await Promise.all(made.map((one) => one.stop()))
      await client.close()
      await database.close()
      await simulator.close()
    },
  }
}

/** The active location with the most posts. */
export const busiestLocation = (simulator: Simulator): string =>
  simulator.world.locations
    .filter(({ isActive }) => isActive)
    .map(({ id }) => ({ id, posts: simulator.world.describeLocation(id).postCount }))
    .sort((one, other) => other.posts - one.posts)[0]!.id

function tokenFor(simulator: Simulator, locationId: string): string {
  const { token } = simulator.admin.createPrivateToken({ name: 'sync', locationId })
  return token
}
