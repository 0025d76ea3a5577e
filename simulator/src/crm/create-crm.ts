import {
  type ContactDraft,
  plainRefusal,
  type ReceivedMessageDraft,
  type SimulatedClock,
} from '../simulator.types.ts'
import type { Location, World } from '../world/index.ts'
import { shortIdOf } from '../world/make-ids.ts'
import type { WorldScale } from '../world/make-location.ts'
import { changeContact } from './contacts/contacts.ts'
import { applyContactFields, newContact } from './contacts/write-contact.ts'
import { ensureConversation, setUnread } from './conversations/conversations.ts'
import { addMessage } from './conversations/send-message.ts'
import { notFound } from './read-call.ts'
import type {
  Contact,
  Crm,
  CrmChange,
  CrmQuirks,
  LocationCrm,
  LocationProfile,
  Message,
  UserProfile,
} from './crm.types.ts'
import { makeLocationCrm, makeLocationProfile } from './seed/make-location-crm.ts'

/** What the customer side is made from. */
export interface CrmOptions {
  world: World
  clock: SimulatedClock
  /** `small` has a fraction of the contacts, for quick tests. Default `full`. */
  scale?: WorldScale
  quirks?: Partial<CrmQuirks>
}

/** How long the search index takes to see a write, with the switch on. */
export const indexLagMs = 5_000

/**
 * The customers of every location: contacts, conversations and what belongs to them. Seeded like the world, and
 * made for a location when it is first looked at, so that starting costs nothing.
 */
export function createCrm(options: CrmOptions): Crm {
  return new SeededCrm(options)
}

interface LateIndexEntry {
  before: Contact | undefined
  untilMs: number
}

class SeededCrm implements Crm {
  readonly world: World
  readonly quirks: CrmQuirks
  readonly #clock: SimulatedClock
  readonly #scale: WorldScale
  readonly #contents = new Map<string, LocationCrm>()
  readonly #locationProfiles = new Map<string, LocationProfile>()
  readonly #profiles = new Map<string, UserProfile>()
  readonly #listeners: ((change: CrmChange) => void)[] = []
  /** What the index still shows, by location and contact id. */
  readonly #late = new Map<string, Map<string, LateIndexEntry>>()
  appointmentsOf: Crm['appointmentsOf'] = () => []
  #idsGiven = 0
  #contactsSaved = 0

  constructor({ world, clock, scale = 'full', quirks }: CrmOptions) {
    this.world = world
    this.#clock = clock
    this.#scale = scale
    this.quirks = {
      contactSearchLags: false,
      upsertReplacesPrimaryEmail: true,
      messageStatusRaces: false,
      channelWindowsApply: true,
      createdTasksAreThin: true,
      ...quirks,
    }
  }

