import { fitAnswer } from '../../generic/fit-answer.ts'
import { plainRefusal } from '../../simulator.types.ts'
import { findInBooks } from '../location-books.ts'
import { bodyOf, type Fields, findContact, flagOf, paramOf, textOf } from '../read-call.ts'
import { busyTimesOf } from './free-slots.ts'
import { findCalendar } from './calendars.ts'
import {
  type Appointment,
  appointmentStatuses,
  type BlockedSlot,
  type Calendar,
  type CalendarBook,
  type CalendarCall,
  type CalendarHandler,
} from './calendars.types.ts'
import { isSlotFree, slotDurationMs } from './find-free-slots.ts'

/** An appointment as lists and the contact's own page show it. */
export function presentAppointment(appointment: Appointment, { calendars }: CalendarBook): Fields {
  const { status, notes: _notes, startTime, endTime, dateAdded, dateUpdated, ...rest } = appointment
  const groupId = calendars.get(appointment.calendarId)?.fields['groupId']
  return {
    ...rest,
    groupId: typeof groupId === 'string' ? groupId : '',
    appointmentStatus: status,
    status,
    users: appointment.assignedUserId === '' ? [] : [appointment.assignedUserId],
    isRecurring: appointment.rrule !== undefined,
    startTime: startTime.toISOString(),
    endTime: endTime.toISOString(),
    dateAdded: dateAdded.toISOString(),
    dateUpdated: dateUpdated.toISOString(),
  }
}

const find = (call: CalendarCall, id: string): Appointment =>
  findInBooks(
    call,
    ({ appointments }) => appointments.get(id),
    () => plainRefusal(400, `Appointment with id ${id} not found`),
  )

/** The appointment the path names by either name. */
export const appointmentInPath = (call: CalendarCall): Appointment =>
  find(call, paramOf(call, 'appointmentId') || paramOf(call, 'eventId'))

export const getAppointment: CalendarHandler = (call) => ({
  body: fitAnswer(call.request.operation, { event: presentAppointment(appointmentInPath(call), call.book) }),
})

const answer = (call: CalendarCall, appointment: Appointment) => ({
  body: fitAnswer(call.request.operation, presentAppointment(appointment, call.book)),
})

export const createAppointment: CalendarHandler = (call) => {
  const body = bodyOf(call)
  const calendar = findCalendar(call, textOf(body, 'calendarId') ?? '')
  const contact = findContact(call, textOf(body, 'contactId') ?? '')
  const times = readTimes(body, calendar, undefined)
  refuseTaken(call, calendar, times.startTime, body)
  const appointment: Appointment = {
    id: call.crm.nextId('appointment'),
    calendarId: calendar.id,
    locationId: call.contents.location.id,
    contactId: contact.id,
    title: `${contact.firstName} ${contact.lastName}`.trim(),
    status: calendar.fields['autoConfirm'] === false ? 'new' : 'confirmed',
    assignedUserId: firstMemberOf(calendar),
    ...times,
    notes: [],
    dateAdded: call.now,
    dateUpdated: call.now,
  }
  takeOver(appointment, body)
  call.book.appointments.set(appointment.id, appointment)
  call.crm.announce({ kind: 'appointment.created', locationId: appointment.locationId, appointment })
  return answer(call, appointment)
}

export const editAppointment: CalendarHandler = (call) => {
  const appointment = appointmentInPath(call)
  const body = bodyOf(call)
  const calendar = findCalendar(call, textOf(body, 'calendarId') ?? appointment.calendarId)
  const times = readTimes(body, calendar, appointment)
  const isMoved = times.startTime.getTime() !== appointment.startTime.getTime()
  if (isMoved || calendar.id !== appointment.calendarId)
    refuseTaken(call, calendar, times.startTime, body, appointment.id)
  Object.assign(appointment, { calendarId: calendar.id, ...times, dateUpdated: call.now })
  takeOver(appointment, body)
  call.crm.announce({ kind: 'appointment.updated', locationId: appointment.locationId, appointment })
  return answer(call, appointment)
}

/** Deletes appointments and blocked slots alike. */
export const deleteEvent: CalendarHandler = (call) => {
  const id = paramOf(call, 'eventId')
  const event = findInBooks<CalendarBook, Appointment | BlockedSlot>(
    call,
    ({ appointments, blockedSlots }) => appointments.get(id) ?? blockedSlots.get(id),
    () => plainRefusal(400, `Event with id ${id} not found`),
  )
  call.book.appointments.delete(id)
  call.book.blockedSlots.delete(id)
  if ('contactId' in event)
    call.crm.announce({ kind: 'appointment.deleted', locationId: event.locationId, appointment: event })
  return { body: { succeeded: true } }
}

export const listEvents: CalendarHandler = (call) => {
  const { from, until } = readRange(call)
  const events = [...call.book.appointments.values()]
    .filter((one) => one.startTime < until && one.endTime > from)
    .filter((one) => isChosen(call, one))
    .toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime())
  return {
    body: fitAnswer(call.request.operation, {
      events: events.map((one) => presentAppointment(one, call.book)),
    }),
  }
}

function isChosen({ request, book }: CalendarCall, one: Appointment | BlockedSlot): boolean {
  const { userId, calendarId, groupId } = request.query
  const group = book.calendars.get(one.calendarId ?? '')?.fields['groupId']
  return (
    (calendarId === undefined || one.calendarId === calendarId) &&
    (userId === undefined || one.assignedUserId === userId) &&
    (groupId === undefined || group === groupId)
  )
}

