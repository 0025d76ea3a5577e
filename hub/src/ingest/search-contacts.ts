import type { Client } from '@causeway/client'

/** A contact as the CRM's search gives it. */
export interface FoundContact {
  id: string
  body: Record<string, unknown>
  addedAt: Date | undefined
  updatedAt: Date
}

/** Contacts a page holds, the most the CRM gives. */
export const pageSize = 100
const timeoutMs = 15_000

/** Reads one page of a location's contacts. `count` has those in it that carry no id or date too. */
export async function searchContacts(
  client: Client,
  wanted: {
    locationId: string
    /** Where the page before ended; null: the first page. */
    after: unknown[] | null
    sort: { field: 'dateAdded' | 'dateUpdated'; direction: 'asc' | 'desc' }
  },
): Promise<{ contacts: FoundContact[]; count: number; after: unknown[] | null; total: number | undefined }> {
  const { locationId, after, sort } = wanted
  const { body } = await client.call(
    { generation: 'v2', method: 'POST', path: '/contacts/search' },
    {
      body: {
        locationId,
        pageLimit: pageSize,
        ...(after === null ? { page: 1 } : { searchAfter: after }),
        sort: [sort],
      },
      timeoutMs,
    },
  )
  const answer = isObject(body) ? body : {}
  const found = Array.isArray(answer['contacts']) ? answer['contacts'].filter(isObject) : []
  const next = found.at(-1)?.['searchAfter']
  return {
    contacts: found.flatMap(foundContact),
    count: found.length,
    after: Array.isArray(next) ? (next as unknown[]) : null,
    total: typeof answer['total'] === 'number' ? answer['total'] : undefined,
  }
}

function foundContact(body: Record<string, unknown>): FoundContact[] {
  const { id, dateUpdated, dateAdded } = body
  const addedAt = dateOf(dateAdded)
  const updatedAt = dateOf(dateUpdated) ?? addedAt
  return typeof id === 'string' && id !== '' && updatedAt !== undefined
    ? [{ id, body, addedAt, updatedAt }]
    : []
}

function dateOf(value: unknown): Date | undefined {
  const date = typeof value === 'string' || typeof value === 'number' ? new Date(value) : undefined
  return date !== undefined && Number.isFinite(date.getTime()) ? date : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