  contentsOf(locationId: string): LocationCrm {
    const known = this.#contents.get(locationId)
    if (known !== undefined) return known
    const location = this.world.findLocation(locationId)
    if (location === undefined) throw plainRefusal(404, `Location ${locationId} does not exist`)
    const contents = makeLocationCrm(this.world, location, this.locationProfileOf(location), this.#scale)
    this.#contents.set(locationId, contents)
    return contents
  }

  locationProfileOf(location: Location): LocationProfile {
    const known = this.#locationProfiles.get(location.id)
    if (known !== undefined) return known
    const profile = makeLocationProfile(this.world, location)
    this.#locationProfiles.set(location.id, profile)
    return profile
  }

  forgetLocation(locationId: string): void {
    this.#contents.delete(locationId)
    this.#late.delete(locationId)
    this.#locationProfiles.delete(locationId)
    this.world.removeLocation(locationId)
  }

  findHolder(has: (contents: LocationCrm) => boolean): LocationCrm | undefined {
    for (const { id } of this.world.locations) {
      const contents = this.contentsOf(id)
      if (has(contents)) return contents
    }
    return undefined
  }

  profileOf(userId: string): UserProfile {
    const known = this.#profiles.get(userId)
    if (known !== undefined) return known
    const user = this.world.findUser(userId)
    const isAgency = user?.title === 'Agency admin'
    const profile: UserProfile = {
      extension: '',
      type: isAgency ? 'agency' : 'account',
      role: isAgency || user?.title === 'Owner' ? 'admin' : 'user',
      permissions: { contactsEnabled: true, conversationsEnabled: true, socialPlanner: true },
      platformLanguage: 'en_US',
    }
    this.#profiles.set(userId, profile)
    return profile
  }

  nextId(kind: string): string {
    this.#idsGiven += 1
    // The start is part of it: a simulator started anew must not give yesterday's ids to other things.
    return shortIdOf(this.world.seed, 'made', kind, this.world.startedAt.getTime(), this.#idsGiven)
  }

  announce(change: CrmChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  onChange(listener: (change: CrmChange) => void): void {
    this.#listeners.push(listener)
  }

  beforeWrite(locationId: string, contactId: string, before: Contact | undefined): void {
    if (!this.quirks.contactSearchLags) return
    const nowMs = this.#clock.now().getTime()
    const late = this.#late.get(locationId) ?? new Map<string, LateIndexEntry>()
    this.#late.set(locationId, late)
    // A second write within the lag does not make the first one visible earlier.
    if ((late.get(contactId)?.untilMs ?? 0) > nowMs) return
    late.set(contactId, { before: before && structuredClone(before), untilMs: nowMs + indexLagMs })
  }

  indexed(contact: Contact): Contact | undefined {
    const entry = this.#lateEntry(contact.locationId, contact.id)
    return entry ? entry.before : contact
  }

  stillIndexed(locationId: string): Contact[] {
    const { contacts } = this.contentsOf(locationId)
    return [...(this.#late.get(locationId)?.keys() ?? [])].flatMap((contactId) => {
      const before = contacts.has(contactId) ? undefined : this.#lateEntry(locationId, contactId)?.before
      return before ? [before] : []
    })
  }

  #lateEntry(locationId: string, contactId: string): LateIndexEntry | undefined {
    const late = this.#late.get(locationId)
    const entry = late?.get(contactId)
    if (entry === undefined || entry.untilMs > this.#clock.now().getTime()) return entry
    late?.delete(contactId)
    return undefined
  }

  describeLocation(locationId: string): { contactCount: number; conversationCount: number } {
    const { contacts, conversations } = this.contentsOf(locationId)
    return { contactCount: contacts.size, conversationCount: conversations.size }
  }

  createContact({ locationId, additionalEmails = [], ...fields }: ContactDraft): Contact {
    const contents = this.contentsOf(locationId)
    const contact = newContact(this.nextId('contact'), locationId, this.#clock.now())
    applyContactFields(contents, contact, fields, 'v2', this)
    contact.additionalEmails = additionalEmails
    this.beforeWrite(locationId, contact.id, undefined)
    contents.contacts.set(contact.id, contact)
    this.announce({ kind: 'contact.created', locationId, contact })
    return contact
  }

  changeContacts(locationId: string, count: number): number {
    const contacts = [...this.contentsOf(locationId).contacts.values()]
    const call = { crm: this, now: this.#clock.now() }
    for (let turn = 0; turn < count && contacts.length > 0; turn += 1) {
      this.#contactsSaved += 1
      const contact = contacts[this.#contactsSaved % contacts.length]!
      changeContact(call, contact, () => {
        contact.source = `saved ${this.#contactsSaved} times`
      })
    }
    return contacts.length
  }

  receiveMessage({ locationId, contactId, body, channel = 'SMS' }: ReceivedMessageDraft): Message {
    const contents = this.contentsOf(locationId)
    const contact = contents.contacts.get(contactId)
    if (contact === undefined) throw notFound('Contact', contactId)
    const now = this.#clock.now()
    const call = { crm: this, contents, now }
    const conversation = ensureConversation(call, contact)
    const emailMessageId = this.nextId('email')
    const message: Message = {
      id: this.nextId('message'),
      locationId,
      contactId,
      conversationId: conversation.id,
      channel,
      direction: 'inbound',
      body,
      attachments: [],
      dateAdded: now,
      dateUpdated: now,
      sendsAt: now,
      isUndeliverable: false,
      source: 'app',
      ...(channel === 'Email' && {
        email: {
          emailMessageId,
          threadId: emailMessageId,
          subject: body.slice(0, 60),
          from: contact.email ?? '',
          to: [contents.profile.email ?? ''],
          cc: [],
          bcc: [],
        },
      }),
    }
    addMessage(call, conversation, message)
    setUnread(call, conversation, conversation.unreadCount + 1)
    return message
  }

  deleteUser(userId: string): void {
    const user = this.world.findUser(userId)
    if (user === undefined) return
    this.world.removeUser(userId)
    this.announce({ kind: 'user.deleted', user })
  }

  makeLocations(companyId: string, count: number): string[] {
    return Array.from({ length: count }, () => {
      const id = this.nextId('location')
      const name = `Branch ${id.slice(0, 6)}`
      this.world.addLocation({ id, companyId, name, timezone: 'America/New_York' })
      this.announce({ kind: 'location.created', locationId: id })
      return id
    })
  }
}
