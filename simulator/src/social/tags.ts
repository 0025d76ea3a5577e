import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Tag } from '../world/index.ts'
import { isObjectId } from '../world/make-ids.ts'
import { answerWith } from './envelope.ts'
import { bodyOf, pageOf, readPage, textsOf } from './read-request.ts'
import type { SocialCall } from './social.types.ts'

const presentTag = (tag: Tag) => ({
  _id: tag.id,
  tag: tag.tag,
  locationId: tag.locationId,
  createdBy: tag.createdBy,
  deleted: tag.isDeleted,
  createdAt: tag.createdAt.toISOString(),
  updatedAt: tag.updatedAt.toISOString(),
})

/** Lists without tags carry a sentence where the list should be (facts 6.2). */
const presentTags = (tags: Tag[], sentenceIfNone: string) =>
  tags.length === 0 ? sentenceIfNone : tags.map(presentTag)

const newestFirst = (a: Tag, b: Tag): number =>
  Number(b.createdAt) - Number(a.createdAt) || a.id.localeCompare(b.id)

export function listTags(call: SocialCall): OperationAnswer {
  const { query } = call.request
  const page = readPage(query, { limit: 10 })
  const wanted = query['searchText']?.toLowerCase() ?? ''
  const matching = call.contents.tags
    .filter(({ isDeleted, tag }) => !isDeleted && tag.toLowerCase().includes(wanted))
    .toSorted(newestFirst)
  return answerWith(call, 'Fetched Tags by Location ID', {
    tags: presentTags(pageOf(matching, page), 'Tags not found for Location Id'),
    count: matching.length,
  })
}

export function getTagsByIds(call: SocialCall): OperationAnswer {
  const tagIds = textsOf(bodyOf(call), 'tagIds')
  if (!tagIds.every(isObjectId)) throw socialRefusal(422, ['each value in tagIds must be a mongodb id'])
  const wanted = new Set(tagIds)
  const found = call.contents.tags.filter(({ id, isDeleted }) => wanted.has(id) && !isDeleted)
  return answerWith(call, 'Fetched Tags by Tag IDs', {
    tags: presentTags(found, 'Tags not found'),
    count: found.length,
  })
}
