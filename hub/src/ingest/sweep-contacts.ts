import { type Client, RemoteError } from '@causeway/client'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { countChanges, type Sweep } from '../store/completeness.store.ts'
import { deleteRecords, findUnseen } from '../store/delete-records.ts'
import { appendEvents } from '../store/events.store.ts'
import type { ContactData } from '../store/record.types.ts'
import type { Tables } from '../store/tables.types.ts'
import { putMarks, readMarks } from '../store/webhook-marks.store.ts'
import { lockKind, markSeen, writeRecords } from '../store/write-records.ts'
import { readContacts } from './apply-contacts.ts'
import { contactOf } from './contact-of.ts'
import { type FoundContact, pageSize, searchContacts } from './search-contacts.ts'

/** What a part of a sweep came to. */
export interface Swept {
  /** Where the next part goes on. */
  sweep: Sweep
  /** The sweep came to its end. */
  isOver: boolean
  /** Deletions no webhook had announced. */
  found: number
}

const kind = 'contact'
/** Pages a part reads, at one call each, and contacts it asks for by id. */
const pagesAtOnce = 10
const proofsAtOnce = 25
/** More at once, and more than a tenth of all, is believed only when two sweeps miss it. */
const mostBelieved = 5

/**
 * Goes on with a look at all contacts of a location, oldest first: those the hub does not know are taken over, and
 * those the CRM does not list any more are asked for by id. What it does not have is deleted, told as an event that says
 * so, and counted (facts 8: webhooks of deletions get lost like all others).
 * @param checkpoint what changed since is left to the look at changes; null: that has not begun
 */
export async function sweepContacts(
  parts: { kysely: Kysely<Tables>; clock: Clock },
  client: Client,
  { locationId, sweep, checkpoint }: { locationId: string; sweep: Sweep | null; checkpoint: Date | null },
): Promise<Swept> {
  const state: Sweep = sweep ?? beginSweep(1)
  for (let page = 0; page < pagesAtOnce && !state.isProving; page++) {
    const { contacts, count, after, total } = await searchContacts(client, {
      locationId,
      after: state.after,
      sort: { field: 'dateAdded', direction: 'asc' },
    })
    await takeOver(parts, { locationId, contacts, checkpoint, generation: state.generation })
    state.after = after
    state.seen += count
    state.total = total ?? state.total
    state.isProving = count < pageSize || after === null
  }
  if (!state.isProving) return { sweep: state, isOver: false, found: 0 }
  const { live, unseen } = await findUnseen(parts.kysely, { locationId, kind }, state.generation, 0)
  const isMany = unseen > mostBelieved && unseen > live / 10
  const { ids } = await findUnseen(
    parts.kysely,
    { locationId, kind },
    isMany ? state.generation - 1 : state.generation,
    proofsAtOnce,
  )
  const found = await prove(parts, client, { locationId, ids, generation: state.generation })
  if (ids.length === proofsAtOnce) return { sweep: state, isOver: false, found }
  return { sweep: beginSweep(state.generation + 1), isOver: true, found }
}

const beginSweep = (generation: number): Sweep => ({
  generation,
  after: null,
  seen: 0,
  total: null,
  isProving: false,
})

/** Notes which contacts there are, and stores those the hub does not know. */
async function takeOver(
  { kysely, clock }: { kysely: Kysely<Tables>; clock: Clock },
  {
    locationId,
    contacts,
    checkpoint,
    generation,
  }: {
    locationId: string
    contacts: readonly FoundContact[]
    checkpoint: Date | null
    generation: number
  },
): Promise<void> {
  if (contacts.length === 0) return
  await kysely.transaction().execute(async (trx) => {
    await lockKind(trx, locationId, kind)
    const ids = contacts.map(({ id }) => id)
    const held = await readContacts(trx, locationId, ids)
    const marks = await readMarks(trx, { ownerId: locationId, kind, ids })
    // What was deleted a moment ago may still be in the CRM's index; what is new is told by the look at changes.
    const unknown = contacts.filter(
      ({ id, updatedAt }) =>
        !held.has(id) && !marks.has(id) && (checkpoint === null || updatedAt <= checkpoint),
    )
    await writeRecords<ContactData>(trx, {
      locationId,
      kind,
      records: unknown.map(({ id, body }) => ({
        id,
        data: contactOf(body, 'answer', undefined),
        raw: body,
      })),
      at: clock.now(),
      generation,
    })
    await markSeen(trx, { locationId, kind, generation }, [...held.keys()])
  })
}

/** Asks for contacts by id, and deletes those the CRM does not have; gives how many. */
async function prove(
  { kysely, clock }: { kysely: Kysely<Tables>; clock: Clock },
  client: Client,
  { locationId, ids, generation }: { locationId: string; ids: readonly string[]; generation: number },
): Promise<number> {
  const gone: string[] = []
  const there: string[] = []
  for (const id of ids) {
    const list = (await isThere(client, id)) ? there : gone
    list.push(id)
  }
  const now = clock.now()
  return kysely.transaction().execute(async (trx) => {
    await lockKind(trx, locationId, kind)
    await markSeen(trx, { locationId, kind, generation }, there)
    const deleted = await deleteRecords<ContactData>(trx, { locationId, kind }, gone, now)
    await appendEvents(
      trx,
      deleted.map(({ id, previous, version }) => ({
        id: newId(),
        locationId,
        type: 'contact.deleted',
        subject: { kind, id, version },
        occurredAt: now,
        data: { ...wordsOf(previous), id, locationId, announced: false },
      })),
    )
    await countChanges(trx, locationId, now, { found: deleted.length })
    await putMarks(
      trx,
      { ownerId: locationId, kind },
      deleted.map(({ id }) => ({ id, asOf: now, wasFound: true })),
    )
    return deleted.length
  })
}

/** What webhooks of deletions bring besides ids. */
const wordsOf = ({ firstName, lastName, email, phone, tags }: ContactData) =>
  Object.fromEntries(
    Object.entries({ firstName, lastName, email, phone, tags }).filter(([, value]) => value !== null),
  )

/** The CRM answers 400 "Contact with id … not found" for what it does not have, and other routes 404 (facts 5). */
async function isThere(client: Client, contactId: string): Promise<boolean> {
  try {
    await client.call(
      { generation: 'v2', method: 'GET', path: '/contacts/{contactId}' },
      { path: { contactId } },
    )
    return true
  } catch (problem) {
    if (!(problem instanceof RemoteError)) throw problem
    const isUnknown = problem.status === 404 || (problem.status === 400 && /not found/i.test(problem.message))
    if (!isUnknown) throw problem
    return false
  }
}
