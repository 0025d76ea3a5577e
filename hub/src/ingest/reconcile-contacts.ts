import type { Client } from '@causeway/client'
import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { countChanges } from '../store/completeness.store.ts'
import { appendEvents, type NewEvent } from '../store/events.store.ts'
import type { ContactData } from '../store/record.types.ts'
import type { Tables } from '../store/tables.types.ts'
import { putMarks, readMarks } from '../store/webhook-marks.store.ts'
import { lockKind, writeRecords } from '../store/write-records.ts'
import { readContacts, tagEvents } from './apply-contacts.ts'
import { contactOf, differencesOf } from './contact-of.ts'
import { type FoundContact, pageSize, searchContacts } from './search-contacts.ts'

/** What a look at a location's contacts came to. */
export interface Reconciled {
  /** What changed until then is known. */
  checkpoint: Date
  /** Changes no webhook had announced. */
  found: number
}

/** Of a location seen for the first time so many of the latest changed contacts are taken over, at one call a page. */
const firstPages = 5
/** A busy location: the next look goes on where this one ended. */
const mostPages = 50
/** The CRM's index lags behind its records by seconds. */
const overlapMs = 2 * 60_000
const kind = 'contact'

/**
 * Compares the contacts that changed lately with what webhooks told: what no webhook announced is stored, told as an
 * event that says so, and counted. The first look at a location only takes over what is there.
 * @param graceMs changes as young as this may still be announced, and are left to the next look
 */
export async function reconcileContacts(
  parts: { kysely: Kysely<Tables>; clock: Clock },
  client: Client,
  { locationId, checkpoint, graceMs }: { locationId: string; checkpoint: Date | null; graceMs: number },
): Promise<Reconciled> {
  const { kysely, clock } = parts
  const startedAt = clock.now()
  const isFirst = checkpoint === null
  const from = isFirst ? new Date(0) : new Date(checkpoint.getTime() - overlapMs)
  const until = isFirst ? startedAt : new Date(startedAt.getTime() - graceMs)
  const future = new Date(startedAt.getTime() + overlapMs)
  let found = 0
  let newest = checkpoint ?? startedAt
  for await (const page of readChanged(client, locationId, from, isFirst ? firstPages : mostPages)) {
    // What lies in the future was dated by another clock: waiting for it would be for ever.
    const settled = page.filter(({ updatedAt }) => updatedAt <= until || updatedAt > future)
    for (const { updatedAt } of settled) if (updatedAt > newest) newest = updatedAt
    found += await kysely
      .transaction()
      .execute((trx) => storePage(trx, { locationId, page: settled, checkpoint, now: clock.now() }))
  }
  return { checkpoint: newest, found }
}

/** Contacts that changed since an instant, the latest first, page by page. */
async function* readChanged(
  client: Client,
  locationId: string,
  from: Date,
  mostPagesRead: number,
): AsyncGenerator<FoundContact[], void, undefined> {
  let after: unknown[] | null = null
  for (let page = 0; page < mostPagesRead; page++) {
    const found = await searchContacts(client, {
      locationId,
      after,
      sort: { field: 'dateUpdated', direction: 'desc' },
    })
    const changed = found.contacts.filter(({ updatedAt }) => updatedAt >= from)
    if (changed.length > 0) yield changed
    after = found.after
    if (changed.length < found.count || found.count < pageSize || after === null) return
  }
}

async function storePage(
  trx: Transaction<Tables>,
  {
    locationId,
    page,
    checkpoint,
    now,
  }: { locationId: string; page: readonly FoundContact[]; checkpoint: Date | null; now: Date },
): Promise<number> {
  if (page.length === 0) return 0
  await lockKind(trx, locationId, kind)
  const ids = page.map(({ id }) => id)
  const held = await readContacts(trx, locationId, ids)
  const marks = await readMarks(trx, { ownerId: locationId, kind, ids })
  // The index lags: a webhook may have told of something newer than this answer.
  const current = page.filter(({ id, updatedAt }) => {
    const mark = marks.get(id)
    return mark === undefined || mark.asOf < updatedAt
  })
  const outcomes = await writeRecords<ContactData>(trx, {
    locationId,
    kind,
    records: current.map(({ id, body }) => ({
      id,
      data: contactOf(body, 'answer', held.get(id)),
      raw: body,
    })),
    at: now,
  })
  if (checkpoint === null) return 0
  const byId = new Map(current.map((contact) => [contact.id, contact]))
  const events: NewEvent[] = []
  const foundIds: string[] = []
  for (const { id, current: data, version } of outcomes) {
    const contact = byId.get(id)!
    const before = held.get(id)
    const own = eventsOf(locationId, { contact, before, data, version, checkpoint })
    if (own.length === 0) continue
    events.push(...own)
    foundIds.push(id)
  }
  await appendEvents(trx, events)
  await countChanges(trx, locationId, now, { found: foundIds.length })
  const found = foundIds.map((id) => ({ id, asOf: byId.get(id)!.updatedAt, wasFound: true }))
  await putMarks(trx, { ownerId: locationId, kind }, found)
  return foundIds.length
}

/** What no webhook told of a contact, as events that say so. */
function eventsOf(
  locationId: string,
  {
    contact,
    before,
    data,
    version,
    checkpoint,
  }: {
    contact: FoundContact
    before: ContactData | undefined
    data: ContactData
    version: number
    checkpoint: Date
  },
): NewEvent[] {
  const { id, body, addedAt, updatedAt: at } = contact
  const changed = before === undefined ? [] : differencesOf(before, data)
  const isNew = before === undefined && addedAt !== undefined && addedAt > checkpoint
  // An old contact seen for the first time was changed since the last look, or a webhook would have brought it.
  if (before !== undefined && changed.length === 0) return []
  if (before === undefined && !isNew && at <= checkpoint) return []
  const own: NewEvent = {
    id: newId(),
    locationId,
    type: isNew ? 'contact.created' : 'contact.updated',
    subject: { kind, id, version },
    occurredAt: at,
    data: { ...withoutSearch(body), announced: false, ...(before !== undefined && { changed }) },
  }
  const tags =
    before === undefined
      ? []
      : tagEvents(locationId, { id, version, at, data, announced: false }, before.tags)
  return [own, ...tags]
}

/** Where a search goes on says nothing of the contact. */
const withoutSearch = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'searchAfter'))
