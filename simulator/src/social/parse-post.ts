import { socialRefusal } from '../simulator.types.ts'
import type {
  Account,
  ApprovalDetails,
  LocationContents,
  PostContent,
  PostMedia,
  PostStatus,
  PostType,
} from '../world/index.ts'
import { isObjectId } from '../world/make-ids.ts'
import { type Fields, fieldsOf, isFields, parseInstant, textOf, textsOf } from './read-request.ts'

const mimeTypes = [
  'image/jpeg',
  'image/jpg',
  'image/png',
  'image/gif',
  'video/mp4',
  'video/mov',
  'video/webm',
]
const postTypes: readonly PostType[] = ['post', 'story', 'reel']
const writableStatuses: readonly PostStatus[] = ['draft', 'scheduled', 'in_review', 'published']
const approvalStatuses = ['pending', 'approved', 'rejected', 'not_required'] as const
const maximumHashtags = 30

/** Blocks that belong to one network, kept as they came. */
const platformBlocks = [
  'tiktokPostDetails',
  'gmbPostDetails',
  'facebookPostDetails',
  'instagramPostDetails',
  'linkedinPostDetails',
  'pinterestPostDetails',
  'youtubePostDetails',
  'blueskyPostDetails',
]

const oneOf = (name: string, values: readonly string[]): string =>
  `${name} must be one of the following values: ${values.join(', ')}`

function readMedia(body: Fields): PostMedia[] {
  const media = body['media']
  return (Array.isArray(media) ? media.filter(isFields) : []).map((item) => {
    const optional = ['caption', 'thumbnail', 'id', 'altText'].flatMap((name) => {
      const text = textOf(item, name)
      return text === undefined ? [] : [[name, text]]
    })
    return {
      url: textOf(item, 'url') ?? '',
      type: textOf(item, 'type') ?? '',
      ...Object.fromEntries(optional),
    }
  })
}

function readApproval(body: Fields): ApprovalDetails | undefined {
  const given = fieldsOf(body, 'postApprovalDetails')
  if (given === undefined) return undefined
  const notes = ['approver', 'requesterNote', 'approverNote'].flatMap((name) => {
    const text = textOf(given, name)
    return text === undefined ? [] : [[name, text]]
  })
  const approvalStatus =
    approvalStatuses.find((status) => status === given['approvalStatus']) ?? 'not_required'
  return { ...Object.fromEntries(notes), approvalStatus }
}

/** What is wrong whatever the status is (facts 6.5). */
function findFieldProblems(body: Fields, contents: LocationContents): string[] {
  const problems: string[] = []
  const accountIds = textsOf(body, 'accountIds')
  if (!Array.isArray(body['accountIds'])) problems.push('accountIds must be an array with Account IDs')
  if (accountIds.length === 0) problems.push('accountIds should not be empty')
  if (typeof body['userId'] !== 'string') problems.push('userId must be a string')
  if (body['userId'] === undefined || body['userId'] === '') problems.push('userId should not be empty')
  if (!postTypes.some((type) => type === body['type'])) problems.push(oneOf('type', postTypes))
  if (!Array.isArray(body['media'])) problems.push('media must be an array')
  if (!textsOf(body, 'tags').every(isObjectId)) problems.push('each value in tags must be a mongodb id')
  const isKnown = accountIds.every((id) => contents.accounts.some((account) => account.id === id))
  if (!isKnown) problems.push('Invalid account id in accountIds list')
  return problems
}

function findMediaProblems(media: PostMedia[]): string[] {
  return media.flatMap(({ url, type }, index) => [
    ...(/^https?:\/\/\S+$/.test(url) ? [] : [`media.${index}.url must be a URL address`]),
    ...(mimeTypes.includes(type) ? [] : [`media.${index}.Invalid media format type`]),
  ])
}

function findDateProblems(body: Fields, status: PostStatus, now: Date): string[] {
  if (status !== 'scheduled' && status !== 'in_review') return []
  const scheduleDate = parseInstant(body['scheduleDate'])
  if (scheduleDate === undefined) return ['scheduleDate must be a valid ISO 8601 date string']
  return scheduleDate > now ? [] : ['scheduleDate must be after current date']
}

