import type { OperationHandler, SimulatedClock } from '../../simulator.types.ts'
import type { Crm } from '../crm.types.ts'
import { createBooks, serveBooks } from '../location-books.ts'
import {
  createAppointmentNote,
  deleteAppointmentNote,
  listAppointmentNotes,
  updateAppointmentNote,
} from './appointment-notes.ts'
import {
  createAppointment,
  createBlockedSlot,
  deleteEvent,
  editAppointment,
  editBlockedSlot,
  getAppointment,
  listBlockedSlots,
  listEvents,
  presentAppointment,
} from './appointments.ts'
import {
  createCalendar,
  createGroup,
  deleteCalendar,
  deleteGroup,
  getCalendar,
  listCalendars,
  listGroups,
  setGroupStatus,
  updateCalendar,
  updateGroup,
  validateSlug,
} from './calendars.ts'
import type { CalendarHandler } from './calendars.types.ts'
import { listFreeSlots } from './free-slots.ts'
import { makeCalendarBook } from './make-calendar-book.ts'

const handlers: Record<string, CalendarHandler> = {
  'get-calendars': listCalendars,
  'get-calendar': getCalendar,
  'create-calendar': createCalendar,
  'update-calendar': updateCalendar,
  'delete-calendar': deleteCalendar,
  'get-slots': listFreeSlots,
  'get-groups': listGroups,
  'create-calendar-group': createGroup,
  'edit-group': updateGroup,
  'disable-group': setGroupStatus,
  'delete-group': deleteGroup,
  'validate-groups-slug': validateSlug,
  'get-calendar-events': listEvents,
  'get-blocked-slots': listBlockedSlots,
  'get-appointment': getAppointment,
  'create-appointment': createAppointment,
  'edit-appointment': editAppointment,
  'delete-event': deleteEvent,
  'create-block-slot': createBlockedSlot,
  'edit-block-slot': editBlockedSlot,
  'get-appointment-notes': listAppointmentNotes,
  'create-appointment-note': createAppointmentNote,
  'update-appointment-note': updateAppointmentNote,
  'delete-appointment-note': deleteAppointmentNote,
}

/** Calendars, groups, free slots, appointments and their notes of both generations. */
export function createCalendarHandlers(crm: Crm, clock: SimulatedClock): Record<string, OperationHandler> {
  const books = createBooks(crm, (contents) => makeCalendarBook(crm.world, contents))
  crm.appointmentsOf = (locationId, contactId) => {
    const book = books.bookOf(locationId)
    return [...book.appointments.values()]
      .filter((one) => one.contactId === contactId)
      .map((one) => presentAppointment(one, book))
  }
  return serveBooks('calendars', handlers, { crm, clock, books })
}
