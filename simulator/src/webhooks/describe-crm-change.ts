import type { Crm, CrmChange } from '../crm/crm.types.ts'
import { contactFields, dndFields, noteFields, taskFields } from './describe-contact.ts'
import { conversationFields, messageFields, providerMessageFields } from './describe-message.ts'
import { locationFields, objectFields, recordFields, userFields } from './describe-place.ts'
import { appointmentFields, opportunityFields } from './describe-sale.ts'
import type { Happening } from './webhooks.types.ts'

/** Events by what changed; a change without one here is told otherwise below. */
const eventNames = {
  'contact.created': 'ContactCreate',
  'contact.updated': 'ContactUpdate',
  'contact.deleted': 'ContactDelete',
  'contact.tags_updated': 'ContactTagUpdate',
  'contact.dnd_updated': 'ContactDndUpdate',
  'note.created': 'NoteCreate',
  'note.updated': 'NoteUpdate',
  'note.deleted': 'NoteDelete',
  'task.created': 'TaskCreate',
  'task.completed': 'TaskComplete',
  'task.deleted': 'TaskDelete',
  'message.sent': 'OutboundMessage',
  'message.received': 'InboundMessage',
  'conversation.unread_updated': 'ConversationUnreadWebhook',
  'opportunity.created': 'OpportunityCreate',
  'opportunity.updated': 'OpportunityUpdate',
  'opportunity.deleted': 'OpportunityDelete',
  'opportunity.stage_updated': 'OpportunityStageUpdate',
  'opportunity.status_updated': 'OpportunityStatusUpdate',
  'opportunity.assigned_to_updated': 'OpportunityAssignedToUpdate',
  'opportunity.monetary_value_updated': 'OpportunityMonetaryValueUpdate',
  'appointment.created': 'AppointmentCreate',
  'appointment.updated': 'AppointmentUpdate',
  'appointment.deleted': 'AppointmentDelete',
  'campaign.status_updated': 'CampaignStatusUpdate',
  'location.created': 'LocationCreate',
  'location.updated': 'LocationUpdate',
  'user.created': 'UserCreate',
  'user.updated': 'UserUpdate',
  'user.deleted': 'UserDelete',
  'object.created': 'ObjectSchemaCreate',
  'object.updated': 'ObjectSchemaUpdate',
  'record.created': 'RecordCreate',
  'record.updated': 'RecordUpdate',
  'record.deleted': 'RecordDelete',
} as const satisfies Record<CrmChange['kind'], string>

/** What a change of the customers' side tells, as it is at this instant: the records go on changing. */
export function describeCrmChange(crm: Crm, change: CrmChange, now: Date): Happening[] {
  const event = eventNames[change.kind]
  if ('user' in change) {
    const { user } = change
    const fields = userFields(crm, user)
    const { locationId } = fields
    const place = typeof locationId === 'string' ? { locationId } : {}
    return [{ event, companyId: user.companyId, ...place, fields }]
  }
  const { locationId } = change
  const location = crm.world.findLocation(locationId)
  if (location === undefined) return []
  const happen = (name: string, fields: Record<string, unknown>): Happening => ({
    event: name,
    companyId: location.companyId,
    locationId,
    fields,
  })
  if (!('message' in change)) return [happen(event, fieldsOf(crm, change, now))]
  const { message } = change
  const told = happen(event, messageFields(message, now))
  const isForProvider = message.direction === 'outbound' && message.conversationProviderId !== undefined
  if (!isForProvider) return [told]
  const contact = crm.contentsOf(locationId).contacts.get(message.contactId)
  return [told, happen('ProviderOutboundMessage', providerMessageFields(message, contact))]
}

type LocationChange = Exclude<CrmChange, { user: unknown } | { message: unknown }>

function fieldsOf(crm: Crm, change: LocationChange, now: Date): Record<string, unknown> {
  const { locationId } = change
  if ('contact' in change)
    return change.kind === 'contact.dnd_updated' ? dndFields(change.contact) : contactFields(change.contact)
  if ('note' in change) return noteFields(locationId, change.note)
  if ('task' in change)
    return taskFields(
      locationId,
      change.task,
      change.kind === 'task.created' && crm.quirks.createdTasksAreThin,
    )
  if ('conversation' in change) return conversationFields(change.conversation, change.isDeleted ?? false)
  if ('opportunity' in change) return opportunityFields(change.opportunity)
  if ('appointment' in change) return appointmentFields(change.appointment)
  if ('campaignId' in change) {
    const { campaignId, contactId, status } = change
    return { locationId, id: campaignId, contactId, status, dateAdded: now.toISOString() }
  }
  if ('schema' in change) return objectFields(locationId, change.schema)
  if ('record' in change) return recordFields(locationId, change.record)
  const location = crm.world.findLocation(locationId)
  return location === undefined ? {} : locationFields(crm, location)
}
