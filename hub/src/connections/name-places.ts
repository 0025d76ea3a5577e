import type { Client } from '@causeway/client'
import { messageOf } from '../platform/errors.ts'
import type { ConnectionRow } from '../store/connections.store.ts'
import type { ConnectionContext } from './connection-context.ts'

type NamingContext = Pick<ConnectionContext, 'log'> & {
  stores: Pick<ConnectionContext['stores'], 'locations'>
}

/**
 * Asks the CRM what a location or company is called. Names are a courtesy: apps without the scope to read them work
 * as well, so nothing is thrown.
 */
export async function namePlace(context: NamingContext, row: ConnectionRow, client: Client): Promise<void> {
  const isLocation = row.location_id !== null
  const needed = isLocation ? 'locations.readonly' : 'companies.readonly'
  if (row.kind === 'oauth' && !row.scopes.includes(needed)) return
  try {
    const answer = isLocation
      ? await client.call(
          { generation: 'v2', method: 'GET', path: '/locations/{locationId}' },
          { path: { locationId: row.location_id ?? '' }, timeoutMs: 5000, retry: false },
        )
      : await client.call(
          { generation: 'v2', method: 'GET', path: '/companies/{companyId}' },
          { path: { companyId: row.company_id ?? '' }, timeoutMs: 5000, retry: false },
        )
    await storeName(context, row, answer.body)
  } catch (problem) {
    context.log.debug({ connectionId: row.id, problem: messageOf(problem) }, 'the place has no name yet')
  }
}

async function storeName({ stores }: NamingContext, row: ConnectionRow, body: unknown): Promise<void> {
  const place = fieldOf(body, row.location_id === null ? 'company' : 'location') ?? body
  const name = textOf(place, 'name')
  if (row.location_id === null)
    return row.company_id === null ? undefined : stores.locations.putCompany({ id: row.company_id, name })
  const companyId = textOf(place, 'companyId')
  return stores.locations.put([{ id: row.location_id, companyId, name, timezone: textOf(place, 'timezone') }])
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key)
  return typeof field === 'string' && field.trim() !== '' ? field.slice(0, 300) : undefined
}
