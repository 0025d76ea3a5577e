import { fullNameOf } from '../crm/contacts/present-contact.ts'
import type { Contact, Note, Task } from '../crm/crm.types.ts'

type Fields = Record<string, unknown>

/** The contact as every event about one shows it (facts 3.2, block C). */
export function contactFields(contact: Contact): Fields {
  const optional = [
    'address1',
    'city',
    'state',
    'postalCode',
    'country',
    'companyName',
    'source',
    'dateOfBirth',
    'email',
    'phone',
    'website',
    'assignedTo',
  ] as const
  return {
    locationId: contact.locationId,
    id: contact.id,
    ...Object.fromEntries(
      optional.flatMap((name) => (contact[name] === undefined ? [] : [[name, contact[name]]])),
    ),
    dateAdded: contact.dateAdded.toISOString(),
    dnd: contact.dnd,
    name: fullNameOf(contact),
    firstName: contact.firstName,
    lastName: contact.lastName,
    tags: [...contact.tags],
    // Never filled, whatever the contact has (I-324).
    attachments: [],
    customFields: contact.customFields.map(({ id, value }) => ({ id, value })),
  }
}

export const dndFields = (contact: Contact): Fields => ({
  ...contactFields(contact),
  dndSettings: structuredClone(contact.dndSettings),
})

export const noteFields = (locationId: string, { id, body, contactId, dateAdded }: Note): Fields => ({
  locationId,
  id,
  body,
  contactId,
  dateAdded: dateAdded.toISOString(),
})

/** @param isThin leaves out what live deliveries lack: who the task is about, and its text (I-332). */
export function taskFields(locationId: string, task: Task, isThin: boolean): Fields {
  const { id, title, dueDate, dateAdded, assignedTo, body, contactId } = task
  return {
    locationId,
    id,
    ...(assignedTo !== undefined && { assignedTo }),
    ...(!isThin && { contactId, ...(body !== undefined && { body }) }),
    title,
    dateAdded: dateAdded.toISOString(),
    dueDate,
  }
}
