import type {
  ContactDraft,
  OperationAnswer,
  OperationRequest,
  ReceivedMessageDraft,
} from '../simulator.types.ts'
import type { Location, User, World } from '../world/index.ts'
import type { Appointment } from './calendars/calendars.types.ts'
import type { ObjectRecord, ObjectSchema } from './objects/objects.types.ts'
import type { Opportunity } from './opportunities/opportunities.types.ts'

/** Channels with a do-not-disturb state of their own, as v2 spells them; v3 writes them in camelCase. */
export const dndChannels = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB'] as const
export type DndChannel = (typeof dndChannels)[number]

/** `active` means that do-not-disturb is on, so the channel is closed; `permanent` cannot be lifted by the API. */
export interface DndSetting {
  status: 'active' | 'inactive' | 'permanent'
  message?: string
  code?: string
}

export interface CustomFieldValue {
  id: string
  value: unknown
}

export interface Contact {
  id: string
  locationId: string
  firstName: string
  lastName: string
  email?: string
  /** People add these in the CRM's screens; the API reads them and cannot write them (I-262). */
  additionalEmails: string[]
  phone?: string
  companyName?: string
  website?: string
  address1?: string
  city?: string
  state?: string
  country?: string
  postalCode?: string
  timezone?: string
  gender?: string
  dateOfBirth?: string
  source?: string
  type: 'lead' | 'customer'
  assignedTo?: string
  businessId?: string
  /** Lower-cased names, in the order they were added. */
  tags: string[]
  followers: string[]
  customFields: CustomFieldValue[]
  /** Do not disturb on every channel. */
  dnd: boolean
  dndSettings: Partial<Record<DndChannel, DndSetting>>
  inboundDnd?: { status: 'active' | 'inactive'; message?: string }
  hasUnsubscribedEmail: boolean
  campaignIds: string[]
  workflowIds: string[]
  dateAdded: Date
  dateUpdated: Date
}

export interface Note {
  id: string
  contactId: string
  body: string
  title?: string
  color?: string
  isPinned: boolean
  userId?: string
  dateAdded: Date
}

export interface Task {
  id: string
  contactId: string
  title: string
  body?: string
  assignedTo?: string
  dueDate: string
  isCompleted: boolean
  dateAdded: Date
}

/** What a sender calls a channel in `type`. */
export type MessageChannel =
  | 'SMS'
  | 'RCS'
  | 'Email'
  | 'WhatsApp'
  | 'GMB'
  | 'IG'
  | 'FB'
  | 'Custom'
  | 'WebChat'
  | 'Live_Chat'
  | 'Call'
  | 'IVR_Call'
  | 'Campaign_Call'
  | 'Campaign_VoiceMail'
  | 'TIKTOK'
  | 'ALL_IN_ONE_CHAT'
  | 'FORM_SUBMISSION'

export interface EmailEnvelope {
  /** Id of the e-mail itself; the message it belongs to has another. */
  emailMessageId: string
  threadId: string
  subject: string
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyToMessageId?: string
}

/**
 * A message. Its status is a function of the clock (`statusAt`): scheduled -> pending -> sent -> delivered or
 * undelivered, until somebody sets `statusOverride`.
 */
export interface Message {
  id: string
  locationId: string
  contactId: string
  conversationId: string
  channel: MessageChannel
  direction: 'inbound' | 'outbound'
  body: string
  attachments: string[]
  dateAdded: Date
  dateUpdated: Date
  /** When the provider gets it; later than `dateAdded` for a scheduled one. */
  sendsAt: Date
  /** The address or number takes no messages, so that it ends as undelivered. */
  isUndeliverable: boolean
  statusOverride?: string
  source: 'workflow' | 'bulk_actions' | 'campaign' | 'api' | 'app'
  userId?: string
  conversationProviderId?: string
  email?: EmailEnvelope
  call?: { durationSeconds: number; status: string }
}

export interface Conversation {
  id: string
  locationId: string
  contactId: string
  assignedTo?: string
  unreadCount: number
  isStarred: boolean
  isInInbox: boolean
  dateAdded: Date
  dateUpdated: Date
  /** Oldest first. */
  messages: Message[]
}

export interface LocationTag {
  id: string
  name: string
}

