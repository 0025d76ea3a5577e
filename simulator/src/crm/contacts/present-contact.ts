import type { Generation } from '@causeway/spec'
import type { Contact, LocationCrm } from '../crm.types.ts'
import { channelKey } from './write-contact.ts'

export const fullNameOf = ({ firstName, lastName }: Pick<Contact, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`.trim()

const presentDnd = ({ dndSettings }: Contact, generation: Generation) =>
  Object.fromEntries(
    Object.entries(dndSettings).map(([channel, setting]) => [
      channelKey(channel, generation),
      { ...setting },
    ]),
  )

/** What both ways of reading a contact tell of it. Fields without a value are left out, not null. */
function presentCore(contact: Contact, generation: Generation) {
  const { firstName, lastName, dateAdded, dateUpdated } = contact
  const optional = [
    'email',
    'phone',
    'companyName',
    'website',
    'city',
    'state',
    'country',
    'postalCode',
    'timezone',
    'gender',
    'dateOfBirth',
    'source',
    'assignedTo',
    'businessId',
  ] as const
  const given = optional.flatMap((name): [string, string][] => {
    const value = contact[name]
    return value === undefined ? [] : [[name, value]]
  })
  return {
    id: contact.id,
    locationId: contact.locationId,
    firstName,
    lastName,
    firstNameLowerCase: firstName.toLowerCase(),
    lastNameLowerCase: lastName.toLowerCase(),
    ...Object.fromEntries(given),
    type: contact.type,
    tags: [...contact.tags],
    followers: [...contact.followers],
    customFields: contact.customFields.map(({ id, value }) => ({ id, value })),
    additionalEmails: [...contact.additionalEmails],
    dnd: contact.dnd,
    dndSettings: presentDnd(contact, generation),
    ...(contact.inboundDnd && { inboundDndSettings: { all: contact.inboundDnd } }),
    dateAdded: dateAdded.toISOString(),
    dateUpdated: dateUpdated.toISOString(),
  }
}

/** A contact as reading and writing it by id answers. */
export const presentContact = (contact: Contact, generation: Generation) => ({
  ...presentCore(contact, generation),
  name: fullNameOf(contact),
  fullNameLowerCase: fullNameOf(contact).toLowerCase(),
  ...(contact.email !== undefined && { emailLowerCase: contact.email.toLowerCase() }),
  ...(contact.address1 !== undefined && { address1: contact.address1 }),
})

/** A contact as lists and searches show it: the address and the name have other names here. */
export const presentFound = (contact: Contact, { businesses }: LocationCrm, generation: Generation) => ({
  ...presentCore(contact, generation),
  contactName: fullNameOf(contact),
  ...(contact.address1 !== undefined && { address: contact.address1 }),
  ...(contact.businessId !== undefined && {
    businessName: businesses.find(({ id }) => id === contact.businessId)?.name,
  }),
  additionalPhones: [],
  validEmail: contact.email !== undefined,
})
