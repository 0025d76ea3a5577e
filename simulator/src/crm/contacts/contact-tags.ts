import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall } from '../crm.types.ts'
import {
  bodyOf,
  contactInPath,
  findOwn,
  flagOf,
  notFound,
  paramOf,
  succeeded,
  textOf,
  textsOf,
} from '../read-call.ts'
import { changeContact } from './contacts.ts'
import { ensureTags } from './write-contact.ts'

export function addTags(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  const added = ensureTags(call.contents, textsOf(bodyOf(call), 'tags'), call.crm)
  changeContact(call, contact, () => {
    contact.tags = [...new Set([...contact.tags, ...added])]
  })
  return { body: { tags: [...contact.tags] } }
}

export function removeTags(call: CrmCall): OperationAnswer {
  const contact = contactInPath(call)
  const removed = new Set(textsOf(bodyOf(call), 'tags').map((name) => name.trim().toLowerCase()))
  changeContact(call, contact, () => {
    contact.tags = contact.tags.filter((name) => !removed.has(name))
  })
  return { body: { tags: [...contact.tags] } }
}

const isContactId = (text: string): boolean => /^[A-Za-z0-9]{20}$/.test(text)

/** One contact's part of a bulk change. A failure is an entry like any other: the whole still answers 201. */
function changeTagsOf(call: CrmCall, contactId: string, isAdding: boolean): Record<string, unknown> {
  const { contents, crm } = call
  const body = bodyOf(call)
  const failure = (message: string) => ({ contactId, message, type: 'error' })
  if (!isContactId(contactId)) return failure('contact id is not a valid firebase id')
  const contact = contents.contacts.get(contactId)
  if (contact === undefined) {
    const isElsewhere = crm.findHolder(({ contacts }) => contacts.has(contactId)) !== undefined
    return failure(isElsewhere ? 'contact does not belong to location' : 'contact is deleted')
  }
  const oldTags = [...contact.tags]
  const names = textsOf(body, 'tags').map((name) => name.trim().toLowerCase())
  changeContact(call, contact, () => {
    if (isAdding) contact.tags = [...new Set([...oldTags, ...ensureTags(contents, names, crm)])]
    else if (flagOf(body, 'removeAllTags') === true) contact.tags = []
    else contact.tags = oldTags.filter((name) => !names.includes(name))
  })
  return {
    contactId,
    message: 'Tags updated',
    type: 'success',
    oldTags,
    tagsAdded: contact.tags.filter((name) => !oldTags.includes(name)),
    tagsRemoved: oldTags.filter((name) => !contact.tags.includes(name)),
  }
}

export function changeTagsInBulk(call: CrmCall): OperationAnswer {
  const type = paramOf(call, 'type')
  if (type !== 'add' && type !== 'remove')
    throw plainRefusal(422, ['type must be one of the following values: add, remove'])
  const responses = textsOf(bodyOf(call), 'contacts').map((id) => changeTagsOf(call, id, type === 'add'))
  const errorCount = responses.filter((response) => response['type'] === 'error').length
  return { body: { ...succeeded(call), errorCount, responses } }
}

/** Puts contacts into a business, or takes them out with `businessId: null`. */
export function changeBusinessInBulk(call: CrmCall): OperationAnswer {
  const { contents } = call
  const body = bodyOf(call)
  const businessId = textOf(body, 'businessId')
  if (businessId !== undefined)
    findOwn(
      call,
      ({ businesses }) => businesses.find(({ id }) => id === businessId),
      () => notFound('Business', businessId),
    )
  const contacts = textsOf(body, 'ids').flatMap((id) => contents.contacts.get(id) ?? [])
  for (const contact of contacts)
    changeContact(call, contact, () => {
      if (businessId === undefined) delete contact.businessId
      else contact.businessId = businessId
    })
  return { body: { success: true, ids: contacts.map(({ id }) => id) } }
}
