import type { LocationPlan } from './businesses.ts'
import { makeAccounts, makeGroups } from './make-accounts.ts'
import { makeCategories, makeTags } from './make-labels.ts'
import type { WorldTimes } from './time.ts'
import type { Location, LocationContents } from './world.types.ts'

/** How large a world is to be. */
export type WorldScale = 'full' | 'small'

const smallDivisor = 10
/** Lists up to this length keep their odd names in a small world too. */
const shortList = 30

const scaled = (count: number, scale: WorldScale): number =>
  scale === 'full' ? count : Math.ceil(count / smallDivisor)

interface LocationDraft {
  seed: number
  scale: WorldScale
  plan: LocationPlan
  times: WorldTimes
  companyId: string
  locationId: string
  /** Who made its tags and categories. */
  userIds: string[]
}

function makeLocation({ scale, plan, companyId, locationId }: LocationDraft): Location {
  return {
    id: locationId,
    companyId,
    name: plan.name,
    timezone: plan.timezone,
    address: plan.address,
    isActive: plan.isActive ?? true,
    isSandbox: plan.isSandbox ?? false,
    kind: plan.kind,
    initialPostCount: scaled(plan.posts, scale),
  }
}

/** A location with its accounts, tags and categories, before anybody has posted. */
export function makeLocationContents(draft: LocationDraft): LocationContents {
  const { seed, scale, plan, times, locationId, userIds } = draft
  const labels = { seed, locationId, plan, userIds, anchor: times.anchor }
  const accounts = makeAccounts(seed, locationId, plan, times)
  const tagCount = plan.tags > shortList ? scaled(plan.tags, scale) : plan.tags
  return {
    location: makeLocation(draft),
    accounts,
    groups: makeGroups(seed, locationId, accounts),
    tags: makeTags({ ...labels, count: tagCount }),
    categories: makeCategories({ ...labels, count: plan.categories }),
    posts: new Map(),
    splitPosts: new Map(),
    queues: new Map(),
    csvUploads: new Map(),
    csvImports: new Map(),
    comments: new Map(),
    likedCommentIds: new Set(),
    signIns: new Map(),
    publishedPerDay: new Map(),
    postsRevision: 0,
  }
}
