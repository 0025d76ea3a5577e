import { day, fields, instant, number, oneOf, orNull, text, texts, truth } from './payload-schemas.ts'
import type { HubTriggerFacts } from './trigger-facts.types.ts'

const initial = { initial: truth }
const changes = { changed: texts, previous: { type: 'object' } }

const post = {
  status: text,
  summary: text,
  platforms: texts,
  accountIds: texts,
  tagIds: texts,
  scheduledAt: orNull(instant),
  publishedAt: orNull(instant),
  parentPostId: orNull(text),
}
const postStatus = fields(post, { previousStatus: text, error: text, ...initial })
const insights = fields({ likes: number, comments: number, shares: number })
const tagOnPost = fields({ tagId: text, name: orNull(text), postId: text, postStatus: text })
const account = {
  name: text,
  platform: text,
  type: orNull(text),
  profileId: orNull(text),
  expiresAt: orNull(instant),
}
const category = { name: text, primaryColor: orNull(text), secondaryColor: orNull(text) }
const comment = {
  postId: orNull(text),
  parentId: orNull(text),
  accountId: orNull(text),
  platform: text,
  authorName: orNull(text),
  text,
  commentedAt: orNull(instant),
  replies: number,
  networkId: orNull(text),
}
const profile = { profileId: text, accountName: text, platform: text }

const contactTag = {
  module: 'contacts',
  keywords: ['label', 'segment', 'tagged'],
  payload: fields({
    contactId: text,
    tag: text,
    tags: texts,
    name: orNull(text),
    email: orNull(text),
    phone: orNull(text),
    announced: truth,
  }),
}

const social = { module: 'social' }
const posts = ['social media', 'social planner']

/**
 * What the hub finds out by comparing what it synced with what it knew: the CRM sends no webhook for anything social.
 * `payload` is the data of the hub's event of the same name. `initial` marks what a first pass found.
 */
