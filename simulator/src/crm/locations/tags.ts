import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { changeContact } from '../contacts/contacts.ts'
import type { CrmCall, LocationTag } from '../crm.types.ts'
import { bodyOf, notFound, paramOf, succeeded, textOf } from '../read-call.ts'

const presentTag = ({ contents }: CrmCall, { id, name }: LocationTag) => ({
  id,
  name,
  locationId: contents.location.id,
})

function tagInPath(call: CrmCall): LocationTag {
  const id = paramOf(call, 'tagId')
  const tag = call.contents.tags.find((one) => one.id === id)
  if (tag === undefined) throw notFound('Tag', id)
  return tag
}

/** The name as it will be stored: lower-cased, and not yet taken (facts 7.1). */
function readName(call: CrmCall, own?: LocationTag): string {
  const name = (textOf(bodyOf(call), 'name') ?? '').trim().toLowerCase()
  if (name === '') throw plainRefusal(422, ['name should not be empty'])
  if (call.contents.tags.some((tag) => tag.name === name && tag !== own))
    throw plainRefusal(400, 'The tag name already exists.')
  return name
}

/** Everybody who has the tag follows what happens to it. */
function changeEverywhere(call: CrmCall, name: string, changed: string[]): void {
  for (const contact of call.contents.contacts.values())
    if (contact.tags.includes(name))
      changeContact(call, contact, () => {
        contact.tags = [...new Set(contact.tags.flatMap((tag) => (tag === name ? changed : [tag])))]
      })
}

export const listTags = (call: CrmCall): OperationAnswer => ({
  body: { tags: call.contents.tags.map((tag) => presentTag(call, tag)) },
})

export const getTag = (call: CrmCall): OperationAnswer => ({
  body: { tag: presentTag(call, tagInPath(call)) },
})

export function createTag(call: CrmCall): OperationAnswer {
  const tag: LocationTag = { id: call.crm.nextId('tag'), name: readName(call) }
  call.contents.tags.push(tag)
  return { body: { tag: presentTag(call, tag) } }
}

export function renameTag(call: CrmCall): OperationAnswer {
  const tag = tagInPath(call)
  const name = readName(call, tag)
  changeEverywhere(call, tag.name, [name])
  tag.name = name
  return { body: { tag: presentTag(call, tag) } }
}

export function deleteTag(call: CrmCall): OperationAnswer {
  const tag = tagInPath(call)
  changeEverywhere(call, tag.name, [])
  call.contents.tags = call.contents.tags.filter((one) => one !== tag)
  return { body: succeeded(call) }
}