const countHashtags = (summary: string): number => (summary.match(/#[\p{L}\p{N}_]+/gu) ?? []).length

const hasBoard = (body: Fields): boolean => {
  const details = fieldsOf(body, 'pinterestPostDetails')
  const boards = details?.['pinterestBoards']
  return (Array.isArray(boards) && boards.length > 0) || fieldsOf(details ?? {}, 'boardIds') !== undefined
}

/** The rules of the networks, which drafts need not meet yet. */
function findPlatformProblems(
  body: Fields,
  media: PostMedia[],
  accounts: Account[],
  isV3: boolean,
): string[] {
  const summary = textOf(body, 'summary') ?? ''
  const videos = media.filter(({ type }) => type.startsWith('video/')).length
  const has = (platform: Account['platform']): boolean =>
    accounts.some((account) => account.platform === platform)
  const rules: readonly (readonly [isBroken: boolean, problem: string])[] = [
    [has('instagram') && media.length === 0, 'Instagram Account, would require image or video'],
    [has('pinterest') && media.length === 0, 'Pinterest Account, would require image or video'],
    // v2 has no field for a board, so only v3 can be held to it.
    [isV3 && has('pinterest') && !hasBoard(body), 'Pinterest Account, would require a board'],
    [has('tiktok') && media.length === 0, 'Tiktok Account, would require image or video'],
    [has('youtube') && videos === 0, 'Youtube Account, would require video'],
    [body['type'] === 'reel' && (videos !== 1 || media.length !== 1), 'Reel would require exactly 1 video'],
    [
      body['type'] === 'story' && has('instagram') && summary !== '',
      'Instagram story does not support a caption',
    ],
    [
      has('instagram') && countHashtags(summary) > maximumHashtags,
      `Instagram Account, allows at most ${maximumHashtags} hashtags`,
    ],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem)
}

const findReviewProblems = (body: Fields, status: PostStatus): string[] =>
  status === 'in_review' && (readApproval(body)?.approver ?? '') === ''
    ? ['postApprovalDetails.approver should not be empty']
    : []

/** The body's `status`, if it is one a caller may set. */
export function readStatus(body: Fields): PostStatus | undefined {
  const given = body['status']
  if (given === undefined) return undefined
  const status = writableStatuses.find((allowed) => allowed === given)
  if (status === undefined) throw socialRefusal(422, [oneOf('status', writableStatuses)])
  return status
}

/** Turns a checked body into a post's content. */
export function readContent(body: Fields, status: PostStatus): PostContent {
  const scheduleDate = parseInstant(body['scheduleDate'])
  const categoryId = textOf(body, 'categoryId')
  const followUpComment = textOf(body, 'followUpComment')
  const ogTagsDetails = fieldsOf(body, 'ogTagsDetails')
  const approval = readApproval(body)
  const blocks = platformBlocks.flatMap((name) => {
    const block = fieldsOf(body, name)
    return block === undefined ? [] : [[name, block]]
  })
  return {
    accountIds: textsOf(body, 'accountIds'),
    summary: textOf(body, 'summary') ?? '',
    media: readMedia(body),
    type: postTypes.find((type) => type === body['type']) ?? 'post',
    tags: textsOf(body, 'tags'),
    platformDetails: Object.fromEntries(blocks),
    ...(categoryId !== undefined && { categoryId }),
    ...(followUpComment !== undefined && { followUpComment }),
    ...(ogTagsDetails !== undefined && { ogTagsDetails }),
    ...(scheduleDate !== undefined && status !== 'published' && { scheduleDate }),
    ...(approval !== undefined && {
      approval: status === 'in_review' ? { ...approval, approvalStatus: 'pending' as const } : approval,
    }),
  }
}

/** Checks a create or edit body as GHL does and returns its content. Throws 422 with every problem, 400 for communities. */
export function parsePost(
  body: Fields,
  status: PostStatus,
  scope: { contents: LocationContents; now: Date; isV3: boolean },
): PostContent {
  const { contents, now, isV3 } = scope
  const accountIds = textsOf(body, 'accountIds')
  const accounts = contents.accounts.filter(({ id }) => accountIds.includes(id))
  const media = readMedia(body)
  const checkedWhenSent =
    status === 'draft'
      ? []
      : [...findMediaProblems(media), ...findPlatformProblems(body, media, accounts, isV3)]
  const problems = [
    ...findFieldProblems(body, contents),
    ...findDateProblems(body, status, now),
    ...findReviewProblems(body, status),
    ...checkedWhenSent,
  ]
  if (problems.length > 0) throw socialRefusal(422, problems)
  if (accounts.some(({ platform }) => platform === 'community')) {
    throw socialRefusal(400, 'Community posts can not be created through the API')
  }
  return readContent(body, status)
}
