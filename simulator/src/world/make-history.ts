import { authorIdsOf, chooseAccounts, composeContent } from './compose-post.ts'
import { type ChanceKey, fractionOf, integerOf, pickFrom } from './chance.ts'
import { historyDays } from './living-world.ts'
import { digitsOf, objectIdOf } from './make-ids.ts'
import { countPublished, publishErrors } from './post-lifecycle.ts'
import { dayMs, dayNumberOf, hourMs, minuteMs, weekdayOf } from './time.ts'
import type { LocationContents, Post, World } from './world.types.ts'

/** Quiet on Sundays, busy from Tuesday to Thursday: moves a moment of history to a plausible hour and weekday. */
function plausibleMoment(roughly: Date, keys: ChanceKey[]): Date {
  const day = dayNumberOf(roughly)
  const isSunday = weekdayOf(day) === 0
  const workday =
    isSunday && fractionOf(...keys, 'sunday') < 0.7 ? day - integerOf(3, 5, ...keys, 'shift') : day
  return new Date(
    workday * dayMs +
      integerOf(7, 20, ...keys, 'hour') * hourMs +
      integerOf(0, 3, ...keys, 'quarter') * 15 * minuteMs,
  )
}

interface Moment {
  at: Date
  keys: ChanceKey[]
}

function makePublishedGroup(world: World, contents: LocationContents, { at, keys }: Moment): Post[] {
  const authorIds = authorIdsOf(world, contents)
  const accounts = chooseAccounts(contents, ...keys)
  const createdAt = new Date(at.getTime() - integerOf(1, 96, ...keys, 'planned-hours') * hourMs)
  const shared = {
    ...composeContent(contents, accounts, ...keys),
    locationId: contents.location.id,
    source: fractionOf(...keys, 'source') < 0.08 ? ('csv' as const) : ('composer' as const),
    createdBy: pickFrom(authorIds, ...keys, 'author'),
    createdAt,
    scheduleDate: at,
    isDeleted: false,
    parentPostId: objectIdOf(...keys, 'parent'),
  }
  return accounts.map((account): Post => {
    const id = objectIdOf(...keys, 'child', account.id)
    const isFailed = fractionOf(...keys, 'failed', account.id) < 0.02
    const isReminder =
      !isFailed && account.platform === 'instagram' && fractionOf(...keys, 'reminder', account.id) < 0.01
    const settledAt = new Date(at.getTime() + integerOf(5, 55, id) * 1000)
    return {
      ...shared,
      id,
      accountId: account.id,
      accountIds: [account.id],
      platform: account.platform,
      updatedAt: settledAt,
      ...(isFailed
        ? { status: 'failed', error: publishErrors.mediaUnreachable }
        : { status: isReminder ? 'notification_sent' : 'published', error: '' }),
      ...(!isFailed && !isReminder && { publishedAt: settledAt, nativeId: digitsOf(17, 'native', id) }),
    }
  })
}

/** A handful of ideas nobody has finished. */
function makeDrafts(world: World, contents: LocationContents, count: number, before: Date): Post[] {
  const authorIds = authorIdsOf(world, contents)
  return Array.from({ length: count }, (_, index): Post => {
    const keys: ChanceKey[] = [world.seed, 'draft', contents.location.id, index]
    const at = new Date(before.getTime() - integerOf(1, 60 * 24, ...keys, 'age') * hourMs)
    return {
      ...composeContent(contents, chooseAccounts(contents, ...keys), ...keys),
      id: objectIdOf(...keys),
      locationId: contents.location.id,
      source: 'composer',
      status: 'draft',
      createdBy: pickFrom(authorIds, ...keys, 'author'),
      createdAt: at,
      updatedAt: at,
      error: '',
      isDeleted: false,
    }
  })
}

/**
 * Fills a location with exactly `count` documents that were there before `until`, newest first at the pace of
 * `location.initialPostCount` over 400 days. The n-th newest is the same whatever `count` is, so a later start
 * (more living posts, fewer old ones) forgets only the oldest.
 */
export function addHistory(world: World, contents: LocationContents, count: number, until: Date): void {
  const drafts = makeDrafts(world, contents, Math.min(count, integerOf(1, 4, contents.location.id)), until)
  const posts: Post[] = [...drafts]
  const stepMs = ((historyDays - 10) * dayMs) / Math.max(1, contents.location.initialPostCount)
  for (let group = 0; posts.length < count; group += 1) {
    const keys: ChanceKey[] = [world.seed, 'history', contents.location.id, group]
    const roughly = new Date(until.getTime() - (posts.length + 1) * stepMs)
    posts.push(...makePublishedGroup(world, contents, { at: plausibleMoment(roughly, keys), keys }))
  }
  for (const post of posts.slice(0, count)) {
    contents.posts.set(post.id, post)
    if (post.status === 'published') countPublished(contents, post.accountId ?? '', post.publishedAt ?? until)
  }
  contents.postsRevision += 1
}