export interface CustomField {
  id: string
  name: string
  fieldKey: string
  dataType: string
  placeholder: string
  position: number
  picklistOptions: string[]
  model: 'contact' | 'opportunity'
  isMultiFileAllowed?: boolean
  maxFileLimit?: number
}

export interface CustomValue {
  id: string
  name: string
  fieldKey: string
  value: string
}

export interface Template {
  id: string
  name: string
  type: 'sms' | 'email' | 'whatsapp'
  subject?: string
  body: string
  dateAdded: Date
  isDeleted: boolean
}

export interface RecurringTask {
  id: string
  title: string
  description: string
  contactId?: string
  assignedTo?: string
  rruleOptions: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
}

export interface Business {
  id: string
  name: string
  phone?: string
  email?: string
  website?: string
  address?: string
  city?: string
  state?: string
  postalCode?: string
  country?: string
  description?: string
  createdAt: Date
  updatedAt: Date
}

export interface Workflow {
  id: string
  name: string
  status: 'draft' | 'published'
  version: number
  createdAt: Date
  updatedAt: Date
}

export interface Campaign {
  id: string
  name: string
  status: 'draft' | 'published'
}

export interface FormOrSurvey {
  id: string
  name: string
}

export interface Submission {
  id: string
  /** The form or survey that was filled in. */
  formId: string
  contactId: string
  name: string
  email: string
  answers: Record<string, string>
  createdAt: Date
}

/** An SMS or e-mail provider of the location; inbound messages name one. */
export interface ConversationProvider {
  id: string
  name: string
  type: 'SMS' | 'Email'
}

/** A kind of message that people may unsubscribe from on its own (v2 only). */
export interface MessageSubtype {
  id: string
  name: string
  description: string
  channel: 'email' | 'sms'
  language: string
  isArchived: boolean
}

/** What a location says about itself beyond its name, address and timezone. */
export interface LocationProfile {
  phone?: string
  email?: string
  city?: string
  state?: string
  country?: string
  postalCode?: string
  website?: string
  firstName?: string
  lastName?: string
  settings: Record<string, unknown>
  social: Record<string, unknown>
  permissions: string[]
}

/** A person's role, beyond what the rest of the simulator needs to know of them. */
export interface UserProfile {
  extension: string
  type: 'agency' | 'account'
  role: 'admin' | 'user'
  permissions: Record<string, unknown>
  platformLanguage: string
}

/** The customers of one location and everything about them. */
export interface LocationCrm {
  location: Location
  profile: LocationProfile
  contacts: Map<string, Contact>
  /** By contact id. */
  notes: Map<string, Note[]>
  tasks: Map<string, Task[]>
  conversations: Map<string, Conversation>
  messages: Map<string, Message>
  tags: LocationTag[]
  customFields: CustomField[]
  customValues: CustomValue[]
  templates: Template[]
  recurringTasks: RecurringTask[]
  businesses: Business[]
  workflows: Workflow[]
  campaigns: Campaign[]
  forms: FormOrSurvey[]
  surveys: FormOrSurvey[]
  formSubmissions: Submission[]
  surveySubmissions: Submission[]
  providers: ConversationProvider[]
  subtypes: MessageSubtype[]
  /** Names of subtypes an e-mail address unsubscribed from, by contact id. */
  unsubscriptions: Map<string, Set<string>>
  uploads: Map<string, { filename: string; contentType: string; sizeBytes: number }>
}