export const derivedTriggers: readonly HubTriggerFacts[] = [
  {
    ...social,
    id: 'post.created',
    title: 'A post was created',
    summary: 'The CRM has a post that the hub did not know, of any status.',
    keywords: ['new post', ...posts],
    payload: fields(post, initial),
  },
  {
    ...social,
    id: 'post.updated',
    title: 'A post was changed',
    summary:
      'Text, media, accounts, tags, category or time of a post changed; the event names what did and what it was.',
    keywords: ['edited', ...posts],
    payload: fields({ ...post, ...changes }),
  },
  {
    ...social,
    id: 'post.scheduled',
    title: 'A post was scheduled',
    summary: 'A post now has a time at which it will be published.',
    keywords: posts,
    payload: postStatus,
  },
  {
    ...social,
    id: 'post.published',
    title: 'A post was published',
    summary: 'A post is live on its network.',
    keywords: ['live', 'went out', ...posts],
    payload: postStatus,
  },
  {
    ...social,
    id: 'post.failed',
    title: 'A post failed',
    summary: 'A post could not be published; the event says why.',
    keywords: ['error', 'not published', ...posts],
    payload: postStatus,
  },
  {
    ...social,
    id: 'post.sent_to_review',
    title: 'A post waits for approval',
    summary: 'A post was handed in to be approved.',
    keywords: ['review', 'approval', ...posts],
    payload: postStatus,
  },
  {
    ...social,
    id: 'post.approved',
    title: 'A post was approved',
    summary: 'Somebody approved a post.',
    keywords: ['review', 'approval', ...posts],
    payload: fields(post, initial),
  },
  {
    ...social,
    id: 'post.rejected',
    title: 'A post was rejected',
    summary: 'Somebody did not approve a post.',
    keywords: ['review', 'approval', 'declined', ...posts],
    payload: fields(post, initial),
  },
  {
    ...social,
    id: 'post.insights_changed',
    title: 'The reactions to a post changed',
    summary: 'A post has another number of likes, comments or shares.',
    keywords: ['likes', 'comments', 'shares', 'engagement', ...posts],
    payload: fields({ insights, previous: orNull(insights) }),
  },
  {
    ...social,
    id: 'post.deleted',
    title: 'A post was deleted',
    summary: 'A post is gone from the CRM, or was split into one for each account when it was published.',
    keywords: ['removed', ...posts],
    payload: fields({ ...post, reason: oneOf('deleted', 'split_at_publication') }, initial),
  },
  {
    ...social,
    id: 'tag.created',
    title: 'A post tag was created',
    summary: 'A location has a new tag for posts.',
    keywords: ['social tags', 'label', 'new tag'],
    payload: fields({ name: text }, initial),
  },
  {
    ...social,
    id: 'tag.renamed',
    title: 'A post tag was renamed',
    summary: 'A tag for posts has another name.',
    keywords: ['social tags', 'label', 'changed'],
    payload: fields({ name: text, previousName: text }),
  },
  {
    ...social,
    id: 'tag.removed',
    title: 'A post tag was removed',
    summary: 'A tag for posts is gone from the location.',
    keywords: ['social tags', 'label', 'deleted'],
    payload: fields({ name: text }, initial),
  },
  {
    ...social,
    id: 'tag.added_to_post',
    title: 'A tag was added to a post',
    summary: 'A post carries a tag that it did not carry before.',
    keywords: ['social tags', 'label', 'tagged'],
    payload: tagOnPost,
  },
  {
    ...social,
    id: 'tag.removed_from_post',
    title: 'A tag was removed from a post',
    summary: 'A post no longer carries a tag.',
    keywords: ['social tags', 'label', 'untagged'],
    payload: tagOnPost,
  },
  {
    ...social,
    id: 'tag.details_updated',
    title: 'The details of a tag changed',
    summary: 'Your own app, or a person, wrote other details of a post tag into the hub.',
    keywords: ['social tags', 'label', 'own fields', 'metadata'],
    payload: fields({
      tagId: text,
      name: orNull(text),
      details: { type: 'object' },
      changed: texts,
      // Null before anything was written.
      previous: orNull({ type: 'object' }),
    }),
  },
  {
    ...social,
    id: 'category.created',
    title: 'A post category was created',
    summary: 'A location has a new category for posts.',
    keywords: ['social categories', 'new'],
    payload: fields(category, initial),
  },
  {
    ...social,
    id: 'category.changed',
    title: 'A post category was changed',
    summary: 'A category for posts has another name or colour.',
    keywords: ['social categories', 'renamed'],
    payload: fields({ ...category, ...changes }),
  },
  {
    ...social,
    id: 'category.removed',
    title: 'A post category was removed',
    summary: 'A category for posts is gone from the location.',
    keywords: ['social categories', 'deleted'],
    payload: fields(category, initial),
  },
  {
    ...social,
    id: 'comment.received',
    title: 'A comment was received',
    summary: 'Somebody commented on a published post or answered a comment.',
    keywords: ['new comment', 'reply', ...posts],
    payload: fields(comment, initial),
  },
  {
    ...social,
    id: 'comment.edited',
    title: 'A comment was edited',
    summary: 'The text of a comment changed.',
    keywords: ['changed', ...posts],
    payload: fields({ ...comment, previousText: text }),
  },
  {
    ...social,
    id: 'comment.removed',
    title: 'A comment was removed',
    summary: 'A comment is gone.',
    keywords: ['deleted', ...posts],
    payload: fields(comment, initial),
  },
  {
    ...social,
    id: 'account.connected',
    title: 'A social account was connected',
    summary:
      'A social profile or page was connected to the location, or connected again after it had expired.',
    keywords: ['new account', 'profile', 'facebook', 'instagram'],
    payload: fields(account, initial),
  },
  {
    ...social,
    id: 'account.updated',
    title: 'A social account was changed',
    summary: 'Name, picture, statistics or expiry of a social account changed.',
    keywords: ['profile'],
    payload: fields({ ...account, ...changes }),
  },
  {
    ...social,
    id: 'account.expiring',
    title: 'A social account will expire',
    summary: 'The authorisation of a social account ends within seven days: somebody must connect it again.',
    keywords: ['profile', 'token', 'reconnect', 'warning'],
    payload: fields(account),
  },
  {
    ...social,
    id: 'account.expired',
    title: 'A social account expired',
    summary:
      'The authorisation of a social account ended: nothing is published there until it is connected again.',
    keywords: ['profile', 'token', 'reconnect', 'disconnected'],
    payload: fields(account),
  },
  {
    ...social,
    id: 'account.disconnected',
    title: 'A social account was disconnected',
    summary: 'A social profile or page is no longer part of the location.',
    keywords: ['profile', 'removed'],
    payload: fields(account, initial),
  },
  {
    ...social,
    id: 'account.reached_follower_milestone',
    title: 'An account reached a follower milestone',
    summary:
      'A social account has more followers than a round number for the first time: 100, 250, 500, 1 000 and so on.',
    keywords: ['audience', 'growth', 'subscribers'],
    payload: fields({ ...profile, milestone: number, followers: number, day }),
  },
  {
    ...social,
    id: 'statistics.updated',
    title: 'Statistics were updated',
    summary: 'New or corrected daily figures of a social account were stored.',
    keywords: ['analytics', 'insights', 'metrics', 'report'],
    payload: fields(
      { ...profile, from: day, to: day },
      { newValues: number, restatedValues: number, ...initial },
    ),
  },
  {
    ...social,
    id: 'metric.crossed_threshold',
    title: 'A metric crossed its threshold',
    summary: 'A day had more than twice the impressions of an average day of the four weeks before.',
    keywords: ['spike', 'viral', 'alert', 'analytics'],
    payload: fields({ ...profile, metric: text, day, value: number, threshold: number, rule: text }),
  },
  {
    ...contactTag,
    id: 'contact.tag_added',
    title: 'A tag was added to a contact',
    summary: 'A contact got a tag it did not have; told once for each tag, also when no webhook came.',
  },
  {
    ...contactTag,
    id: 'contact.tag_removed',
    title: 'A tag was removed from a contact',
    summary: 'A contact lost a tag it had; told once for each tag, also when no webhook came.',
  },
  {
    id: 'webhook.received',
    module: 'hub',
    title: 'An unknown webhook came in',
    summary: 'The CRM sent an event the catalog does not know yet; its body is kept as it came.',
    keywords: ['new event', 'unknown event', 'raw'],
    payload: fields({ event: orNull(text), body: { type: 'object' } }),
  },
  {
    id: 'connection.status_changed',
    module: 'hub',
    title: 'A connection changed',
    summary:
      'A connection to a company or location works, is in danger, or needs a person to connect it again.',
    keywords: ['token', 'reconnect', 'oauth', 'alert', 'disconnected'],
    payload: fields({ from: orNull(text), to: text, code: orNull(text), message: orNull(text), level: text }),
  },
  {
    id: 'endpoint.disabled',
    module: 'hub',
    title: 'An endpoint was disabled',
    summary:
      'An endpoint failed for five days, or said that it is gone for good, and gets no more deliveries.',
    keywords: ['delivery', 'receiver', 'alert', 'failing'],
    payload: fields({
      reason: text,
      url: text,
      lastError: orNull(text),
      failures: number,
      failingSince: orNull(instant),
    }),
  },
]

/** Starts that nothing in the CRM causes. */
export const ownTriggers: readonly (HubTriggerFacts & { source: 'schedule' | 'manual' | 'http' })[] = [
  {
    id: 'schedule',
    module: 'hub',
    source: 'schedule',
    title: 'At set times',
    summary: 'Starts at times of day, week or month that you set, in the time zone you choose.',
    keywords: ['cron', 'every day', 'hourly', 'timer', 'interval'],
    payload: fields({ scheduledAt: instant, timeZone: text }),
  },
  {
    id: 'manual',
    module: 'hub',
    source: 'manual',
    title: 'By hand',
    summary: 'Starts when somebody presses the button, or says so through the API or the command line.',
    keywords: ['button', 'on demand', 'run now'],
    payload: fields({ startedBy: text }, { input: { type: 'object' } }),
  },
  {
    id: 'http',
    module: 'hub',
    source: 'http',
    title: 'On an HTTP request',
    summary: 'Starts when your own app calls an address of the hub; what it sends is the input.',
    keywords: ['webhook', 'inbound', 'callback', 'api call', 'post'],
    payload: fields({ method: text, headers: { type: 'object' }, query: { type: 'object' }, body: {} }),
  },
]
