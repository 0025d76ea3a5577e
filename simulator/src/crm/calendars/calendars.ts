import { fitAnswer } from '../../generic/fit-answer.ts'
import { plainRefusal } from '../../simulator.types.ts'
import { findInBooks } from '../location-books.ts'
import { bodyOf, type Fields, flagOf, paramOf, textOf } from '../read-call.ts'
import type { Calendar, CalendarCall, CalendarGroup, CalendarHandler } from './calendars.types.ts'

/** @throws 400 for what nobody has, 403 for another location's. */
export const findCalendar = (call: CalendarCall, id: string): Calendar =>
  findInBooks(
    call,
    ({ calendars }) => calendars.get(id),
    () => plainRefusal(400, `Calendar with id ${id} not found`),
  )

const findGroup = (call: CalendarCall): CalendarGroup => {
  const id = paramOf(call, 'groupId')
  return findInBooks(
    call,
    ({ groups }) => groups.get(id),
    () => plainRefusal(400, `Group with id ${id} not found`),
  )
}

const present = ({ contents }: CalendarCall, { id, fields }: Calendar): Fields => ({
  ...fields,
  id,
  locationId: contents.location.id,
})

const answer = (call: CalendarCall, calendar: Calendar) => ({
  body: fitAnswer(call.request.operation, { calendar: present(call, calendar) }),
})

export const listCalendars: CalendarHandler = (call) => {
  const { groupId, showDrafted } = call.request.query
  const shown = [...call.book.calendars.values()]
    .filter(({ fields }) => groupId === undefined || fields['groupId'] === groupId)
    .filter(({ fields }) => showDrafted !== 'false' || fields['isActive'] !== false)
  return {
    body: fitAnswer(call.request.operation, { calendars: shown.map((one) => present(call, one)) }),
  }
}

export const getCalendar: CalendarHandler = (call) =>
  answer(call, findCalendar(call, paramOf(call, 'calendarId')))

export const createCalendar: CalendarHandler = (call) => {
  const { locationId: _location, ...given } = bodyOf(call)
  const slug = textOf(given, 'slug') ?? slugOf(textOf(given, 'name') ?? '')
  const defaults = { isActive: true, slotDuration: 30, slotInterval: 30, slotDurationUnit: 'mins' }
  const calendar = {
    id: call.crm.nextId('calendar'),
    fields: { ...defaults, slug, widgetSlug: slug, ...given },
  }
  call.book.calendars.set(calendar.id, calendar)
  return answer(call, calendar)
}

export const updateCalendar: CalendarHandler = (call) => {
  const calendar = findCalendar(call, paramOf(call, 'calendarId'))
  calendar.fields = { ...calendar.fields, ...bodyOf(call) }
  return answer(call, calendar)
}

/** Its appointments go with it. */
export const deleteCalendar: CalendarHandler = (call) => {
  const { id } = findCalendar(call, paramOf(call, 'calendarId'))
  call.book.calendars.delete(id)
  for (const appointment of call.book.appointments.values())
    if (appointment.calendarId === id) call.book.appointments.delete(appointment.id)
  return { body: { success: true } }
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

const presentGroup = ({ contents }: CalendarCall, group: CalendarGroup) => ({
  ...group,
  locationId: contents.location.id,
})

export const listGroups: CalendarHandler = (call) => ({
  body: { groups: [...call.book.groups.values()].map((group) => presentGroup(call, group)) },
})

const isSlugTaken = ({ book }: CalendarCall, slug: string, exceptId?: string): boolean =>
  [...book.groups.values()].some((group) => group.slug === slug && group.id !== exceptId)

export const validateSlug: CalendarHandler = (call) => ({
  body: { available: !isSlugTaken(call, textOf(bodyOf(call), 'slug') ?? '') },
})

export const createGroup: CalendarHandler = (call) => {
  const body = bodyOf(call)
  const slug = textOf(body, 'slug') ?? ''
  if (isSlugTaken(call, slug)) throw plainRefusal(400, 'Slug is already taken')
  const group = {
    id: call.crm.nextId('calendar group'),
    name: textOf(body, 'name') ?? '',
    description: textOf(body, 'description') ?? '',
    slug,
    isActive: flagOf(body, 'isActive') ?? true,
  }
  call.book.groups.set(group.id, group)
  return { body: { group: presentGroup(call, group) } }
}

export const updateGroup: CalendarHandler = (call) => {
  const group = findGroup(call)
  const body = bodyOf(call)
  const slug = textOf(body, 'slug') ?? group.slug
  if (isSlugTaken(call, slug, group.id)) throw plainRefusal(400, 'Slug is already taken')
  const changed = {
    ...group,
    slug,
    name: textOf(body, 'name') ?? group.name,
    description: textOf(body, 'description') ?? group.description,
  }
  call.book.groups.set(group.id, changed)
  return { body: { group: presentGroup(call, changed) } }
}

export const setGroupStatus: CalendarHandler = (call) => {
  findGroup(call).isActive = flagOf(bodyOf(call), 'isActive') ?? true
  return { body: { success: true } }
}

export const deleteGroup: CalendarHandler = (call) => {
  call.book.groups.delete(findGroup(call).id)
  return { body: { success: true } }
}
