import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Kysely } from 'kysely'
import type { Connections } from '../connections/connections.types.ts'
import type { Deliveries } from '../deliveries/create-deliveries.ts'
import type { EventFeed } from '../event-log/create-event-feed.ts'
import type { Gateway } from '../gateway/gateway.types.ts'
import type { CallJournal } from '../gateway/call-journal.ts'
import type { Ingest } from '../ingest/create-ingest.ts'
import type { Limiter } from '../limits/limits.types.ts'
import type { Mappings } from '../mappings/create-mappings.ts'
import type { Workflows } from '../workflows/create-workflows.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Tables } from '../store/tables.types.ts'
import type { RotatedMasterKey } from './contract/index.ts'
import type { Sync } from '../sync/create-sync.ts'
import type { ApiStores } from './create-stores.ts'
import type { HubFacts } from './hub-facts.ts'

/** A server whose routes take and give what their zod schemas say. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** Settings the API needs. */
export interface ApiSettings {
  trustProxy: boolean | string[]
  simulatorUrl: string | undefined
  metricsToken: string | undefined
  /** Largest upload passed on to the CRM. */
  maxUploadBytes: number
  /** Token of the CLI on the same machine; it may do whatever a person may. */
  localToken: string
  /** Folder of the built console. */
  consoleFolder: string
  /** Milliseconds between the heartbeats of a live stream; default 15 seconds. */
  heartbeatMs?: number
}

/** Everything the API is made of; `hub.ts` builds it. */
export interface ApiParts {
  version: string
  settings: ApiSettings
  facts: HubFacts
  kysely: Kysely<Tables>
  stores: ApiStores
  connections: Connections
  /** Any operation of the CRM, under the hub's rules. */
  gateway: Gateway
  /** Takes what the CRM tells by webhooks. */
  ingest: Ingest
  /** Sends events to endpoints of other programs. */
  deliveries: Omit<Deliveries, 'start' | 'stop'>
  /** Makes records of the user's own and keeps destinations like them. */
  mappings: Omit<Mappings, 'start' | 'stop'>
  workflows: Workflows
  /** Tells when the event log grew. */
  eventFeed: EventFeed
  limiter: Pick<Limiter, 'readQuota' | 'waitingByLane' | 'flushSpending'>
  /** Writes the call log. */
  callJournal: Pick<CallJournal, 'flush' | 'dropped' | 'waiting'>
  sync: Pick<Sync, 'syncNow' | 'ensureLocation' | 'markHot'>
  /** @throws `hub.master_key_fixed` */
  rotateMasterKey: () => Promise<RotatedMasterKey>
  clock: Clock
  log: Log
}
