import { RemoteError } from '../../client.errors.ts'
import type { JsonObject } from '../../json.types.ts'
import type { Post, PostDraft, PostMedia, PostMediaDraft } from './posts.types.ts'

/**
 * The draft that `editPost` needs to leave a post as it is: spread it and change what you want. GHL replaces the
 * whole post, hands media back in a form it does not accept, and refuses fields it does not know.
 * @param userId on whose behalf; default the post's creator.
 * @throws RemoteError `invalid_call` when the post is in a state that cannot be sent, or no user is known
 */
export function toPostDraft(
  post: Post,
  { userId = post.createdBy }: { userId?: string | undefined } = {},
): PostDraft {
  const status = editableStatus(post.status)
  if (status === undefined)
    throw refuse(`A post that is ${post.status ?? 'without a status'} cannot be edited`)
  if (userId === undefined) throw refuse('The post names no creator: pass a userId')
  const approval = sendableApproval(post)
  return {
    accountIds: post.accountIds,
    userId,
    type: sendableType(post.type),
    status,
    summary: post.summary,
    media: post.media.map(toMediaDraft),
    tags: post.tagIds,
    ...given('scheduleDate', post.scheduledAt),
    ...given('categoryId', post.categoryId),
    ...given('followUpComment', post.followUpComment),
    ...(approval === undefined ? {} : { postApprovalDetails: approval }),
    ...sendableBlocks(post.platformDetails),
  }
}

/** GET may answer `image` or `video` where PUT wants a MIME type; the address tells which, else the common one. */
function toMediaDraft(media: PostMedia): PostMediaDraft {
  return {
    url: media.url,
    type: mimeTypeOf(media),
    ...given('caption', media.caption),
    ...given('thumbnail', media.thumbnailUrl),
    ...given('id', media.id),
    ...given('altText', media.altText),
  }
}

const mimeTypeByEnding: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
}

function mimeTypeOf({ type, url }: PostMedia): string {
  if (type?.includes('/')) return type
  const ending = /\.(\w{3,4})(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''
  const byEnding = Object.hasOwn(mimeTypeByEnding, ending) ? mimeTypeByEnding[ending] : undefined
  if (byEnding !== undefined && (type === undefined || byEnding.startsWith(`${type}/`))) return byEnding
  return type === 'video' ? 'video/mp4' : 'image/jpeg'
}

function editableStatus(status: string | undefined): PostDraft['status'] | undefined {
  return (['draft', 'scheduled', 'in_review'] as const).find((one) => one === status)
}

function sendableType(type: string | undefined): PostDraft['type'] {
  return (['post', 'story', 'reel'] as const).find((one) => one === type) ?? 'post'
}

function sendableApproval({ approval }: Post): PostDraft['postApprovalDetails'] {
  if (!approval) return undefined
  const statuses = ['pending', 'approved', 'rejected', 'not_required'] as const
  const approvalStatus = statuses.find((one) => one === approval.status)
  return {
    ...given('approver', approval.approverId),
    ...given('requesterNote', approval.requesterNote),
    ...given('approverNote', approval.approverNote),
    ...(approvalStatus === undefined ? {} : { approvalStatus }),
  }
}

const sendableBlockNames = [
  'ogTagsDetails',
  'tiktokPostDetails',
  'gmbPostDetails',
  'facebookPostDetails',
  'instagramPostDetails',
  'linkedinPostDetails',
  'pinterestPostDetails',
  'youtubePostDetails',
] as const

function sendableBlocks(blocks: Post['platformDetails']): Partial<Record<string, JsonObject>> {
  return Object.fromEntries(
    sendableBlockNames.flatMap((name) => (blocks[name] === undefined ? [] : [[name, blocks[name]]])),
  )
}

function given<Key extends string>(key: Key, value: string | undefined): { [Name in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [Name in Key]?: string }
}

function refuse(message: string): RemoteError {
  return new RemoteError('invalid_call', message)
}
