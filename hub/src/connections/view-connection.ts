import type { AppRow } from '../store/apps.store.ts'
import type { NamedConnectionRow } from '../store/connections.store.ts'
import { hintOf } from './connections.errors.ts'
import type { AppView, ConnectionView } from './connections.types.ts'
import { missingScopes } from './required-scopes.ts'

/** A connection as people may see it: everything but the tokens. */
export const viewConnection = (row: NamedConnectionRow): ConnectionView => ({
  id: row.id,
  kind: row.kind,
  level: row.level,
  environment: row.environment,
  appId: row.app_id,
  companyId: row.company_id,
  companyName: row.company_name,
  locationId: row.location_id,
  locationName: row.location_name,
  parentId: row.parent_id,
  scopes: row.scopes,
  missingScopes: row.level === 'location' ? missingScopes(row.scopes) : [],
  status: row.status,
  statusCode: row.status_code,
  statusMessage: row.status_message,
  statusHint: hintOf(row.status_code),
  statusSince: row.status_since.toISOString(),
  accessExpiresAt: row.access_expires_at?.toISOString() ?? null,
  refreshExpiresAt: row.refresh_expires_at?.toISOString() ?? null,
  planId: row.plan_id,
  createdAt: row.created_at.toISOString(),
})

export const viewApp = (row: AppRow): AppView => ({
  id: row.id,
  name: row.name,
  environment: row.environment,
  clientId: row.client_id,
  generation: row.generation,
  consentHost: row.consent_base_url,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
})
