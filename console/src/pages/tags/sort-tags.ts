import type { Tag } from '@causeway/hub/contract'

export type TagSort = 'posts' | 'engagement' | 'name' | 'lastUsed'
export type Direction = 'up' | 'down'

/** Likes, comments and shares of a tag's posts. */
export const tagEngagement = ({ usage }: Tag) => usage.likes + usage.comments + usage.shares

/** Numbers and dates are first wanted from the top, names from A. */
export const firstDirection = (sort: TagSort): Direction => (sort === 'name' ? 'up' : 'down')

/** Tags whose name or details have the words, in the wanted order; deleted tags stay out. */
export function findTags(tags: Tag[], text: string, sort: TagSort, direction: Direction): Tag[] {
  const words = text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const sign = direction === 'up' ? 1 : -1
  return tags
    .filter((tag) => tag.deletedAt === null)
    .filter((tag) => {
      const text = searchedText(tag)
      return words.every((word) => text.includes(word))
    })
    .sort((one, other) => sign * compare(one, other, sort) || one.name.localeCompare(other.name))
}

const searchedText = ({ name, details }: Tag) =>
  [name, details?.description, details?.campaign, details?.owner].join(' ').toLocaleLowerCase()

function compare(one: Tag, other: Tag, sort: TagSort): number {
  if (sort === 'name') return one.name.localeCompare(other.name)
  if (sort === 'lastUsed') return (one.usage.lastUsedAt ?? '').localeCompare(other.usage.lastUsedAt ?? '')
  if (sort === 'posts') return one.usage.posts - other.usage.posts
  return tagEngagement(one) - tagEngagement(other)
}
