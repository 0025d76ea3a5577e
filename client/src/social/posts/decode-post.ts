import type { JsonObject } from '../../json.types.ts'
import type { Fields, ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Post, PostApproval, PostInsights, PostMedia } from './posts.types.ts'

/** A post, or undefined (reported) when it has no id to be known by. */
export function decodePost(value: unknown, path: string, report: ReportDrift): Post | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a post without an id')
    return undefined
  }
  return {
    id,
    ...decodeTarget(fields),
    ...decodeContent(fields, report),
    ...decodeProgress(fields),
    raw: fields.raw,
  }
}

/** Where a post goes. Until it is published GHL says `google` whatever the target. */
function decodeTarget(fields: Fields) {
  const accountId = fields.text('accountId')
  const accountIds = fields.texts('accountIds')
  const platform = fields.text('platform')
  const isPublished = fields.text('status') === 'published' || fields.text('publishedAt') !== undefined
  return {
    locationId: fields.text('locationId'),
    platform: platform === 'google' && !isPublished ? undefined : platform,
    accountId,
    accountIds: accountIds.length === 0 && accountId !== undefined ? [accountId] : accountIds,
    channel: fields.text('channel'),
  }
}

function decodeContent(fields: Fields, report: ReportDrift) {
  return {
    type: fields.text('type'),
    source: fields.text('source'),
    summary: fields.text('summary') ?? '',
    media: fields.list('media', (item, path) => decodeMedia(item, path, report)),
    tagIds: fields.texts('tags'),
    categoryId: fields.text('categoryId'),
    followUpComment: fields.text('followUpComment'),
    platformDetails: platformDetailsOf(fields.raw),
    createdBy: fields.text('createdBy'),
  }
}

function decodeProgress(fields: Fields) {
  return {
    status: fields.text('status'),
    error: fields.text('error'),
    networkPostId: fields.text('postId'),
    parentPostId: fields.text('parentPostId'),
    isDeleted: fields.flag('deleted') ?? false,
    createdAt: fields.instant('createdAt'),
    updatedAt: fields.instant('updatedAt'),
    displayAt: fields.instant('displayDate'),
    scheduledAt: fields.instant('scheduleDate'),
    publishedAt: fields.instant('publishedAt'),
    approval: decodeApproval(fields.fields('postApprovalDetails')),
    insights: decodeInsights(fields.fields('insights')),
  }
}

function decodeMedia(value: unknown, path: string, report: ReportDrift): PostMedia | undefined {
  const fields = readFields(value, path, report)
  const url = fields?.text('url')
  if (!fields || url === undefined) return undefined
  return {
    url,
    type: fields.text('type'),
    caption: fields.text('caption'),
    thumbnailUrl: fields.text('thumbnail') ?? fields.text('defaultThumb'),
    altText: fields.text('altText'),
    id: fields.text('id'),
    raw: fields.raw,
  }
}

function decodeApproval(fields: Fields | undefined): PostApproval | undefined {
  if (!fields) return undefined
  const approval = {
    approverId: fields.text('approver') ?? fields.fields('approverUser')?.text('id'),
    status: fields.text('approvalStatus'),
    requesterNote: fields.text('requesterNote'),
    approverNote: fields.text('approverNote'),
  }
  const isEmpty = Object.values(approval).every((value) => value === undefined)
  return isEmpty ? undefined : approval
}

function decodeInsights(fields: Fields | undefined): PostInsights | undefined {
  return (
    fields && {
      likes: fields.number('like') ?? 0,
      shares: fields.number('share') ?? 0,
      comments: fields.number('comment') ?? 0,
    }
  )
}

/** The blocks that belong to one platform; later ones are recognised by their name. */
function platformDetailsOf(raw: JsonObject): Record<string, JsonObject> {
  const blocks = Object.entries(raw).filter(
    ([key, value]) =>
      isBlockName(key) && typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  return Object.fromEntries(blocks) as Record<string, JsonObject>
}

function isBlockName(key: string): boolean {
  return key === 'ogTagsDetails' || (key.endsWith('PostDetails') && key.length > 'PostDetails'.length)
}
