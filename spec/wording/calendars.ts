import type { ModuleWording } from './wording.types.ts'

/** Calendars, appointments and bookable services. */
export const calendars: ModuleWording = {
  'get-calendars': {
    title: 'List calendars',
    summary: 'Lists the calendars of a location, of one group if you like.',
    keywords: ['booking', 'all calendars'],
  },
  'get-calendar': {
    title: 'Get a calendar',
    summary: 'Gives one calendar: who takes its appointments, how long they are and how they are booked.',
    keywords: ['booking', 'settings', 'details'],
  },
  'create-calendar': {
    title: 'Create a calendar',
    summary: 'Adds a calendar to a location, for one user, for a team that takes turns or for events.',
    keywords: ['booking', 'add', 'round robin'],
  },
  'update-calendar': {
    title: 'Change a calendar',
    summary: 'Changes team, hours, length of appointments or other settings of a calendar.',
    keywords: ['booking', 'edit', 'settings'],
  },
  'delete-calendar': {
    title: 'Delete a calendar',
    summary: 'Deletes a calendar. It cannot be undone.',
    keywords: ['booking', 'remove'],
  },
  'get-slots': {
    title: 'List free slots',
    summary:
      'Lists the times at which a calendar can be booked between two dates, given in milliseconds, up to 31 days apart.',
    keywords: ['availability', 'available times', 'open', 'booking', 'free times'],
  },
  'get-calendar-events': {
    title: 'List appointments',
    summary:
      'Lists the appointments of a calendar, a user or a group between two times, given in milliseconds.',
    keywords: ['events', 'meetings', 'bookings', 'agenda'],
  },
  'get-appointment': {
    title: 'Get an appointment',
    summary: 'Gives one appointment with its contact, time, place and status.',
    keywords: ['event', 'meeting', 'booking'],
  },
  'create-appointment': {
    title: 'Book an appointment',
    summary:
      'Books a time in a calendar for a contact. A time that is not free is refused unless you say otherwise.',
    keywords: ['create', 'event', 'meeting', 'schedule', 'booking', 'add'],
  },
  'edit-appointment': {
    title: 'Change an appointment',
    summary: 'Moves an appointment or changes its status, place or user.',
    keywords: ['reschedule', 'cancel', 'no show', 'confirm', 'meeting', 'update', 'edit'],
  },
  'delete-event': {
    title: 'Delete an appointment or blocked time',
    summary: 'Deletes an appointment or a blocked time from a calendar. It cannot be undone.',
    keywords: ['event', 'meeting', 'cancel', 'remove', 'unblock'],
  },
  'get-appointment-notes': {
    title: 'List notes of an appointment',
    summary: 'Lists what was noted about an appointment, page by page.',
    keywords: ['remarks', 'meeting'],
  },
  'create-appointment-note': {
    title: 'Add a note to an appointment',
    summary: 'Writes a note about an appointment.',
    keywords: ['create', 'remark', 'meeting'],
  },
  'update-appointment-note': {
    title: 'Change a note of an appointment',
    summary: 'Changes the text of a note about an appointment.',
    keywords: ['edit', 'remark', 'meeting'],
  },
  'delete-appointment-note': {
    title: 'Delete a note of an appointment',
    summary: 'Deletes a note about an appointment. It cannot be undone.',
    keywords: ['remove', 'remark', 'meeting'],
  },
  'get-blocked-slots': {
    title: 'List blocked times',
    summary:
      'Lists the times at which a calendar, a user or a group cannot be booked, between two times in milliseconds.',
    keywords: ['busy', 'unavailable', 'time off', 'block slots'],
  },
  'create-block-slot': {
    title: 'Block a time',
    summary: 'Keeps a time of a calendar or a user free of bookings.',
    keywords: ['busy', 'unavailable', 'time off', 'holiday', 'create'],
  },
  'edit-block-slot': {
    title: 'Change a blocked time',
    summary: 'Moves or renames a time that cannot be booked.',
    keywords: ['busy', 'unavailable', 'time off', 'edit'],
  },
  'get-groups': {
    title: 'List calendar groups',
    summary: 'Lists the groups that calendars of a location are in.',
    keywords: ['team'],
  },
  'create-calendar-group': {
    title: 'Create a calendar group',
    summary: 'Adds a group of calendars that are booked through one page.',
    keywords: ['team', 'add'],
  },
  'edit-group': {
    title: 'Change a calendar group',
    summary: 'Changes name, text or address of a group of calendars.',
    keywords: ['team', 'edit', 'slug'],
  },
  'disable-group': {
    title: 'Turn a calendar group on or off',
    summary: 'Says whether a group of calendars can be booked.',
    keywords: ['disable', 'enable', 'status'],
  },
  'delete-group': {
    title: 'Delete a calendar group',
    summary: 'Deletes a group of calendars. It cannot be undone.',
    keywords: ['remove'],
  },
  'validate-groups-slug': {
    title: 'Check whether a group address is free',
    summary: 'Tells whether the address of a booking page of a group can still be taken.',
    keywords: ['slug', 'validate', 'url'],
  },
  'fetch-calendar-resources': {
    title: 'List rooms or equipment',
    summary: 'Lists the rooms, or the equipment, that appointments of a location can use.',
    keywords: ['resources'],
  },
  'get-calendar-resource': {
    title: 'Get a room or piece of equipment',
    summary: 'Gives one room or piece of equipment with the calendars that use it.',
    keywords: ['resource'],
  },
  'create-calendar-resource': {
    title: 'Add a room or piece of equipment',
    summary: 'Adds a room or piece of equipment that calendars can use.',
    keywords: ['resource', 'create'],
  },
  'update-calendar-resource': {
    title: 'Change a room or piece of equipment',
    summary: 'Changes a room or piece of equipment, or the calendars that use it.',
    keywords: ['resource', 'edit'],
  },
  'delete-calendar-resource': {
    title: 'Delete a room or piece of equipment',
    summary: 'Deletes a room or piece of equipment. It cannot be undone.',
    keywords: ['resource', 'remove'],
  },
  'get-event-notification': {
    title: 'List notifications of a calendar',
    summary: 'Lists the messages that a calendar sends about its appointments.',
    keywords: ['reminders', 'confirmation', 'email', 'sms'],
  },
  'find-event-notification': {
    title: 'Get a notification of a calendar',
    summary: 'Gives one message that a calendar sends: when, to whom and with what text.',
    keywords: ['reminder', 'confirmation', 'email', 'sms'],
  },
  'create-event-notification': {
    title: 'Add notifications to a calendar',
    summary: 'Adds messages that a calendar sends when an appointment is booked, changed or near.',
    keywords: ['reminder', 'confirmation', 'email', 'sms', 'create'],
  },
  'update-event-notification': {
    title: 'Change a notification of a calendar',
    summary: 'Changes when, to whom or with what text a calendar sends a message.',
    keywords: ['reminder', 'confirmation', 'email', 'sms', 'edit'],
  },
  'delete-event-notification': {
    title: 'Delete a notification of a calendar',
    summary: 'Stops a calendar from sending a message. It cannot be undone.',
    keywords: ['reminder', 'confirmation', 'remove'],
  },
  'get-all-schedules': {
    title: 'List schedules',
    summary: 'Lists the working hours that users have set, by user or calendar, page by page.',
    keywords: ['availability', 'opening hours', 'working hours', 'search'],
  },
  'get-schedule-by-id': {
    title: 'Get a schedule',
    summary: 'Gives the working hours of one schedule and the calendars that follow it.',
    keywords: ['availability', 'opening hours', 'working hours'],
  },
  'create-schedule': {
    title: 'Create a schedule',
    summary: 'Sets working hours for a user, by weekday or date, and the calendars that follow them.',
    keywords: ['availability', 'opening hours', 'working hours', 'add'],
  },
  'update-schedule': {
    title: 'Change a schedule',
    summary: 'Changes the working hours of a schedule.',
    keywords: ['availability', 'opening hours', 'working hours', 'edit'],
  },
  'delete-schedule': {
    title: 'Delete a schedule',
    summary: 'Deletes the working hours of a schedule. It cannot be undone.',
    keywords: ['availability', 'opening hours', 'working hours', 'remove'],
  },
  'add-calendar-to-schedule': {
    title: 'Let a calendar follow a schedule',
    summary: 'Makes a calendar take its working hours from a schedule.',
    keywords: ['availability', 'association', 'add'],
  },
  'remove-calendar-from-schedule': {
    title: 'Free a calendar of a schedule',
    summary: 'Stops a calendar from taking its working hours from a schedule.',
    keywords: ['availability', 'association', 'remove'],
  },
  'get-calendar-schedule': {
    title: 'Get working hours of an event calendar',
    summary: 'Gives the working hours that an event calendar has of its own.',
    keywords: ['availability', 'opening hours', 'schedule'],
  },
  'create-calendar-schedule': {
    title: 'Set working hours of an event calendar',
    summary: 'Gives an event calendar working hours of its own.',
    keywords: ['availability', 'opening hours', 'schedule', 'create'],
  },
  'update-calendar-schedule': {
    title: 'Change working hours of an event calendar',
    summary: 'Changes the working hours that an event calendar has of its own.',
    keywords: ['availability', 'opening hours', 'schedule', 'edit'],
  },
  'get-service-bookings': {
    title: 'List service bookings',
    summary: 'Lists the bookings of services of a location.',
    keywords: ['appointments', 'salon'],
  },
  'get-service-booking-by-id': {
    title: 'Get a service booking',
    summary: 'Gives one booking with its services, contact and time.',
    keywords: ['appointment', 'salon'],
  },
  'create-service-booking': {
    title: 'Book services',
    summary: 'Books one or more services for a contact at a time.',
    keywords: ['appointment', 'salon', 'create', 'booking'],
  },
  'update-service-booking': {
    title: 'Change a service booking',
    summary: 'Moves a booking or changes its services or status.',
    keywords: ['appointment', 'salon', 'reschedule', 'cancel', 'edit'],
  },
  'delete-service-booking': {
    title: 'Delete a service booking',
    summary: 'Deletes a booking of services. It cannot be undone.',
    keywords: ['appointment', 'salon', 'cancel', 'remove'],
  },
  'get-services-catalog': {
    title: 'List bookable services',
    summary: 'Lists the services that a location offers for booking.',
    keywords: ['catalog', 'menu', 'treatments', 'salon'],
  },
  'get-service-catalog-by-id': {
    title: 'Get a bookable service',
    summary: 'Gives one service with its length, price and staff.',
    keywords: ['catalog', 'treatment', 'salon'],
  },
  'create-service-catalog': {
    title: 'Create a bookable service',
    summary: 'Adds a service that can be booked, with its length, price and staff.',
    keywords: ['catalog', 'treatment', 'salon', 'add'],
  },
  'update-service-catalog': {
    title: 'Change a bookable service',
    summary: 'Changes length, price, staff or text of a service.',
    keywords: ['catalog', 'treatment', 'salon', 'edit'],
  },
  'delete-service-catalog': {
    title: 'Delete a bookable service',
    summary: 'Deletes a service. It cannot be undone.',
    keywords: ['catalog', 'treatment', 'salon', 'remove'],
  },
  'get-service-locations': {
    title: 'List places of services',
    summary: 'Lists the places at which a location offers its services.',
    keywords: ['branch', 'shop', 'salon'],
  },
  'get-service-location-by-id': {
    title: 'Get a place of services',
    summary: 'Gives one place at which services are offered.',
    keywords: ['branch', 'shop', 'salon'],
  },
  'create-service-location': {
    title: 'Create a place of services',
    summary: 'Adds a place at which services are offered.',
    keywords: ['branch', 'shop', 'salon', 'add'],
  },
  'update-service-location': {
    title: 'Change a place of services',
    summary: 'Changes name, address or phone of a place at which services are offered.',
    keywords: ['branch', 'shop', 'salon', 'edit'],
  },
  'delete-service-location': {
    title: 'Delete a place of services',
    summary: 'Deletes a place at which services are offered. It cannot be undone.',
    keywords: ['branch', 'shop', 'salon', 'remove'],
  },
}
