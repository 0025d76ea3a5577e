import type { Kysely } from 'kysely'
import { createAgentClientsStore } from '../store/agent-clients.store.ts'
import { createAgentConfirmationsStore } from '../store/agent-confirmations.store.ts'
import { createAgentGrantsStore } from '../store/agent-grants.store.ts'
import { createApiKeysStore } from '../store/api-keys.store.ts'
import { createCachedAnswersStore } from '../store/cached-answers.store.ts'
import { createCallLogStore } from '../store/call-log.store.ts'
import { createCallSpendingStore } from '../store/call-spending.store.ts'
import { createDeliveriesStore } from '../store/deliveries.store.ts'
import { createDeliveryLedgerStore } from '../store/delivery-ledger.store.ts'
import { createDriftReportsStore } from '../store/drift-reports.store.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { createEndpointsStore } from '../store/endpoints.store.ts'
import { createEventsStore } from '../store/events.store.ts'
import { createCompletenessStore } from '../store/completeness.store.ts'
import { createHubSettingsStore } from '../store/hub-settings.store.ts'
import { createInboxStore } from '../store/inbox.store.ts'
import { createLocationsStore } from '../store/locations.store.ts'
import { createObservedDriftStore } from '../store/observed-drift.store.ts'
import { createPostsStore } from '../store/posts.store.ts'
import { createRecordsStore } from '../store/records.store.ts'
import { createSessionsStore } from '../store/sessions.store.ts'
import { createSetupLinksStore } from '../store/setup-links.store.ts'
import { createStreamsStore } from '../store/streams.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { createTagsStore } from '../store/tags.store.ts'
import { createUsersStore } from '../store/users.store.ts'
import { createWebhookRefusalsStore } from '../store/webhook-refusals.store.ts'

/** Opens every store the API reads and writes. */
export const createStores = (kysely: Kysely<Tables>) => ({
  users: createUsersStore(kysely),
  sessions: createSessionsStore(kysely),
  setupLinks: createSetupLinksStore(kysely),
  apiKeys: createApiKeysStore(kysely),
  agentClients: createAgentClientsStore(kysely),
  agentGrants: createAgentGrantsStore(kysely),
  agentConfirmations: createAgentConfirmationsStore(kysely),
  driftReports: createDriftReportsStore(kysely),
  observedDrift: createObservedDriftStore(kysely),
  hubSettings: createHubSettingsStore(kysely),
  locations: createLocationsStore(kysely),
  cachedAnswers: createCachedAnswersStore(kysely),
  calls: createCallLogStore(kysely),
  spending: createCallSpendingStore(kysely),
  inbox: createInboxStore(kysely),
  webhookRefusals: createWebhookRefusalsStore(kysely),
  completeness: createCompletenessStore(kysely),
  records: createRecordsStore(kysely),
  posts: createPostsStore(kysely),
  tags: createTagsStore(kysely),
  streams: createStreamsStore(kysely),
  events: createEventsStore(kysely),
  endpoints: createEndpointsStore(kysely),
  deliveries: createDeliveriesStore(kysely),
  deliveryLedger: createDeliveryLedgerStore(kysely),
  eventReaders: createEventReadersStore(kysely),
})

/** Tables the API reads and writes itself. */
export type ApiStores = ReturnType<typeof createStores>
