import { integerOf } from './chance.ts'
import { objectIdOf } from './make-ids.ts'
import type { CategoryQueue, LocationContents, Post, QueueItem, World } from './world.types.ts'

/** Distance between neighbours, so that an item can be put between two without renumbering. */
export const orderStep = 1000

/** The queue item that repeats a published post. */
export function itemFromPost(post: Post, id: string, order: number, at: Date): QueueItem {
  return {
    id,
    order,
    variations: [{ id: objectIdOf('variation', id, 0), content: post.summary, mentions: [] }],
    currentVariation: 0,
    primaryImage: post.media.find(({ type }) => type.startsWith('image'))?.url ?? '',
    postId: post.id,
    ...(post.parentPostId !== undefined && { parentPostId: post.parentPostId }),
    errors: [],
    createdAt: at,
    updatedAt: at,
  }
}

/** One published document for each parent, newest first: what a new queue of the category starts with. */
export function postsForQueue(contents: LocationContents, categoryId: string): Post[] {
  const seen = new Set<string>()
  return [...contents.posts.values()]
    .filter((post) => post.status === 'published' && post.categoryId === categoryId && !post.isDeleted)
    .toSorted((a, b) => Number(b.publishedAt) - Number(a.publishedAt))
    .filter((post) => {
      const key = post.parentPostId ?? post.id
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew
    })
}

/** A queue of the category with the most posts, so that there is one to look at. */
export function addSeededQueue(
  world: World,
  contents: LocationContents,
  status: CategoryQueue['status'],
  at: Date,
): void {
  const used = Map.groupBy(contents.posts.values(), ({ categoryId }) => categoryId)
  const sizeOf = (categoryId: string): number => used.get(categoryId)?.length ?? 0
  const [category] = contents.categories.toSorted((a, b) => sizeOf(b.id) - sizeOf(a.id))
  const creator = world.users.find(({ locationIds }) => locationIds.includes(contents.location.id))
  if (category === undefined || creator === undefined) return
  const posts = postsForQueue(contents, category.id).slice(0, 12)
  const id = objectIdOf(world.seed, 'queue', contents.location.id)
  contents.queues.set(id, {
    id,
    locationId: contents.location.id,
    categoryId: category.id,
    timeSlots: [1, 3, 5].map((dayOfWeek) => ({
      id: objectIdOf(world.seed, 'slot', contents.location.id, dayOfWeek),
      dayOfWeek,
      time: `${String(integerOf(8, 17, world.seed, 'slot-hour', contents.location.id, dayOfWeek)).padStart(2, '0')}:30`,
    })),
    enableFuturePosts: true,
    prioritizeNewContent: false,
    status,
    startDate: at,
    skipDateTimes: [],
    currentOrder: 0,
    items: posts.map((post, index) =>
      itemFromPost(post, objectIdOf(world.seed, 'queue-item', post.id), (index + 1) * orderStep, at),
    ),
    createdBy: creator.id,
    createdAt: at,
    updatedAt: at,
  })
}
