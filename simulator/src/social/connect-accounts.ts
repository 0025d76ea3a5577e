import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { Account, AccountType, Platform } from '../world/index.ts'
import { digitsOf, objectIdOf } from '../world/make-ids.ts'
import { makeAccount, makeAvatar } from '../world/make-accounts.ts'
import { dayMs } from '../world/time.ts'
import { answerWith } from './envelope.ts'
import { bodyOf, type Fields, fieldsOf, paramOf, textOf } from './read-request.ts'
import { renderSignInPage } from './sign-in-page.ts'
import type { SocialCall, SocialHandler } from './social.types.ts'

/** How a network signs in and what it offers. */
interface Network {
  /** As the answers' messages spell it. */
  name: string
  platform: Platform
  type: AccountType
  /** Where the offers are in `results`, and which fields they have. */
  present(offer: Offer): Record<string, unknown>
}

/** A page, channel or location that can be attached. */
interface Offer {
  originId: string
  name: string
  avatar: string
  pageId: string
  isConnected: boolean
}

const basic = ({ originId, name, avatar, isConnected }: Offer) => ({
  id: originId,
  name,
  avatar,
  isConnected,
})

const handleOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '') || 'profile'

const profile = (offer: Offer, type: AccountType = 'profile') => ({
  profile: [{ ...basic(offer), username: handleOf(offer.name), verified: true, type }],
})

const googlePlace = ({ originId, name, isConnected }: Offer) => ({
  locations: {
    location: {
      name: `locations/${originId}`,
      storeCode: originId.slice(0, 4),
      title: name,
      metadata: {},
      storefrontAddress: {},
      relationshipData: {},
      maxLocation: false,
      isVerified: true,
      isConnected,
    },
    account: {
      name: `accounts/${originId}`,
      accountName: name,
      type: 'LOCATION_GROUP',
      verificationState: 'VERIFIED',
      vettedState: 'VETTED',
    },
  },
})

const networks: Record<string, Network> = {
  google: { name: 'Google Business', platform: 'google', type: 'location', present: googlePlace },
  facebook: {
    name: 'Facebook',
    platform: 'facebook',
    type: 'page',
    present: (offer) => ({ pages: [{ ...basic(offer), isOwned: true }] }),
  },
  instagram: {
    name: 'Instagram',
    platform: 'instagram',
    type: 'profile',
    present: (offer) => ({ accounts: [{ ...basic(offer), pageId: offer.pageId }] }),
  },
  linkedin: {
    name: 'LinkedIn',
    platform: 'linkedin',
    type: 'page',
    present: (offer) => ({
      pages: [{ ...basic(offer), urn: `urn:li:organization:${offer.originId}` }],
      profile: [],
    }),
  },
  tiktok: { name: 'Tiktok', platform: 'tiktok', type: 'profile', present: (offer) => profile(offer) },
  'tiktok-business': {
    name: 'Tiktok Business',
    platform: 'tiktok',
    type: 'business',
    present: (offer) => profile(offer, 'business'),
  },
  youtube: { name: 'YouTube', platform: 'youtube', type: 'profile', present: (offer) => profile(offer) },
  pinterest: {
    name: 'Pinterest',
    platform: 'pinterest',
    type: 'profile',
    present: (offer) => ({
      profile: [
        {
          ...basic(offer),
          username: handleOf(offer.name),
          type: 'profile',
          websiteUrl: 'https://example.com',
        },
      ],
    }),
  },
  threads: { name: 'Threads', platform: 'threads', type: 'profile', present: (offer) => profile(offer) },
}

function networkOf(platform: string): Network {
  if (platform === 'twitter') throw socialRefusal(400, 'Twitter is no longer supported')
  const network = networks[platform]
  if (network === undefined) throw socialRefusal(400, `${platform} is currently not supported`)
  return network
}

/** The sign-in's id; the same person signing in again gets the same one. */
const signInIdOf = ({ world, contents }: SocialCall, platform: string, userId: string): string =>
  objectIdOf(world.seed, 'sign-in', contents.location.id, platform, userId)

