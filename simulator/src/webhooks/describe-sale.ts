import type { Appointment } from '../crm/calendars/calendars.types.ts'
import type { Opportunity } from '../crm/opportunities/opportunities.types.ts'

type Fields = Record<string, unknown>

/** The opportunity as every event about one shows it (facts 3.2, block O). */
export const opportunityFields = (opportunity: Opportunity): Fields => ({
  locationId: opportunity.locationId,
  id: opportunity.id,
  ...(opportunity.assignedTo !== undefined && { assignedTo: opportunity.assignedTo }),
  contactId: opportunity.contactId,
  monetaryValue: opportunity.monetaryValue,
  name: opportunity.name,
  pipelineId: opportunity.pipelineId,
  pipelineStageId: opportunity.stageId,
  ...(opportunity.source !== undefined && { source: opportunity.source }),
  status: opportunity.status,
  dateAdded: opportunity.createdAt.toISOString(),
})

/** The only event whose fields stand one level deeper. */
export const appointmentFields = (appointment: Appointment): Fields => ({
  locationId: appointment.locationId,
  appointment: {
    id: appointment.id,
    ...(appointment.address !== undefined && { address: appointment.address }),
    title: appointment.title,
    calendarId: appointment.calendarId,
    contactId: appointment.contactId,
    appointmentStatus: appointment.status,
    assignedUserId: appointment.assignedUserId,
    users: appointment.assignedUserId === '' ? [] : [appointment.assignedUserId],
    ...(appointment.notes.length > 0 && { notes: appointment.notes.map(({ body }) => body).join('\n') }),
    source: 'third_party',
    startTime: appointment.startTime.toISOString(),
    endTime: appointment.endTime.toISOString(),
    dateAdded: appointment.dateAdded.toISOString(),
    dateUpdated: appointment.dateUpdated.toISOString(),
  },
})