/** Something that changed, in the past tense: what webhooks tell of. */
export type CrmChange =
  | { kind: 'contact.created' | 'contact.updated' | 'contact.deleted'; locationId: string; contact: Contact }
  | { kind: 'contact.tags_updated' | 'contact.dnd_updated'; locationId: string; contact: Contact }
  | { kind: 'note.created' | 'note.updated' | 'note.deleted'; locationId: string; note: Note }
  | { kind: 'task.created' | 'task.completed' | 'task.deleted'; locationId: string; task: Task }
  | { kind: 'message.sent' | 'message.received'; locationId: string; message: Message }
  | {
      kind: 'conversation.unread_updated'
      locationId: string
      conversation: Conversation
      isDeleted?: boolean
    }
  | {
      kind:
        | 'opportunity.created'
        | 'opportunity.updated'
        | 'opportunity.stage_updated'
        | 'opportunity.status_updated'
        | 'opportunity.assigned_to_updated'
        | 'opportunity.monetary_value_updated'
        | 'opportunity.deleted'
      locationId: string
      opportunity: Opportunity
    }
  | {
      kind: 'appointment.created' | 'appointment.updated' | 'appointment.deleted'
      locationId: string
      appointment: Appointment
    }
  | { kind: 'location.created' | 'location.updated'; locationId: string }
  | { kind: 'user.created' | 'user.updated' | 'user.deleted'; user: User }
  | {
      kind: 'campaign.status_updated'
      locationId: string
      campaignId: string
      contactId: string
      status: 'active' | 'removed'
    }
  | { kind: 'object.created' | 'object.updated'; locationId: string; schema: ObjectSchema }
  | {
      kind: 'record.created' | 'record.updated' | 'record.deleted'
      locationId: string
      record: ObjectRecord
    }

/** Behaviours seen once or by few, which a test may want the other way. */
export interface CrmQuirks {
  /** The search index sees a write only seconds later; what is read by id is never late. */
  contactSearchLags: boolean
  /** An upsert that finds its contact by a secondary e-mail makes that e-mail the primary one (I-337). */
  upsertReplacesPrimaryEmail: boolean
  /** A message's status cannot be set before its provider got it: 403 for the first 5 seconds (I-4). */
  messageStatusRaces: boolean
  /** WhatsApp, Instagram, Facebook and TikTok take free text only within 24 hours of the customer's last message. */
  channelWindowsApply: boolean
  /** The webhook of a new task lacks its contact and its text, as live ones do (I-332). */
  createdTasksAreThin: boolean
}

/** The customer side of the simulated world. */
export interface Crm {
  readonly world: World
  readonly quirks: CrmQuirks
  /** Everything of a location; made when first asked for. Throws 404 for an unknown id. */
  contentsOf(locationId: string): LocationCrm
  /** The location that has an entity, wherever it is; makes the contents of all locations to find it. */
  findHolder(has: (contents: LocationCrm) => boolean): LocationCrm | undefined
  /** What a location says about itself, without making its customers. */
  locationProfileOf(location: Location): LocationProfile
  /** Takes a location out of the world with everything in it. */
  forgetLocation(locationId: string): void
  profileOf(userId: string): UserProfile
  /** A new 20-character id, different at every call and the same in every run. */
  nextId(kind: string): string
  /** Tells whoever listens of a change that has been made. */
  announce(change: CrmChange): void
  onChange(listener: (change: CrmChange) => void): void
  /** A contact as the search index knows it; undefined when it does not know it yet. */
  indexed(contact: Contact): Contact | undefined
  /** Contacts that are deleted and still in the index. */
  stillIndexed(locationId: string): Contact[]
  /** To be called before a contact changes, so that a late index can go on showing what was. */
  beforeWrite(locationId: string, contactId: string, before: Contact | undefined): void
  /** The appointments of a contact as the API lists them; whoever keeps calendars puts its own here. */
  appointmentsOf(locationId: string, contactId: string): Record<string, unknown>[]
  /** How many contacts and conversations a location has, for the admin page. */
  describeLocation(locationId: string): { contactCount: number; conversationCount: number }
  /** Makes a contact as a person does in the CRM's own screens. */
  createContact(draft: ContactDraft): Contact
  /** Has people save contacts one after the other, as many times; gives how many there were to save. */
  changeContacts(locationId: string, count: number): number
  /** Enters a message of a contact's, as if the contact had written it. */
  receiveMessage(draft: ReceivedMessageDraft): Message
  /** Makes empty locations of a company; gives their ids. */
  makeLocations(companyId: string, count: number): string[]
  /** Removes a person, as an agency's admin does; tells nobody when there is no such person. */
  deleteUser(userId: string): void
}

/** What every handler of this folder works on: the call, and the location it is about. */
export interface CrmCall {
  request: OperationRequest
  crm: Crm
  contents: LocationCrm
  /** The clock's time, read once for the whole call. */
  now: Date
}

export type CrmHandler = (call: CrmCall) => OperationAnswer | Promise<OperationAnswer>
