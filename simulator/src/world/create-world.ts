import { plainRefusal, type PostDraft, type SimulatedClock, socialRefusal } from '../simulator.types.ts'
import { type CompanyPlan, companyPlans } from './businesses.ts'
import { authorIdsOf } from './compose-post.ts'
import {
  type CategoryDraft,
  createCategory,
  createTag,
  deleteCategory,
  deleteTag,
  renameTag,
  type TagDraft,
} from './edit-labels.ts'
import { liveOneSlot, historyDays, slotOf } from './living-world.ts'
import { addHistory } from './make-history.ts'
import { objectIdOf, shortIdOf } from './make-ids.ts'
import { makeLocationContents, type WorldScale } from './make-location.ts'
import { makePeople } from './make-people.ts'
import { addSeededQueue } from './make-queues.ts'
import { advancePost, decideReview, mayBecomeDue, nextDueAt, publishNow } from './post-lifecycle.ts'
import { advanceQueues } from './queue-lifecycle.ts'
import { dayMs, dayNumberOf, type WorldTimes, worldTimesOf } from './time.ts'
import type {
  BusinessKind,
  Category,
  CategoryQueue,
  Company,
  Location,
  LocationContents,
  NewLocation,
  NewPost,
  Post,
  Tag,
  User,
  World,
  WorldQuirks,
} from './world.types.ts'

/** What a world is made from. */
export interface WorldOptions {
  /** The same seed makes the same companies, locations, people and ids. Default 7. */
  seed?: number
  clock: SimulatedClock
  /** `small` has a tenth of the posts (and of a long list of tags) and 60 days of statistics, for quick tests. Default `full`. */
  scale?: WorldScale
  quirks?: Partial<WorldQuirks>
}

const smallStatisticsDays = 60

/** Living posts are made from here on; everything older is history. */
const livingLeadMs = 7 * dayMs

/** Which kinds of business have a category queue from the start. */
const queuesAtStart: Partial<Record<BusinessKind, CategoryQueue['status']>> = {
  gym: 'active',
  outdoor: 'paused',
}

/** The seeded simulated world: 3 companies, 12 locations, and everything in them, moving with the clock. */
export function createWorld(options: WorldOptions): World {
  return new SeededWorld(options)
}

class SeededWorld implements World {
  readonly seed: number
  readonly clock: SimulatedClock
  readonly startedAt: Date
  readonly firstStatisticsDay: number
  readonly companies: Company[] = []
  readonly locations: Location[] = []
  readonly users: User[] = []
  readonly quirks: WorldQuirks
  readonly #contents = new Map<string, LocationContents>()
  readonly #waiting = new Map<Post, LocationContents>()
  #livedUntilSlot: number
  #idsGiven = 0

  constructor({ seed = 7, clock, scale = 'full', quirks }: WorldOptions) {
    this.seed = seed
    this.clock = clock
    const times = worldTimesOf(clock.now())
    this.startedAt = times.startedAt
    const statisticsDays = scale === 'full' ? historyDays : smallStatisticsDays
    this.firstStatisticsDay = dayNumberOf(times.startedAt) - statisticsDays
    this.quirks = { createTagAnswersCreated: true, deletedPublishedPostsStayListed: false, ...quirks }
    const livingFrom = new Date(times.anchor.getTime() - livingLeadMs)
    this.#livedUntilSlot = slotOf(livingFrom)
    for (const plan of companyPlans) this.#addCompany(plan, scale, times)
    this.settle()
    for (const contents of this.#contents.values()) {
      this.#addHistory(contents, livingFrom)
      const status = queuesAtStart[contents.location.kind]
      if (status !== undefined) addSeededQueue(this, contents, status, times.startedAt)
    }
    clock.onAdvance(() => this.settle())
  }

