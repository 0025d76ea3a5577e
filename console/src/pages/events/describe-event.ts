import type { HubEvent } from '@causeway/hub/contract'

/** Kinds of events, for filters and icons: the first part of a type. */
export const eventGroups = [
  { value: 'post.*', label: 'Posts' },
  { value: 'tag.*', label: 'Tags' },
  { value: 'category.*', label: 'Categories' },
  { value: 'account.*', label: 'Accounts' },
  { value: 'comment.*', label: 'Comments' },
  { value: 'statistics.*', label: 'Statistics' },
  { value: 'metric.*', label: 'Metrics' },
  { value: 'connection.*', label: 'Connections' },
]

const sentences: Record<string, string> = {
  'post.created': 'A post was written',
  'post.updated': 'A post was changed',
  'post.scheduled': 'A post was scheduled',
  'post.published': 'A post was published',
  'post.failed': 'A post could not be published',
  'post.insights_changed': 'Reactions to a post changed',
  'post.deleted': 'A post was deleted',
  'post.approved': 'A post was approved',
  'post.rejected': 'A post was rejected',
  'post.sent_to_review': 'A post was sent to review',
  'comment.received': 'A comment arrived',
  'comment.edited': 'A comment was edited',
  'comment.removed': 'A comment was removed',
  'tag.created': 'A tag was made',
  'tag.renamed': 'A tag was renamed',
  'tag.removed': 'A tag was removed',
  'tag.added_to_post': 'A tag was put on a post',
  'tag.removed_from_post': 'A tag was taken off a post',
  'tag.details_updated': 'Details of a tag were changed',
  'category.created': 'A category was made',
  'category.changed': 'A category was changed',
  'category.removed': 'A category was removed',
  'account.connected': 'An account was connected',
  'account.expiring': 'An account expires soon',
  'account.expired': 'An account has expired',
  'account.disconnected': 'An account was disconnected',
  'account.updated': 'An account was changed',
  'account.reached_follower_milestone': 'An account reached a follower milestone',
  'statistics.updated': 'New statistics arrived',
  'metric.crossed_threshold': 'A number is far above its usual',
  'connection.status_changed': 'A connection changed its state',
  'endpoint.disabled': 'An endpoint was disabled',
}

/** One event as a sentence: ours, else the catalog's title, else words made of the type. */
export function describeEvent(event: Pick<HubEvent, 'type'>, title?: string): string {
  return sentences[event.type] ?? title ?? event.type.replaceAll(/[._]/g, ' ')
}

/** What the event is about, as far as its data says. */
export function eventSubject({ data, subject }: HubEvent): string {
  const named = firstText(data, ['name', 'tagName', 'summary', 'text', 'accountName', 'title', 'message'])
  if (named !== undefined) return named
  const person = [data['firstName'], data['lastName']].filter(
    (part) => typeof part === 'string' && part !== '',
  )
  if (person.length > 0) return person.join(' ')
  for (const part of Object.values(data)) {
    const inner =
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? firstText(part as Record<string, unknown>, ['name', 'summary', 'text'])
        : undefined
    if (inner !== undefined) return inner
  }
  return subject.id === '' ? subject.kind : `${subject.kind} ${subject.id}`
}

const firstText = (values: Record<string, unknown>, names: string[]) =>
  names
    .map((name) => values[name])
    .find((value): value is string => typeof value === 'string' && value !== '')

/** True when an event passes the type filter, such as `post.*,tag.created`; every event passes none. */
export function matchesTypes(type: string, types: string | undefined): boolean {
  if (types === undefined || types === '') return true
  return types
    .split(',')
    .some((wanted) => (wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted))
}
