import { authorIdsOf, chooseAccounts, composeContent } from './compose-post.ts'
import { type ChanceKey, fractionOf, integerOf, pickFrom } from './chance.ts'
import { objectIdOf } from './make-ids.ts'
import { publishNow, reviewTakesMs } from './post-lifecycle.ts'
import { dayMs, dayNumberOf, hourMs, minuteMs, weekdayOf } from './time.ts'
import type { LocationContents, Post, PostStatus, World } from './world.types.ts'

/** People look at their planner once in every slot. */
const slotMs = 10 * minuteMs

/** Days over which a location made its first posts: the pace it goes on with. */
export const historyDays = 400

export const slotOf = (instant: Date): number => Math.floor(instant.getTime() / slotMs)

type Intent = Extract<PostStatus, 'draft' | 'scheduled' | 'in_review' | 'published'>

const intents: readonly Intent[] = [
  'scheduled',
  'scheduled',
  'scheduled',
  'scheduled',
  'scheduled',
  'scheduled',
  'published',
  'published',
  'draft',
  'in_review',
]

/** Half past something in working hours, one to five days later. */
const scheduleAfter = (at: Date, keys: ChanceKey[]): Date => {
  const day = dayNumberOf(at) + integerOf(1, 5, ...keys, 'days-ahead')
  const minutes = integerOf(7 * 2, 20 * 2, ...keys, 'half-hour') * 30
  return new Date(day * dayMs + minutes * minuteMs)
}

function makeLivingPost(
  world: World,
  contents: LocationContents,
  at: Date,
  intent: Intent,
  keys: ChanceKey[],
): Post {
  const authorIds = authorIdsOf(world, contents)
  const scheduleDate = scheduleAfter(at, keys)
  const [approver] = authorIds
  return {
    ...composeContent(contents, chooseAccounts(contents, ...keys), ...keys),
    id: objectIdOf(...keys, 'post'),
    locationId: contents.location.id,
    source: fractionOf(...keys, 'source') < 0.06 ? 'csv' : 'composer',
    status: intent,
    createdBy: pickFrom(authorIds, ...keys, 'author'),
    createdAt: at,
    updatedAt: at,
    error: '',
    isDeleted: false,
    ...((intent === 'scheduled' || intent === 'in_review') && { scheduleDate }),
    ...(intent === 'in_review' && {
      reviewDueAt: new Date(Math.min(at.getTime() + reviewTakesMs, scheduleDate.getTime() - hourMs)),
      approval: { approvalStatus: 'pending' as const, ...(approver !== undefined && { approver }) },
    }),
  }
}

/** Every Monday at 00:00 UTC someone schedules the weekly post for the Monday after, so the plan is never empty. */
const isWeeklySlot = (slot: number): boolean =>
  (slot * slotMs) % dayMs === 0 && weekdayOf(dayNumberOf(slot * slotMs)) === 1

/** What people of one location do in one slot: nothing, most of the time. */
export function liveOneSlot(world: World, contents: LocationContents, slot: number): Post | undefined {
  const { location } = contents
  if (!location.isActive || location.initialPostCount === 0) return undefined
  const isWeekly = isWeeklySlot(slot)
  // About 1.5 documents come of each post, as each goes to one to three accounts.
  const chancePerSlot = location.initialPostCount / historyDays / 1.8 / (dayMs / slotMs)
  if (!isWeekly && fractionOf(world.seed, 'living', location.id, slot) >= chancePerSlot) return undefined
  const keys: ChanceKey[] = [world.seed, 'living', location.id, slot]
  const at = new Date(slot * slotMs)
  const intent = isWeekly ? 'scheduled' : pickFrom(intents, ...keys, 'intent')
  const post = makeLivingPost(world, contents, at, intent, keys)
  if (isWeekly) post.scheduleDate = new Date(at.getTime() + 7 * dayMs + 9 * hourMs)
  contents.posts.set(post.id, post)
  contents.postsRevision += 1
  if (intent === 'published') publishNow(world, contents, post, at)
  return post
}