/** Lists of events want somebody's calendar, and times in milliseconds. */
function readRange({ request }: CalendarCall): { from: Date; until: Date } {
  const { userId, calendarId, groupId, startTime, endTime } = request.query
  if (userId === undefined && calendarId === undefined && groupId === undefined)
    throw plainRefusal(422, ['either of userId, calendarId or groupId is required'])
  const [from, until] = [startTime, endTime].map(instantOf)
  if (from === undefined || until === undefined)
    throw plainRefusal(422, ['startTime and endTime must be in milliseconds'])
  return { from, until }
}

const instantOf = (text: unknown): Date | undefined => {
  if (typeof text !== 'string' || text === '') return undefined
  const instant = new Date(/^\d+$/.test(text) ? Number(text) : text)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

/** Start and end of a body; a start alone keeps the length the appointment has, or takes the calendar's. */
function readTimes(body: Fields, calendar: Calendar, known: Appointment | undefined) {
  const startTime = body['startTime'] === undefined ? known?.startTime : instantOf(body['startTime'])
  const isStartOnly = body['endTime'] === undefined
  const lengthMs = known
    ? known.endTime.getTime() - known.startTime.getTime()
    : slotDurationMs(calendar.fields)
  const endTime = isStartOnly
    ? startTime && new Date(startTime.getTime() + lengthMs)
    : instantOf(body['endTime'])
  if (startTime === undefined || endTime === undefined)
    throw plainRefusal(422, ['startTime must be a valid ISO 8601 date string'])
  if (endTime <= startTime) throw plainRefusal(400, 'endTime must be after startTime')
  return { startTime, endTime }
}

function refuseTaken(
  call: CalendarCall,
  calendar: Calendar,
  start: Date,
  body: Fields,
  exceptId?: string,
): void {
  if (flagOf(body, 'ignoreFreeSlotValidation') === true) return
  const question = {
    calendar: calendar.fields,
    calendarTimezone: call.contents.location.timezone,
    now: flagOf(body, 'ignoreDateRange') === true ? new Date(0) : call.now,
    busy: busyTimesOf(call.book, calendar.id, exceptId),
  }
  if (!isSlotFree(question, start))
    throw plainRefusal(400, 'The slot you have selected is no longer available.')
}

function takeOver(appointment: Appointment, body: Fields): void {
  for (const name of ['title', 'assignedUserId', 'address', 'description', 'rrule'] as const) {
    const text = textOf(body, name)
    if (text !== undefined) appointment[name] = text
  }
  const status = appointmentStatuses.find((one) => one === body['appointmentStatus'])
  if (status !== undefined) appointment.status = status
}

function firstMemberOf({ fields }: Calendar): string {
  const members = Array.isArray(fields['teamMembers']) ? (fields['teamMembers'] as Fields[]) : []
  return textOf(members[0] ?? {}, 'userId') ?? ''
}

const presentBlocked = (
  { contents }: CalendarCall,
  { startTime, endTime, dateAdded, ...rest }: BlockedSlot,
) => ({
  ...rest,
  locationId: contents.location.id,
  startTime: startTime.toISOString(),
  endTime: endTime.toISOString(),
  dateAdded: dateAdded.toISOString(),
  dateUpdated: dateAdded.toISOString(),
  contactId: '',
  groupId: '',
  appointmentStatus: '',
  assignedUserId: rest.assignedUserId ?? '',
  calendarId: rest.calendarId ?? '',
  users: [],
})

export const listBlockedSlots: CalendarHandler = (call) => {
  const { from, until } = readRange(call)
  const events = [...call.book.blockedSlots.values()]
    .filter((one) => one.startTime < until && one.endTime > from)
    .filter((one) => isChosen(call, one))
  return {
    body: fitAnswer(call.request.operation, { events: events.map((one) => presentBlocked(call, one)) }),
  }
}

export const createBlockedSlot: CalendarHandler = (call) => {
  const body = bodyOf(call)
  const calendarId = textOf(body, 'calendarId')
  if (calendarId !== undefined) findCalendar(call, calendarId)
  const slot: BlockedSlot = {
    id: call.crm.nextId('blocked slot'),
    title: textOf(body, 'title') ?? 'Blocked',
    ...(calendarId !== undefined && { calendarId }),
    ...readBlock(body, call.now),
    dateAdded: call.now,
  }
  call.book.blockedSlots.set(slot.id, slot)
  return { body: fitAnswer(call.request.operation, presentBlocked(call, slot)) }
}

export const editBlockedSlot: CalendarHandler = (call) => {
  const id = paramOf(call, 'eventId')
  const slot = findInBooks(
    call,
    ({ blockedSlots }) => blockedSlots.get(id),
    () => plainRefusal(400, `Event with id ${id} not found`),
  )
  const body = bodyOf(call)
  Object.assign(slot, { title: textOf(body, 'title') ?? slot.title, ...readBlock(body, call.now, slot) })
  return { body: fitAnswer(call.request.operation, presentBlocked(call, slot)) }
}

/** Without times a block covers the next hour, since the schema lets both be left out. */
function readBlock(body: Fields, now: Date, known?: BlockedSlot) {
  const startTime = instantOf(body['startTime']) ?? known?.startTime ?? now
  const endTime = instantOf(body['endTime']) ?? known?.endTime ?? new Date(startTime.getTime() + 3_600_000)
  if (endTime <= startTime) throw plainRefusal(400, 'endTime must be after startTime')
  const assignedUserId = textOf(body, 'assignedUserId')
  return { startTime, endTime, ...(assignedUserId !== undefined && { assignedUserId }) }
}
