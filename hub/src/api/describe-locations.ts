import type { LocationConnection } from '../connections/connections.types.ts'
import type { LocationRow } from '../store/locations.store.ts'
import type { RecordCounts } from '../store/records.store.ts'
import type { StreamView } from '../store/streams.store.ts'
import type { ApiParts } from './api.types.ts'
import type { Location, Stream } from './contract/index.ts'

const nothing: RecordCounts = { accounts: 0, tags: 0, categories: 0, posts: 0, comments: 0, statisticDays: 0 }

/** Locations with their connection, streams and what is stored; all the hub knows when no ids are given. */
export async function describeLocations(
  { stores, connections }: Pick<ApiParts, 'stores' | 'connections'>,
  ids?: readonly string[],
): Promise<Location[]> {
  const rows = await stores.locations.list(ids)
  const found = rows.map(({ id }) => id)
  const [counts, streams, reached] = await Promise.all([
    stores.records.count(found),
    stores.streams.list(found),
    connections.locationConnections(found),
  ])
  const streamsOf = Map.groupBy(streams, ({ locationId }) => locationId)
  return rows.map((row) =>
    describe(row, reached.get(row.id), streamsOf.get(row.id) ?? [], counts.get(row.id) ?? nothing),
  )
}

function describe(
  row: LocationRow,
  connection: LocationConnection | undefined,
  streams: readonly StreamView[],
  counts: RecordCounts,
): Location {
  return {
    id: row.id,
    companyId: row.company_id,
    name: row.name ?? row.id,
    timezone: row.timezone,
    environment: connection?.environment ?? 'live',
    connectionId: connection?.connectionId ?? null,
    status: connection?.status ?? 'uninstalled',
    statusMessage:
      connection === undefined ? 'Nothing connects this location any more' : connection.statusMessage,
    streams: streams.map(streamOf),
    isFilled: streams.length > 0 && streams.every(({ firstSyncedAt }) => firstSyncedAt !== null),
    counts,
    dataAsOf: oldest(streams.map(({ lastFinishedAt }) => lastFinishedAt)),
  }
}

const streamOf = ({ locationId: _location, ...stream }: StreamView): Stream => stream

/** The oldest instant; null when one of them is missing, or none is there. */
function oldest(instants: readonly (string | null)[]): string | null {
  const [first, ...rest] = instants
  if (first === undefined) return null
  return rest.reduce((least, instant) => {
    if (least === null || instant === null) return null
    return instant < least ? instant : least
  }, first)
}
