import type { NewEvent } from '../../store/events.store.ts'
import type { PostData } from '../../store/record.types.ts'
import { type EventContext, eventsAbout, formerValues, type RecordTransition } from './event-context.ts'

/** What events about posts need besides the post. */
export interface PostEventContext extends EventContext {
  /** Names of tags by id. */
  tagNames: ReadonlyMap<string, string>
  /** Scheduled posts that were split into one post an account when they were published. */
  splitIds?: ReadonlySet<string> | undefined
}

type MakeEvent = (type: string, data: Record<string, unknown>, occurredAt?: string | null) => NewEvent

const summaryLength = 280
const facts = (post: PostData) => ({
  status: post.status,
  summary: post.summary.slice(0, summaryLength).toWellFormed(),
  platforms: post.platforms,
  accountIds: post.accountIds,
  tagIds: post.tagIds,
  scheduledAt: post.scheduledAt,
  publishedAt: post.publishedAt,
  parentPostId: post.parentPostId,
})
const content = ['summary', 'media', 'type', 'accountIds', 'tagIds', 'categoryId', 'scheduledAt'] as const

/**
 * post.created, .updated, .scheduled, .published, .failed, .sent_to_review, .approved, .rejected, .insights_changed,
 * .deleted, and tag.added_to_post, .removed_from_post.
 */
export function derivePostEvents(
  { previous, current, ...record }: RecordTransition<PostData>,
  context: PostEventContext,
): NewEvent[] {
  const event = eventsAbout(context, 'post', record)
  if (current === undefined) {
    const reason = context.splitIds?.has(record.id) === true ? 'split_at_publication' : 'deleted'
    return previous === undefined ? [] : [event('post.deleted', { ...facts(previous), reason })]
  }
  if (previous === undefined) {
    const created = event('post.created', facts(current))
    return context.isInitial
      ? [created]
      : [created, ...statusEvents(undefined, current, event), ...tagEvents([], current, record.id, context)]
  }
  return [
    ...contentEvents(previous, current, event),
    ...statusEvents(previous, current, event),
    ...insightEvents(previous, current, event),
    ...tagEvents(previous.tagIds, current, record.id, context),
  ]
}

function contentEvents(previous: PostData, current: PostData, event: MakeEvent): NewEvent[] {
  const { changed, former } = formerValues(previous, current, content)
  return changed.length === 0 ? [] : [event('post.updated', { ...facts(current), changed, previous: former })]
}

const statusTypes: Record<string, string> = {
  scheduled: 'post.scheduled',
  published: 'post.published',
  failed: 'post.failed',
  in_review: 'post.sent_to_review',
}
const approvalTypes: Record<string, string> = { approved: 'post.approved', rejected: 'post.rejected' }

function statusEvents(previous: PostData | undefined, current: PostData, event: MakeEvent): NewEvent[] {
  const approval = current.approval === previous?.approval ? undefined : approvalTypes[current.approval ?? '']
  const status = current.status === previous?.status ? undefined : statusTypes[current.status]
  const was = previous === undefined ? {} : { previousStatus: previous.status }
  return [
    ...(approval === undefined ? [] : [event(approval, facts(current))]),
    ...(status === undefined
      ? []
      : [
          event(
            status,
            { ...facts(current), ...was, ...(current.error !== null && { error: current.error }) },
            current.status === 'published' ? current.publishedAt : null,
          ),
        ]),
  ]
}

function insightEvents(previous: PostData, current: PostData, event: MakeEvent): NewEvent[] {
  const hasChanged = JSON.stringify(previous.insights) !== JSON.stringify(current.insights)
  return hasChanged && current.insights !== null
    ? [event('post.insights_changed', { insights: current.insights, previous: previous.insights })]
    : []
}

function tagEvents(
  before: readonly string[],
  post: PostData,
  postId: string,
  context: PostEventContext,
): NewEvent[] {
  const about = (tagId: string, type: string): NewEvent => ({
    locationId: context.locationId,
    type,
    subject: { kind: 'tag', id: tagId },
    occurredAt: context.at,
    data: { tagId, name: context.tagNames.get(tagId) ?? null, postId, postStatus: post.status },
  })
  return [
    ...post.tagIds.filter((id) => !before.includes(id)).map((id) => about(id, 'tag.added_to_post')),
    ...before.filter((id) => !post.tagIds.includes(id)).map((id) => about(id, 'tag.removed_from_post')),
  ]
}
