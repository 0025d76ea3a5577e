import { fractionOf, integerOf, pickFrom, pickSeveral, type ChanceKey } from './chance.ts'
import { objectIdOf, shortIdOf } from './make-ids.ts'
import { phrasebooks } from './phrases.ts'
import type {
  Account,
  LocationContents,
  Platform,
  PostContent,
  PostMedia,
  PostType,
  World,
} from './world.types.ts'

const videoPlatforms: Platform[] = ['tiktok', 'youtube']

/** A caption: opener, subject, closer and up to three hashtags of the business. */
function composeSummary(contents: LocationContents, ...keys: ChanceKey[]): string {
  const words = phrasebooks[contents.location.kind]
  const hashtags = pickSeveral(words.hashtags, integerOf(0, 3, ...keys, 'hashtags'), ...keys, 'hashtag')
  const sentence = [
    pickFrom(words.openers, ...keys, 'opener'),
    `${pickFrom(words.subjects, ...keys, 'subject')}.`,
    pickFrom(words.closers, ...keys, 'closer'),
  ].join(' ')
  return hashtags.length === 0 ? sentence : `${sentence}\n\n${hashtags.join(' ')}`
}

function composeMedia(locationId: string, isVideo: boolean, keys: ChanceKey[]): PostMedia {
  const id = objectIdOf(...keys, 'media')
  const folder = `https://media.example.com/${locationId}`
  return isVideo
    ? { url: `${folder}/${id}.mp4`, type: 'video/mp4', id, thumbnail: `${folder}/${id}-cover.jpg` }
    : { url: `${folder}/${id}.jpg`, type: 'image/jpeg', id }
}

const typeFor = (platforms: Platform[], keys: ChanceKey[]): PostType => {
  const mayBeShort = platforms.every((platform) => platform === 'instagram' || platform === 'facebook')
  const chance = fractionOf(...keys, 'type')
  if (mayBeShort && chance < 0.08) return 'story'
  return mayBeShort && chance < 0.2 ? 'reel' : 'post'
}

const platformDetailsFor = (platforms: Platform[], type: PostType): Record<string, unknown> => ({
  ...(platforms.includes('tiktok') && {
    tiktokPostDetails: { privacyLevel: 'PUBLIC_TO_EVERYONE', enableComment: true, enableDuet: false },
  }),
  ...(platforms.includes('google') && {
    gmbPostDetails: { gmbEventType: 'STANDARD', actionType: 'learn_more' },
  }),
  ...(platforms.includes('instagram') && { instagramPostDetails: { type } }),
})

/** What people of this location would post on these accounts: text, media, tags and a category. */
export function composeContent(
  contents: LocationContents,
  accounts: Account[],
  ...keys: ChanceKey[]
): PostContent {
  const platforms = accounts.map(({ platform }) => platform)
  const type = typeFor(platforms, keys)
  const isVideo = type === 'reel' || platforms.some((platform) => videoPlatforms.includes(platform))
  const needsMedia = platforms.some((platform) => platform === 'instagram' || platform === 'pinterest')
  const hasMedia = isVideo || needsMedia || fractionOf(...keys, 'has-media') < 0.7
  const tags = pickSeveral(contents.tags, integerOf(0, 3, ...keys, 'tags'), ...keys, 'tag')
  const categories = contents.categories.filter(({ isDeleted }) => !isDeleted)
  const hasCategory = categories.length > 0 && fractionOf(...keys, 'has-category') < 0.6
  return {
    accountIds: accounts.map(({ id }) => id),
    summary: type === 'story' ? '' : composeSummary(contents, ...keys),
    media: hasMedia ? [composeMedia(contents.location.id, isVideo, keys)] : [],
    type,
    tags: tags.filter(({ isDeleted }) => !isDeleted).map(({ id }) => id),
    ...(hasCategory && { categoryId: pickFrom(categories, ...keys, 'category').id }),
    platformDetails: platformDetailsFor(platforms, type),
  }
}

/** Ids of the people who may post here, the agency's admin first; an unknown id when all were removed. */
export function authorIdsOf(world: World, contents: LocationContents): string[] {
  const ids = world.users
    .filter(({ locationIds }) => locationIds.includes(contents.location.id))
    .map(({ id }) => id)
  return ids.length > 0 ? ids : [shortIdOf(world.seed, 'removed user', contents.location.id)]
}

/** Accounts a seeded post goes to: one to three that can be posted to, often the same favourites. */
export function chooseAccounts(contents: LocationContents, ...keys: ChanceKey[]): Account[] {
  const postable = contents.accounts.filter(({ platform }) => platform !== 'community')
  const wanted = [1, 1, 2, 2, 3][integerOf(0, 4, ...keys, 'account-count')] ?? 1
  return pickSeveral(postable, wanted, ...keys, 'accounts')
}
