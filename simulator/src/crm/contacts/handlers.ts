import type { CrmHandler } from '../crm.types.ts'
import { addTags, changeBusinessInBulk, changeTagsInBulk, removeTags } from './contact-tags.ts'
import {
  createContact,
  deleteContact,
  getContact,
  getDuplicateContact,
  listContacts,
  listContactsOfBusiness,
  updateContact,
  upsertContact,
} from './contacts.ts'
import {
  addFollowers,
  addToCampaign,
  addToWorkflow,
  listAppointments,
  removeFollowers,
  removeFromCampaign,
  removeFromEveryCampaign,
  removeFromWorkflow,
} from './enrolments.ts'
import { createNote, deleteNote, getNote, listNotes, updateNote } from './notes.ts'
import { searchContacts } from './search-contacts.ts'
import { createTask, deleteTask, getTask, listTasks, updateTask } from './tasks.ts'

/** Every operation of the module `contacts`, by its short name. */
export const contactHandlers: Record<string, CrmHandler> = {
  'create-contact': createContact,
  'upsert-contact': upsertContact,
  'get-contact': getContact,
  'update-contact': updateContact,
  'delete-contact': deleteContact,
  'get-contacts': listContacts,
  'get-contacts-by-business-id': listContactsOfBusiness,
  'get-duplicate-contact': getDuplicateContact,
  'search-contacts-advanced': searchContacts,
  'add-tags': addTags,
  'remove-tags': removeTags,
  // GHL publishes the bulk change of tags under this name.
  'create-association': changeTagsInBulk,
  'add-remove-contact-from-business': changeBusinessInBulk,
  'add-followers-contact': addFollowers,
  'remove-followers-contact': removeFollowers,
  'add-contact-to-campaign': addToCampaign,
  'remove-contact-from-campaign': removeFromCampaign,
  'remove-contact-from-every-campaign': removeFromEveryCampaign,
  'add-contact-to-workflow': addToWorkflow,
  'delete-contact-from-workflow': removeFromWorkflow,
  'get-appointments-for-contact': listAppointments,
  'get-all-notes': listNotes,
  'get-note': getNote,
  'create-note': createNote,
  'update-note': updateNote,
  'delete-note': deleteNote,
  'get-all-tasks': listTasks,
  'get-task': getTask,
  'create-task': createTask,
  'update-task': updateTask,
  'update-task-completed': updateTask,
  'delete-task': deleteTask,
}
