import { integerOf, pickFrom } from '../../world/chance.ts'
import type { World } from '../../world/index.ts'
import { shortIdOf } from '../../world/make-ids.ts'
import { minuteMs } from '../../world/time.ts'
import { instantOfWallTime, localDayOf, localWeekdayOf } from '../../world/wall-time.ts'
import type { Contact, LocationCrm } from '../crm.types.ts'
import type { Appointment, Calendar, CalendarBook } from './calendars.types.ts'

const weekdays = [1, 2, 3, 4, 5]

/** Seeded calendars: name, slug and length of a booking in minutes. */
const calendarPlans: [name: string, slug: string, minutes: number][] = [
  ['First visit', 'first-visit', 60],
  ['Short call', 'short-call', 15],
]

/** One contact in so many has an appointment. */
const contactsPerAppointment = 12
/** Appointments lie within so many days before and after the start of the world. */
const reachDays = 21

/** The seeded calendars of a location; one without customers has none. */
export function makeCalendarBook(world: World, { location, contacts }: LocationCrm): CalendarBook {
  const book: CalendarBook = {
    calendars: new Map(),
    groups: new Map(),
    appointments: new Map(),
    blockedSlots: new Map(),
  }
  if (contacts.size === 0) return book
  const groupId = shortIdOf(world.seed, 'calendar group', location.id)
  const group = { id: groupId, name: 'Visits', description: 'Everything people can book', slug: 'visits' }
  book.groups.set(groupId, { ...group, isActive: true })
  const staff = world.users.filter(
    ({ locationIds }) => locationIds.length === 1 && locationIds[0] === location.id,
  )
  for (const [name, slug, minutes] of calendarPlans) {
    const id = shortIdOf(world.seed, 'calendar', location.id, slug)
    const teamMembers = staff.map(({ id: userId }) => ({
      userId,
      priority: 0.5,
      isPrimary: userId === staff[0]?.id,
    }))
    book.calendars.set(id, { id, fields: calendarFields({ name, slug, minutes, groupId, teamMembers }) })
  }
  const calendars = [...book.calendars.values()]
  const booked = [...contacts.values()].filter((_contact, index) => index % contactsPerAppointment === 0)
  booked.forEach((contact, index) => {
    const appointment = makeAppointment(world, location.timezone, contact, calendars, index)
    book.appointments.set(appointment.id, appointment)
  })
  return book
}

const calendarFields = (plan: {
  name: string
  slug: string
  minutes: number
  groupId: string
  teamMembers: unknown[]
}) => ({
  name: plan.name,
  slug: plan.slug,
  widgetSlug: plan.slug,
  groupId: plan.groupId,
  description: '',
  isActive: true,
  calendarType: 'round_robin',
  widgetType: 'default',
  eventType: 'RoundRobin_OptimizeForAvailability',
  eventTitle: '{{contact.name}}',
  eventColor: '#039be5',
  teamMembers: plan.teamMembers,
  slotDuration: plan.minutes,
  slotDurationUnit: 'mins',
  slotInterval: plan.minutes,
  slotIntervalUnit: 'mins',
  appoinmentPerSlot: 1,
  openHours: [
    { daysOfTheWeek: weekdays, hours: [{ openHour: 9, openMinute: 0, closeHour: 17, closeMinute: 0 }] },
  ],
  autoConfirm: true,
  allowReschedule: true,
  allowCancellation: true,
})

function makeAppointment(
  { seed, startedAt }: World,
  timezone: string,
  contact: Contact,
  calendars: Calendar[],
  index: number,
): Appointment {
  const keys = [seed, 'appointment', contact.id]
  const calendar = pickFrom(calendars, ...keys, 'calendar')
  const minutes = Number(calendar.fields['slotDuration'])
  const day = workdayNear(localDayOf(startedAt, timezone) + ((index * 5) % (2 * reachDays)) - reachDays)
  const startTime = instantOfWallTime(day, `${integerOf(9, 15, ...keys, 'hour')}:00`, timezone)
  const isOver = startTime < startedAt
  const members = Array.isArray(calendar.fields['teamMembers']) ? calendar.fields['teamMembers'] : []
  const [first] = members as { userId: string }[]
  const dateAdded = new Date(Math.min(startTime.getTime(), startedAt.getTime()) - 3 * 24 * 60 * minuteMs)
  return {
    id: shortIdOf(...keys),
    calendarId: calendar.id,
    locationId: contact.locationId,
    contactId: contact.id,
    title: `${contact.firstName} ${contact.lastName}`.trim() || 'Visit',
    status: isOver ? pickFrom(['showed', 'showed', 'noshow', 'cancelled'] as const, ...keys) : 'confirmed',
    assignedUserId: first?.userId ?? '',
    startTime,
    endTime: new Date(startTime.getTime() + minutes * minuteMs),
    notes: [],
    dateAdded,
    dateUpdated: dateAdded,
  }
}

/** The day itself, or the Monday after a weekend. */
function workdayNear(day: number): number {
  const weekday = localWeekdayOf(day)
  if (weekday === 6) return day + 2
  return weekday === 0 ? day + 1 : day
}
