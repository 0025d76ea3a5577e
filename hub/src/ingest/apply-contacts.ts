import { type Kysely, sql } from 'kysely'
import { deleteRecords } from '../store/delete-records.ts'
import type { NewEvent } from '../store/events.store.ts'
import type { ContactData } from '../store/record.types.ts'
import type { Tables } from '../store/tables.types.ts'
import { putMarks, readMarks, type WebhookMark } from '../store/webhook-marks.store.ts'
import { lockKind, type RecordOutcome, writeRecords } from '../store/write-records.ts'
import { contactOf, tagChanges } from './contact-of.ts'

/** What a webhook tells of a contact. */
export interface ContactNews {
  /** To find the result by. */
  key: string
  contactId: string
  /** Catalog trigger: `contact.created` … */
  triggerId: string
  /** The webhook's body, or with `isWhole` the contact as the CRM answered it. */
  body: Record<string, unknown>
  isWhole: boolean
  /** When it happened, by the CRM's word. */
  at: Date
}

export interface ContactResult {
  /** What follows besides the webhook's own event. */
  events: NewEvent[]
  outcome: string[]
  version: number | null
  /** It changed what the hub holds. */
  isChange: boolean
  /** The hub told of it before, having found it by itself: no event is due. */
  wasTold: boolean
}

const kind = 'contact'

/** Stores what webhooks tell of contacts of one location, each contact at most once; call it in a transaction. */
export async function applyContacts(
  trx: Kysely<Tables>,
  locationId: string,
  news: readonly ContactNews[],
  now: Date,
): Promise<Map<string, ContactResult>> {
  if (news.length === 0) return new Map()
  await lockKind(trx, locationId, kind)
  const ids = news.map(({ contactId }) => contactId)
  const marks = await readMarks(trx, { ownerId: locationId, kind, ids })
  const held = await readContacts(trx, locationId, ids)
  const results = new Map<string, ContactResult>()
  const late = news.filter(({ contactId, at }) => isLate(marks.get(contactId), at))
  for (const one of late) results.set(one.key, lateResult(marks.get(one.contactId)!, one))
  const fresh = news.filter((one) => !late.includes(one))

  const removed = fresh.filter(({ triggerId }) => triggerId === 'contact.deleted')
  const gone = await deleteRecords<ContactData>(
    trx,
    { locationId, kind },
    removed.map(({ contactId }) => contactId),
    now,
  )
  for (const one of removed) {
    const deleted = gone.find(({ id }) => id === one.contactId)
    results.set(one.key, {
      ...nothing,
      outcome: [deleted === undefined ? 'The contact was not known' : 'Contact deleted'],
      version: deleted?.version ?? null,
      isChange: true,
    })
  }

  const written = fresh.filter(({ triggerId }) => triggerId !== 'contact.deleted')
  const outcomes = await writeRecords<ContactData>(trx, {
    locationId,
    kind,
    records: written.map(({ contactId, body, isWhole }) => ({
      id: contactId,
      data: contactOf(body, isWhole ? 'answer' : 'webhook', held.get(contactId)),
      raw: body,
    })),
    at: now,
  })
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]))
  for (const one of written) {
    const outcome = byId.get(one.contactId)
    if (outcome === undefined) continue
    const result = resultOf(locationId, one, outcome, held.get(one.contactId))
    results.set(
      one.key,
      wasFoundBefore(marks.get(one.contactId), one, outcome.change) ? toldBefore(one, result) : result,
    )
  }
  await putMarks(
    trx,
    { ownerId: locationId, kind },
    fresh.map((one) => ({
      id: one.contactId,
      asOf: one.at,
      wasFound: wasFoundBefore(marks.get(one.contactId), one, byId.get(one.contactId)?.change),
    })),
  )
  return results
}

/** Live contacts as held, by id. */
export async function readContacts(
  trx: Kysely<Tables>,
  locationId: string,
  ids: readonly string[],
): Promise<Map<string, ContactData>> {
  const { rows } = await sql<{ id: string; data: ContactData }>`
    select id, data from records where location_id = ${locationId} and kind = ${kind} and deleted_at is null
      and id = any(${sql.val([...ids])}::text[])`.execute(trx)
  return new Map(rows.map(({ id, data }) => [id, data]))
}

/** Events of tags that came to a contact and went from it. */
export function tagEvents(
  locationId: string,
  contact: { id: string; version: number; at: Date; data: ContactData; announced: boolean },
  before: readonly string[],
): NewEvent[] {
  const { added, removed } = tagChanges(before, contact.data.tags)
  const { name, email, phone, tags } = contact.data
  const eventOf = (type: string) => (tag: string) => ({
    locationId,
    type,
    subject: { kind, id: contact.id, version: contact.version },
    occurredAt: contact.at,
    data: { contactId: contact.id, tag, tags, name, email, phone, announced: contact.announced },
  })
  return [...removed.map(eventOf('contact.tag_removed')), ...added.map(eventOf('contact.tag_added'))]
}

const nothing: ContactResult = { events: [], outcome: [], version: null, isChange: false, wasTold: false }

/** The CRM promises no order: what is older than what is known changes nothing. */
const isLate = (mark: WebhookMark | undefined, at: Date): boolean => mark !== undefined && at < mark.asOf

function lateResult(mark: WebhookMark, news: ContactNews): ContactResult {
  if (mark.wasFound) return toldBefore(news, nothing)
  return { ...nothing, outcome: ['Came late: newer news of the contact is stored, which stays'] }
}

/** A webhook is made a moment after the change it tells of. */
const foundWithinMs = 5 * 60_000

/** Whether the hub had found by itself what a webhook tells only now. */
const wasFoundBefore = (
  mark: WebhookMark | undefined,
  { at }: ContactNews,
  change: RecordOutcome<ContactData>['change'] | undefined,
): boolean =>
  mark?.wasFound === true && change === 'unchanged' && at.getTime() - mark.asOf.getTime() < foundWithinMs

/** The hub finds what was made, changed and deleted, and cannot tell a changed opt-out from any other change. */
const toldBefore = ({ triggerId }: ContactNews, result: ContactResult): ContactResult =>
  triggerId === 'contact.created' || triggerId === 'contact.updated' || triggerId === 'contact.deleted'
    ? { ...result, outcome: ['Came late: the hub had found this by itself and told of it'], wasTold: true }
    : result

function resultOf(
  locationId: string,
  { contactId, at }: ContactNews,
  { change, version, current }: RecordOutcome<ContactData>,
  before: ContactData | undefined,
): ContactResult {
  const events =
    before === undefined
      ? []
      : tagEvents(locationId, { id: contactId, version, at, data: current, announced: true }, before.tags)
  return {
    events,
    outcome: [sentences[change](nameOf(current), version), ...events.map(tagSentence)],
    version,
    isChange: change !== 'unchanged',
    wasTold: false,
  }
}

const sentences = {
  created: (name: string) => `${name} stored; seen for the first time, so there were no tags to compare with`,
  updated: (name: string, version: number) => `${name} changed (version ${version})`,
  unchanged: (name: string) => `${name} is known like this`,
  restored: (name: string, version: number) => `${name} is back (version ${version})`,
}

const nameOf = ({ name, email, phone }: ContactData): string =>
  `Contact ${[name, email, phone].find((one) => one !== null && one !== '') ?? ''}`.trim()

const tagSentence = ({ type, data }: NewEvent): string =>
  `Tag "${String(data['tag'])}" ${type === 'contact.tag_added' ? 'added' : 'removed'}`
