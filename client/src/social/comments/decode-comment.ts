import type { ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Comment } from './comments.types.ts'

/** A comment, or undefined (reported) when it has no id to be known by. */
export function decodeComment(value: unknown, path: string, report: ReportDrift): Comment | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a comment without an id')
    return undefined
  }
  const author = fields.fields('author')
  return {
    id,
    platform: fields.text('platform'),
    postId: fields.text('postId'),
    originId: fields.text('originId'),
    networkCommentId: fields.text('platformCommentId'),
    networkParentId: fields.text('platformParentId'),
    networkPostId: fields.text('platformPostId'),
    isPost: fields.flag('isPost') ?? false,
    isParentThread: fields.flag('isParentThread') ?? false,
    content: fields.text('content') ?? '',
    author: author && {
      id: author.text('id'),
      name: author.text('name'),
      avatarUrl: author.text('profilePic'),
    },
    attachments: fields.list('attachments', (item, itemPath) => decodeAttachment(item, itemPath, report)),
    level: fields.number('level'),
    likeCount: fields.number('likeCount') ?? 0,
    reactionCount: fields.number('reactionCount') ?? 0,
    replyCount: fields.number('replyCount') ?? 0,
    shareCount: fields.number('shareCount') ?? 0,
    isRead: fields.flag('isRead') ?? false,
    isEdited: fields.flag('isEdited') ?? false,
    isDeleted: fields.flag('isDeleted') ?? false,
    publishedAt: fields.instant('publishedAt'),
    createdAt: fields.instant('createdAt'),
    updatedAt: fields.instant('updatedAt'),
    raw: fields.raw,
  }
}

function decodeAttachment(
  value: unknown,
  path: string,
  report: ReportDrift,
): Comment['attachments'][number] | undefined {
  const fields = readFields(value, path, report)
  return (
    fields && { type: fields.text('type'), url: fields.text('url'), thumbnailUrl: fields.text('thumbnail') }
  )
}
