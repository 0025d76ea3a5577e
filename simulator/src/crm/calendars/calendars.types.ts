import type { BookCall, BookHandler } from '../location-books.ts'
import type { Fields } from '../read-call.ts'

/** A calendar as its owner set it up; `fields` are the published ones, which the answers show as they are. */
export interface Calendar {
  id: string
  fields: Fields
}

export interface CalendarGroup {
  id: string
  name: string
  description: string
  slug: string
  isActive: boolean
}

export interface AppointmentNote {
  id: string
  body: string
  userId?: string
  dateAdded: Date
}

export const appointmentStatuses = [
  'new',
  'confirmed',
  'cancelled',
  'showed',
  'noshow',
  'invalid',
  'active',
  'completed',
] as const
export type AppointmentStatus = (typeof appointmentStatuses)[number]

/** A booked time of a contact. */
export interface Appointment {
  id: string
  calendarId: string
  locationId: string
  contactId: string
  title: string
  status: AppointmentStatus
  assignedUserId: string
  address?: string
  description?: string
  rrule?: string
  startTime: Date
  endTime: Date
  notes: AppointmentNote[]
  dateAdded: Date
  dateUpdated: Date
}

/** A time in which a calendar or a person takes no bookings. */
export interface BlockedSlot {
  id: string
  title: string
  calendarId?: string
  assignedUserId?: string
  startTime: Date
  endTime: Date
  dateAdded: Date
}

/** The calendars of one location. */
export interface CalendarBook {
  calendars: Map<string, Calendar>
  groups: Map<string, CalendarGroup>
  appointments: Map<string, Appointment>
  blockedSlots: Map<string, BlockedSlot>
}

export type CalendarCall = BookCall<CalendarBook>
export type CalendarHandler = BookHandler<CalendarBook>