  #addCompany(plan: CompanyPlan, scale: WorldScale, times: WorldTimes): void {
    const id = shortIdOf(this.seed, 'company', plan.slug)
    const locationIds = plan.locations.map(({ slug }) => shortIdOf(this.seed, 'location', slug))
    const users = makePeople(this.seed, plan, id, locationIds)
    this.companies.push({ id, name: plan.name, email: plan.email, users })
    this.users.push(...users)
    plan.locations.forEach((location, index) => {
      const locationId = locationIds[index] ?? ''
      const userIds = users.filter((user) => user.locationIds.includes(locationId)).map((user) => user.id)
      const draft = { seed: this.seed, scale, plan: location, times, companyId: id, locationId, userIds }
      const contents = makeLocationContents(draft)
      this.locations.push(contents.location)
      this.#contents.set(locationId, contents)
    })
  }

  /** History makes up what the living days have not made, so that a new world has exactly its planned size. */
  #addHistory(contents: LocationContents, until: Date): void {
    const missing = contents.location.initialPostCount - contents.posts.size
    if (missing > 0) addHistory(this, contents, missing, until)
  }

  contentsOf(locationId: string): LocationContents {
    const contents = this.#contents.get(locationId)
    if (contents === undefined) throw plainRefusal(404, `Location ${locationId} does not exist`)
    return contents
  }

  findLocation(locationId: string): Location | undefined {
    return this.#contents.get(locationId)?.location
  }

  findUser(userId: string): User | undefined {
    return this.users.find(({ id }) => id === userId)
  }

  addLocation({ id, companyId, name, timezone, address = '' }: NewLocation): Location {
    const size = { accounts: [], followers: 0, posts: 0, tags: 0, categories: 0 }
    const contents = makeLocationContents({
      seed: this.seed,
      scale: 'full',
      plan: { slug: id, name, kind: 'studio', timezone, address, ...size },
      times: worldTimesOf(this.startedAt),
      companyId,
      locationId: id,
      userIds: [],
    })
    this.locations.push(contents.location)
    this.#contents.set(id, contents)
    return contents.location
  }

  removeLocation(locationId: string): void {
    const index = this.locations.findIndex(({ id }) => id === locationId)
    if (index !== -1) this.locations.splice(index, 1)
    this.#contents.delete(locationId)
    for (const user of this.users) user.locationIds = user.locationIds.filter((id) => id !== locationId)
  }

  addUser(user: User): void {
    this.users.push(user)
    this.companies.find(({ id }) => id === user.companyId)?.users.push(user)
  }

  removeUser(userId: string): void {
    for (const users of [this.users, ...this.companies.map((company) => company.users)]) {
      const index = users.findIndex(({ id }) => id === userId)
      if (index !== -1) users.splice(index, 1)
    }
  }

  nextId(kind: string): string {
    this.#idsGiven += 1
    // The start is part of it: a simulator started anew must not give yesterday's ids to other things.
    return objectIdOf(this.seed, kind, this.startedAt.getTime(), this.#idsGiven)
  }

  settle(): void {
    const now = this.clock.now()
    this.#liveUntil(now)
    let mayBeDue = true
    // A moved clock may have passed many slots of a queue: each published post makes way for the next.
    while (mayBeDue) {
      this.#publishUntil(now)
      const advanced = [...this.#contents.values()].map((contents) => advanceQueues(this, contents, now))
      mayBeDue = advanced.includes(true)
    }
  }

  publishDue(): void {
    this.settle()
  }

  #liveUntil(now: Date): void {
    const target = slotOf(now)
    for (let slot = this.#livedUntilSlot + 1; slot <= target; slot += 1) {
      for (const contents of this.#contents.values()) {
        const post = liveOneSlot(this, contents, slot)
        if (post !== undefined) this.watch(contents, post)
      }
    }
    // A clock that is set back does not live the same days twice.
    this.#livedUntilSlot = Math.max(this.#livedUntilSlot, target)
  }

  #publishUntil(now: Date): void {
    for (const [post, contents] of this.#waiting) {
      const dueAt = nextDueAt(post)
      if (dueAt !== undefined && dueAt > now && !post.isDeleted) continue
      if (!advancePost(this, contents, post, now)) this.#waiting.delete(post)
    }
  }

  /** Puts a post under the lifecycle's eye; to be called whenever one starts to wait. */
  watch(contents: LocationContents, post: Post): void {
    if (mayBecomeDue(post)) this.#waiting.set(post, contents)
  }

  setLocationActive(locationId: string, isActive: boolean): void {
    this.contentsOf(locationId).location.isActive = isActive
  }

  createTag(draft: TagDraft): Tag {
    return createTag(this, draft)
  }

  renameTag(tagId: string, name: string): Tag {
    return renameTag(this, tagId, name)
  }

  deleteTag(tagId: string): Tag {
    return deleteTag(this, tagId)
  }

  createCategory(draft: CategoryDraft): Category {
    return createCategory(this, draft)
  }

  deleteCategory(categoryId: string): Category {
    return deleteCategory(this, categoryId)
  }

  createPost(draft: PostDraft): Post {
    this.settle()
    const contents = this.contentsOf(draft.locationId)
    const scheduleDate = draft.scheduleDate === undefined ? undefined : new Date(draft.scheduleDate)
    const needsDate = draft.status === 'scheduled' || draft.status === 'in_review'
    if (needsDate && (scheduleDate === undefined || Number.isNaN(scheduleDate.getTime()))) {
      throw socialRefusal(422, ['scheduleDate must be a valid ISO 8601 date string'])
    }
    const unknown = draft.accountIds.find((id) => !contents.accounts.some((account) => account.id === id))
    if (unknown !== undefined) throw socialRefusal(422, [`Account ${unknown} is not connected here`])
    return this.addPost(contents, {
      accountIds: draft.accountIds,
      summary: draft.summary,
      media: [],
      type: draft.type ?? 'post',
      tags: draft.tags ?? [],
      platformDetails: {},
      source: 'composer',
      status: draft.status,
      createdBy: draft.createdBy ?? authorIdsOf(this, contents)[0] ?? '',
      ...(draft.categoryId !== undefined && { categoryId: draft.categoryId }),
      ...(scheduleDate !== undefined && { scheduleDate }),
      ...(draft.status === 'in_review' && { approval: { approvalStatus: 'pending' as const } }),
    })
  }

  addPost(contents: LocationContents, draft: NewPost): Post {
    const now = this.clock.now()
    const post: Post = {
      ...draft,
      id: this.nextId('post'),
      locationId: contents.location.id,
      createdAt: now,
      updatedAt: now,
      error: '',
      isDeleted: false,
    }
    contents.posts.set(post.id, post)
    contents.postsRevision += 1
    if (post.status === 'published') publishNow(this, contents, post, now)
    else this.watch(contents, post)
    return post
  }

  reviewPost(postId: string, decision: 'approved' | 'rejected', note?: string): Post {
    for (const contents of this.#contents.values()) {
      const post = contents.posts.get(postId)
      if (post === undefined || post.isDeleted) continue
      if (post.status !== 'in_review') throw plainRefusal(400, `Post ${postId} is not in review`)
      decideReview(contents, post, decision, this.clock.now(), note)
      this.watch(contents, post)
      return post
    }
    throw plainRefusal(404, `Post ${postId} does not exist`)
  }

  describeLocation(locationId: string): ReturnType<World['describeLocation']> {
    const contents = this.contentsOf(locationId)
    const now = this.clock.now()
    return {
      tags: contents.tags.filter(({ isDeleted }) => !isDeleted).map(({ id, tag }) => ({ id, tag })),
      categories: contents.categories
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ id, name }) => ({ id, name })),
      accounts: contents.accounts.map(({ id, name, platform, expiresAt }) => ({
        id,
        name,
        platform,
        isExpired: expiresAt <= now,
      })),
      postCount: [...contents.posts.values()].filter(({ isDeleted }) => !isDeleted).length,
    }
  }
}