/** Step 1: the page a person sees in a window of their own. */
export const startSignIn =
  (platformOf: (call: SocialCall) => string): SocialHandler =>
  (call) => {
    const platform = platformOf(call)
    const network = networkOf(platform)
    const { query } = call.request
    const userId = query['userId'] ?? ''
    if (userId === '') throw socialRefusal(422, ['userId must be a string', 'userId should not be empty'])
    const accountId = signInIdOf(call, platform, userId)
    call.contents.signIns.set(accountId, platform)
    return {
      status: 200,
      html: renderSignInPage({
        platformName: network.name,
        locationName: call.contents.location.name,
        message: {
          actionType: 'close',
          page: 'social-media-posting',
          platform,
          placement: query['page'] ?? 'placement',
          accountId,
          reconnectAccounts: query['reconnect'] === undefined ? [] : [query['reconnect']],
        },
      }),
    }
  }

function offerOf(call: SocialCall, platform: string): Offer {
  const accountId = paramOf(call, 'accountId')
  const { world, contents } = call
  if (contents.signIns.get(accountId) !== platform) throw socialRefusal(404, 'Account not found')
  const originId = digitsOf(15, world.seed, 'offer', accountId)
  const name = `${contents.location.name} · new`
  return {
    originId,
    name,
    avatar: makeAvatar(name, world.seed),
    pageId: digitsOf(15, world.seed, 'offer-page', accountId),
    isConnected: contents.accounts.some((account) => account.originId === originId),
  }
}

/** Step 2: what the sign-in may attach. */
export const listOffers =
  (platformOf: (call: SocialCall) => string): SocialHandler =>
  (call) => {
    const platform = platformOf(call)
    const network = networkOf(platform)
    const offer = offerOf(call, platform)
    const suffix = network.platform === 'google' ? 'Business Account' : 'Account'
    const name = network.platform === 'google' ? 'Google' : network.name
    return answerWith(call, `Fetched ${name} ${suffix}`, network.present(offer))
  }

/** What was chosen: Google sends a location and an account, all others an origin id and a name. */
function readChoice(body: Fields, platform: string): { originId: string; name: string; avatar?: string } {
  if (platform === 'google') {
    const location = fieldsOf(body, 'location') ?? {}
    const name = textOf(location, 'name') ?? ''
    if (name === '') throw socialRefusal(422, ['location.name should not be empty'])
    return { originId: name.split('/').at(-1) ?? name, name: textOf(location, 'title') ?? name }
  }
  const originId = textOf(body, 'originId') ?? ''
  if (originId === '') throw socialRefusal(422, ['originId must be a string', 'originId should not be empty'])
  const avatar = textOf(body, 'avatar')
  return { originId, name: textOf(body, 'name') ?? originId, ...(avatar !== undefined && { avatar }) }
}

const tokenDays = 60

function attach(call: SocialCall, platform: string, network: Network): Account {
  const { world, contents, now } = call
  const body = bodyOf(call)
  const offer = offerOf(call, platform)
  const choice = readChoice(body, platform)
  if (choice.originId !== offer.originId) throw socialRefusal(404, 'Account not found')
  const type = platform === 'linkedin' && body['type'] === 'profile' ? 'profile' : network.type
  const made = makeAccount({
    seed: world.seed,
    locationId: contents.location.id,
    platform: network.platform,
    type,
    name: choice.name,
    originId: choice.originId,
    oauthId: paramOf(call, 'accountId'),
    now,
    expiresAt: new Date(now.getTime() + tokenDays * dayMs),
  })
  const account = { ...made, avatar: choice.avatar ?? made.avatar }
  const index = contents.accounts.findIndex(({ id }) => id === account.id)
  if (index === -1) contents.accounts.push(account)
  else contents.accounts[index] = account
  return account
}

/** Step 3: attaches the chosen one; attaching it again renews its token. */
export const attachOffer =
  (platformOf: (call: SocialCall) => string): SocialHandler =>
  (call): OperationAnswer => {
    const platform = platformOf(call)
    const network = networkOf(platform)
    const account = attach(call, platform, network)
    const name = network.platform === 'google' ? 'Google Business' : network.name
    return answerWith(call, `Added ${name} Account`, {
      _id: account.profileId,
      oAuthId: account.oauthId,
      oldId: account.id,
      locationId: account.locationId,
      originId: account.originId,
      platform: account.platform,
      type: account.type,
      name: account.name,
      avatar: account.avatar,
      meta: account.meta,
      active: true,
      deleted: false,
      createdAt: account.createdAt.toISOString(),
      updatedAt: account.updatedAt.toISOString(),
    })
  }
