import type { ModuleWording } from './wording.types.ts'

/** Sub-accounts, and the tags, fields and values they own. */
export const locations: ModuleWording = {
  'search-locations': {
    title: 'Search locations',
    summary: 'Finds locations of a company by name or e-mail, page by page.',
    keywords: ['list', 'sub-accounts', 'find'],
  },
  'get-location': {
    title: 'Get a location',
    summary: 'Gives one location: name, address, time zone, business and settings.',
    keywords: ['sub-account', 'details', 'timezone'],
  },
  'create-location': {
    title: 'Create a location',
    summary:
      'Adds a location to a company, from a snapshot if you like. It takes the connection of a company.',
    keywords: ['sub-account', 'add', 'new', 'provision'],
  },
  'put-location': {
    title: 'Change a location',
    summary:
      'Changes name, address, settings or snapshot of a location. It takes the connection of a company.',
    keywords: ['sub-account', 'update', 'edit'],
  },
  'delete-location': {
    title: 'Delete a location',
    summary:
      'Deletes a location with everything in it. It cannot be undone, and takes the connection of a company.',
    keywords: ['sub-account', 'remove', 'close'],
  },
  'get-location-permissions': {
    title: 'Get permissions of a location',
    summary: 'Tells which parts of the CRM a location may use. It takes the connection of a company.',
    keywords: ['sub-account', 'features', 'access'],
  },
  'update-location-permissions': {
    title: 'Change permissions of a location',
    summary: 'Changes which parts of the CRM a location may use. It takes the connection of a company.',
    keywords: ['sub-account', 'features', 'access'],
  },
  'get-location-tags': {
    title: 'List contact tags',
    summary: 'Lists all tags that contacts of a location can have. They are not the tags of posts.',
    keywords: ['labels', 'tag list'],
  },
  'get-tag-by-id': {
    title: 'Get a contact tag',
    summary: 'Gives one tag of a location by its id.',
    keywords: ['label'],
  },
  'create-tag': {
    title: 'Create a contact tag',
    summary: 'Adds a tag that contacts of a location can have. The CRM writes it in lower case.',
    keywords: ['label', 'add', 'new'],
  },
  'update-tag': {
    title: 'Rename a contact tag',
    summary: 'Changes the name of a tag of a location.',
    keywords: ['label', 'update', 'edit'],
  },
  'delete-tag': {
    title: 'Delete a contact tag',
    summary: 'Deletes a tag of a location. It cannot be undone.',
    keywords: ['label', 'remove'],
  },
  'get-custom-fields': {
    title: 'List custom fields',
    summary: 'Lists the fields a location has added to contacts or opportunities.',
    keywords: ['properties', 'attributes'],
  },
  'get-custom-field': {
    title: 'Get a custom field',
    summary: 'Gives one field a location has added, with its type and choices.',
    keywords: ['property', 'attribute'],
  },
  'create-custom-field': {
    title: 'Create a custom field',
    summary: 'Adds a field to the contacts or opportunities of a location.',
    keywords: ['property', 'attribute', 'add'],
  },
  'update-custom-field': {
    title: 'Change a custom field',
    summary: 'Changes the name, place or choices of a field.',
    keywords: ['property', 'attribute', 'edit'],
  },
  'delete-custom-field': {
    title: 'Delete a custom field',
    summary: 'Deletes a field and what contacts had in it. It cannot be undone.',
    keywords: ['property', 'attribute', 'remove'],
  },
  'upload-file-custom-fields': {
    title: 'Upload files to a custom field',
    summary: 'Takes files for a field of files and gives their addresses.',
    keywords: ['attachment', 'document'],
  },
  'get-custom-values': {
    title: 'List custom values',
    summary: 'Lists the values a location has set to be used in texts, such as its opening hours.',
    keywords: ['variables', 'merge fields', 'placeholders'],
  },
  'get-custom-value': {
    title: 'Get a custom value',
    summary: 'Gives one value that texts of a location use.',
    keywords: ['variable', 'merge field', 'placeholder'],
  },
  'create-custom-value': {
    title: 'Create a custom value',
    summary: 'Adds a value that texts of a location can use.',
    keywords: ['variable', 'merge field', 'placeholder', 'add'],
  },
  'update-custom-value': {
    title: 'Change a custom value',
    summary: 'Changes a value wherever texts of a location use it.',
    keywords: ['variable', 'merge field', 'placeholder', 'edit'],
  },
  'delete-custom-value': {
    title: 'Delete a custom value',
    summary: 'Deletes a value that texts of a location may use. It cannot be undone.',
    keywords: ['variable', 'merge field', 'placeholder', 'remove'],
  },
  'get-all-or-email-sms-templates': {
    title: 'List message templates',
    summary: 'Lists the templates for SMS, e-mail and WhatsApp of a location.',
    keywords: ['email', 'snippets'],
  },
  'delete-an-email-sms-template': {
    title: 'Delete a message template',
    summary: 'Deletes a template for SMS or e-mail. It cannot be undone.',
    keywords: ['email', 'snippet', 'remove'],
  },
  'task-search': {
    title: 'Search tasks',
    summary: 'Finds tasks of all contacts of a location by user, contact, text or whether they are done.',
    keywords: ['to do', 'list', 'overdue', 'reminders'],
  },
  'create-recurring-task': {
    title: 'Create a recurring task',
    summary: 'Adds a task that comes again at set times.',
    keywords: ['to do', 'repeat', 'schedule', 'add'],
  },
  'get-recurring-task-by-id': {
    title: 'Get a recurring task',
    summary: 'Gives one task that comes again at set times.',
    keywords: ['to do', 'repeat', 'schedule'],
  },
  'update-recurring-task': {
    title: 'Change a recurring task',
    summary: 'Changes a task that comes again at set times.',
    keywords: ['to do', 'repeat', 'schedule', 'edit'],
  },
  'delete-recurring-task': {
    title: 'Delete a recurring task',
    summary: 'Deletes a task that comes again at set times. It cannot be undone.',
    keywords: ['to do', 'repeat', 'schedule', 'remove'],
  },
  'get-timezones': {
    title: 'List time zones',
    summary: 'Lists the names of time zones that the CRM knows.',
    keywords: ['timezone'],
  },
  'get-conversation-channel': {
    title: 'Get a message channel of a location',
    summary: 'Gives how a location uses one channel for messages, such as SMS.',
    keywords: ['conversation', 'provider', 'sms', 'email'],
  },
}
