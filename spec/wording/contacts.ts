import type { ModuleWording } from './wording.types.ts'

/** People, their tags, notes and tasks. */
export const contacts: ModuleWording = {
  'search-contacts-advanced': {
    title: 'Search contacts',
    summary:
      'Finds contacts of a location by any field, tag or date, up to 500 at a time. A new contact appears some seconds after it was made.',
    keywords: ['find', 'filter', 'list', 'segment', 'leads', 'people', 'by tag', 'all contacts'],
  },
  'get-contacts': {
    title: 'List contacts',
    summary:
      'Lists contacts of a location, page by page. The CRM advises against it: search contacts instead.',
    keywords: ['all', 'leads', 'people'],
  },
  'get-contact': {
    title: 'Get a contact',
    summary: 'Gives one contact with its fields, tags and whether it may be written to.',
    keywords: ['read', 'lead', 'person', 'customer', 'details', 'dnd'],
  },
  'create-contact': {
    title: 'Create a contact',
    summary:
      'Adds a contact to a location. Where the location forbids duplicates, one with the same e-mail or phone is refused.',
    keywords: ['add', 'new', 'lead', 'person', 'customer'],
  },
  'update-contact': {
    title: 'Change a contact',
    summary:
      'Changes fields of a contact. Tags that are sent replace all it has: to add or remove some, use their own operations.',
    keywords: ['update', 'edit', 'lead', 'person', 'dnd', 'unsubscribe'],
  },
  'upsert-contact': {
    title: 'Create or change a contact',
    summary:
      'Changes the contact with the same e-mail or phone, or adds one. Tags that are sent replace all it has, and found by a second e-mail, its first one is replaced.',
    keywords: ['upsert', 'lead', 'sync', 'import'],
  },
  'delete-contact': {
    title: 'Delete a contact',
    summary: 'Deletes a contact with all that hangs on it. It cannot be undone.',
    keywords: ['remove', 'erase', 'gdpr'],
  },
  'get-duplicate-contact': {
    title: 'Find a contact by e-mail or phone',
    summary: 'Gives the contact that has exactly this e-mail address or phone number, if there is one.',
    keywords: ['duplicate', 'lookup', 'exists', 'match'],
  },
  'get-contacts-by-business-id': {
    title: 'List contacts of a business',
    summary: 'Lists the contacts that belong to a business, page by page.',
    keywords: ['company', 'organisation'],
  },
  'add-remove-contact-from-business': {
    title: 'Move contacts to a business',
    summary: 'Puts many contacts into a business, or out of theirs when no business is named.',
    keywords: ['bulk', 'company', 'organisation', 'add', 'remove'],
  },
  'add-tags': {
    title: 'Add tags to a contact',
    summary: 'Adds tags by name and keeps those the contact has. The CRM writes them in lower case.',
    keywords: ['tag', 'label', 'segment'],
  },
  'remove-tags': {
    title: 'Remove tags from a contact',
    summary: 'Removes tags by name and keeps the others. The names go in the body of the call.',
    keywords: ['untag', 'delete tag', 'label', 'segment'],
  },
  'bulk-change-tags': {
    title: 'Add or remove tags of many contacts',
    summary:
      'Adds tags to many contacts or removes them, or all they have; the answer tells of each contact whether it worked.',
    keywords: ['bulk', 'segment', 'label', 'mass'],
  },
  'get-all-notes': {
    title: 'List notes of a contact',
    summary: 'Lists what was noted about a contact.',
    keywords: ['comments', 'remarks'],
  },
  'get-note': { title: 'Get a note', summary: 'Gives one note of a contact.', keywords: ['remark'] },
  'create-note': {
    title: 'Add a note to a contact',
    summary: 'Writes a note about a contact, in the name of a user if you like.',
    keywords: ['create', 'remark', 'write'],
  },
  'update-note': {
    title: 'Change a note',
    summary: 'Changes the text of a note of a contact.',
    keywords: ['edit'],
  },
  'delete-note': {
    title: 'Delete a note',
    summary: 'Deletes a note of a contact. It cannot be undone.',
    keywords: ['remove'],
  },
  'get-all-tasks': {
    title: 'List tasks of a contact',
    summary: 'Lists what is to be done about a contact.',
    keywords: ['to do', 'reminders'],
  },
  'get-task': {
    title: 'Get a task',
    summary: 'Gives one task of a contact.',
    keywords: ['to do', 'reminder'],
  },
  'create-task': {
    title: 'Add a task to a contact',
    summary: 'Adds something to be done about a contact, with a due date and a user who does it.',
    keywords: ['create', 'to do', 'reminder', 'follow up', 'assign'],
  },
  'update-task': {
    title: 'Change a task',
    summary: 'Changes title, text, due date or user of a task.',
    keywords: ['edit', 'to do', 'assign'],
  },
  'update-task-completed': {
    title: 'Mark a task done or open',
    summary: 'Says whether a task is done.',
    keywords: ['complete', 'finish', 'to do'],
  },
  'delete-task': {
    title: 'Delete a task',
    summary: 'Deletes a task of a contact. It cannot be undone.',
    keywords: ['remove', 'to do'],
  },
  'get-appointments-for-contact': {
    title: 'List appointments of a contact',
    summary: 'Lists the appointments a contact has or had.',
    keywords: ['calendar', 'meetings', 'bookings'],
  },
  'add-followers-contact': {
    title: 'Add followers to a contact',
    summary: 'Lets users follow a contact, beside the one it is assigned to.',
    keywords: ['watch', 'users', 'assign'],
  },
  'remove-followers-contact': {
    title: 'Remove followers from a contact',
    summary: 'Stops users from following a contact. They go in the body of the call.',
    keywords: ['unfollow', 'users'],
  },
  'add-contact-to-workflow': {
    title: 'Add a contact to a workflow',
    summary:
      'Enrols a contact in a workflow of the CRM, whose steps may then send messages. The best way to send what needs a template.',
    keywords: ['automation', 'enrol', 'start', 'trigger', 'run'],
  },
  'delete-contact-from-workflow': {
    title: 'Remove a contact from a workflow',
    summary: 'Ends a workflow of the CRM for a contact.',
    keywords: ['automation', 'stop', 'unenrol'],
  },
  'add-contact-to-campaign': {
    title: 'Add a contact to a campaign',
    summary: 'Puts a contact into a campaign of the CRM, whose steps may then send messages.',
    keywords: ['enrol', 'drip', 'sequence'],
  },
  'remove-contact-from-campaign': {
    title: 'Remove a contact from a campaign',
    summary: 'Takes a contact out of one campaign of the CRM.',
    keywords: ['stop', 'drip', 'sequence'],
  },
  'remove-contact-from-every-campaign': {
    title: 'Remove a contact from all campaigns',
    summary: 'Takes a contact out of every campaign of the CRM.',
    keywords: ['stop', 'drip', 'sequence', 'unsubscribe'],
  },
}
