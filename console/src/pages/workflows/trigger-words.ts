import { describeCron } from './cron-words.ts'

const sentences: Record<string, string> = {
  'post.created': 'a post is written',
  'post.updated': 'a post is changed',
  'post.scheduled': 'a post is scheduled',
  'post.published': 'a post is published',
  'post.failed': 'a post cannot be published',
  'post.deleted': 'a post is deleted',
  'post.approved': 'a post is approved',
  'post.rejected': 'a post is rejected',
  'post.insights_changed': 'reactions to a post change',
  'post.*': 'anything happens to a post',
  'comment.received': 'a comment arrives',
  'tag.created': 'a tag is made',
  'tag.renamed': 'a tag is renamed',
  'tag.added_to_post': 'a tag is put on a post',
  'tag.removed_from_post': 'a tag is taken off a post',
  'tag.details_updated': 'details of a tag are changed',
  'account.connected': 'an account is connected',
  'account.expiring': 'an account is about to expire',
  'account.expired': 'an account has expired',
  'account.disconnected': 'an account is disconnected',
  'account.reached_follower_milestone': 'an account reaches a follower milestone',
  'statistics.updated': 'new statistics arrive',
  'metric.crossed_threshold': 'a number is far above its usual',
  'connection.status_changed': 'a connection changes its state',
  'contact.created': 'a contact is made',
  'contact.*': 'anything happens to a contact',
}

/** An event type as the end of "when …". */
export const eventWords = (type: string): string =>
  sentences[type] ?? `“${type.replace(/\.\*$/, ': anything').replaceAll(/[._]/g, ' ')}” happens`

type Trigger = { type: string; [field: string]: unknown }

/** What starts a workflow, as a sentence. */
export function triggerWords(trigger: Trigger): string {
  switch (trigger.type) {
    case 'event': {
      const events = (Array.isArray(trigger['events']) ? trigger['events'] : []).filter(
        (event): event is string => typeof event === 'string',
      )
      if (events.length === 0) return 'When something happens: choose what'
      const words = events.map(eventWords)
      if (words.length <= 2) return `When ${words.join(' or ')}`
      return `When ${words[0]}, or one of ${words.length - 1} others`
    }
    case 'schedule': {
      const zone = typeof trigger['timezone'] === 'string' ? trigger['timezone'] : 'UTC'
      return `${describeCron(typeof trigger['cron'] === 'string' ? trigger['cron'] : '')} (${zone.replaceAll('_', ' ')})`
    }
    case 'manual':
      return 'When a person or an app starts it'
    case 'http':
      return 'When its address is called from outside'
    case 'segment':
      return `When somebody ${trigger['change'] === 'left' ? 'leaves' : 'enters'} the segment ${typeof trigger['segment'] === 'string' ? trigger['segment'] : ''}`
    default:
      return trigger.type
  }
}
