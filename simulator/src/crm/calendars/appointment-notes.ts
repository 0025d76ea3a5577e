import { plainRefusal } from '../../simulator.types.ts'
import { bodyOf, countOf, paramOf, textOf } from '../read-call.ts'
import { appointmentInPath } from './appointments.ts'
import type { Appointment, AppointmentNote, CalendarCall, CalendarHandler } from './calendars.types.ts'

const present = ({ dateAdded, ...note }: AppointmentNote, { contactId }: Appointment) => ({
  ...note,
  contactId,
  dateAdded: dateAdded.toISOString(),
})

function noteInPath(call: CalendarCall) {
  const appointment = appointmentInPath(call)
  const id = paramOf(call, 'noteId')
  const note = appointment.notes.find((one) => one.id === id)
  if (note === undefined) throw plainRefusal(400, `Note with id ${id} not found`)
  return { appointment, note }
}

export const listAppointmentNotes: CalendarHandler = (call) => {
  const appointment = appointmentInPath(call)
  const offset = countOf(call, 'offset', 0)
  const end = offset + countOf(call, 'limit', 10)
  return {
    body: {
      notes: appointment.notes.slice(offset, end).map((note) => present(note, appointment)),
      hasMore: end < appointment.notes.length,
    },
  }
}

export const createAppointmentNote: CalendarHandler = (call) => {
  const appointment = appointmentInPath(call)
  const body = bodyOf(call)
  const userId = textOf(body, 'userId')
  const note = {
    id: call.crm.nextId('appointment note'),
    body: textOf(body, 'body') ?? '',
    ...(userId !== undefined && { userId }),
    dateAdded: call.now,
  }
  appointment.notes.unshift(note)
  return { body: { note: present(note, appointment) } }
}

export const updateAppointmentNote: CalendarHandler = (call) => {
  const { appointment, note } = noteInPath(call)
  note.body = textOf(bodyOf(call), 'body') ?? note.body
  return { body: { note: present(note, appointment) } }
}

export const deleteAppointmentNote: CalendarHandler = (call) => {
  const { appointment, note } = noteInPath(call)
  appointment.notes = appointment.notes.filter((one) => one !== note)
  return { body: { success: true } }
}
