import type {
  PostDraft,
  ServerCompany,
  ServerLocation,
  ServerUser,
  ServerWorld,
  SimulatedClock,
} from '../simulator.types.ts'

export type Platform =
  | 'facebook'
  | 'instagram'
  | 'linkedin'
  | 'google'
  | 'tiktok'
  | 'youtube'
  | 'pinterest'
  | 'threads'
  | 'community'

export type AccountType = 'page' | 'profile' | 'location' | 'group' | 'business'

export type PostStatus =
  | 'draft'
  | 'scheduled'
  | 'in_review'
  | 'in_progress'
  | 'published'
  | 'failed'
  | 'notification_sent'
  | 'deleted'
  | 'pending'

export type PostType = 'post' | 'story' | 'reel'

export interface Company extends ServerCompany {
  users: User[]
}

export type BusinessKind =
  | 'bakery'
  | 'dentist'
  | 'yoga'
  | 'outdoor'
  | 'gym'
  | 'palm-cafe'
  | 'photography'
  | 'books'
  | 'brewery'
  | 'pets'
  | 'studio'

export interface Location extends ServerLocation {
  kind: BusinessKind
  /** How many post documents the location has when the world starts. */
  initialPostCount: number
}

export interface User extends ServerUser {
  firstName: string
  lastName: string
  title: string
  phone: string
}

/** A connected social profile. `id` is what posts use, `profileId` what statistics use. */
export interface Account {
  id: string
  oauthId: string
  profileId: string
  locationId: string
  originId: string
  platform: Platform
  type: AccountType
  name: string
  avatar: string
  meta: Record<string, unknown>
  /** When the network's token ends; a post that falls due later fails. */
  expiresAt: Date
  hasStatisticsPermissions: boolean
  syncPosts: boolean
  /** Followers at the start of 2026; the scale of every other metric. */
  initialFollowers: number
  yearlyGrowth: number
  createdAt: Date
  updatedAt: Date
}

/** Accounts that are chosen together in the composer. */
export interface AccountGroup {
  id: string
  name: string
  accountIds: string[]
}

export interface Tag {
  id: string
  locationId: string
  tag: string
  createdBy: string
  createdAt: Date
  updatedAt: Date
  isDeleted: boolean
}

export interface Category {
  id: string
  locationId: string
  name: string
  primaryColor: string
  secondaryColor: string
  createdBy: string
  createdAt: Date
  updatedAt: Date
  isDeleted: boolean
}

export interface PostMedia {
  url: string
  type: string
  caption?: string
  thumbnail?: string
  id?: string
  altText?: string
}

export interface ApprovalDetails {
  approver?: string
  requesterNote?: string
  approverNote?: string
  approvalStatus: 'pending' | 'approved' | 'rejected' | 'not_required'
}

/** What a composer fills in: the part of a post that a full edit replaces. */
export interface PostContent {
  accountIds: string[]
  summary: string
  media: PostMedia[]
  type: PostType
  tags: string[]
  categoryId?: string
  followUpComment?: string
  scheduleDate?: Date
  ogTagsDetails?: Record<string, unknown>
  approval?: ApprovalDetails
  /** Blocks such as `tiktokPostDetails`, by their name in the API. */
  platformDetails: Record<string, unknown>
}

/**
 * A post document. States: draft | in_review -> scheduled -> in_progress -> published | failed.
 * Until it falls due a post is one document for all its accounts; then it splits into one for each account.
 */
export interface Post extends PostContent {
  id: string
  locationId: string
  source: 'composer' | 'csv' | 'recurring' | 'review' | 'rss'
  status: PostStatus
  createdBy: string
  createdAt: Date
  updatedAt: Date
  publishedAt?: Date
  /** Set on the documents a post split into. */
  accountId?: string
  platform?: Platform
  parentPostId?: string
  /** The network's own id of the post. */
  nativeId?: string
  error: string
  isDeleted: boolean
  /** A reviewer of the living world decides at this instant; posts made by API calls wait for `reviewPost`. */
  reviewDueAt?: Date
  /** The queue item this post was scheduled for. */
  queueItemId?: string
}

export interface TimeSlot {
  id: string
  /** 0 is Sunday. */
  dayOfWeek: number
  /** Wall time of the location, HH:mm. */
  time: string
}

export interface QueueVariation {
  id: string
  content: string
  mentions: unknown[]
  ogTags?: Record<string, unknown>
}

export interface QueueItem {
  id: string
  order: number
  variations: QueueVariation[]
  currentVariation: number
  primaryImage: string
  /** The published post the item repeats, if any. */
  postId?: string
  parentPostId?: string
  /** What an edit changed, over the original post. */
  modifiedPost?: PostContent
  errors: string[]
  lastScheduledAt?: Date
  createdAt: Date
  updatedAt: Date
  /** In an edit session: the live item this is a copy of. */
  originalItemId?: string
}

export interface EditSession {
  id: string
  items: QueueItem[]
}

/** Posts of one category that are repeated at fixed times of the week. */
export interface CategoryQueue {
  id: string
  locationId: string
  categoryId: string
  timeSlots: TimeSlot[]
  enableFuturePosts: boolean
  prioritizeNewContent: boolean
  status: 'active' | 'paused' | 'draft' | 'deleted'
  startDate: Date
  skipDateTimes: Date[]
  currentOrder: number
  currentPostId?: string
  lastScheduledAt?: Date
  items: QueueItem[]
  session?: EditSession
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

export interface CsvPost {
  id: string
  content: PostContent
  link?: string
  errorMessage?: string
}

export interface CsvImport {
  id: string
  locationId: string
  fileName: string
  filePath: string
  fileType: 'basic' | 'advance'
  accountIds: string[]
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'in_review' | 'importing' | 'deleted'
  posts: CsvPost[]
  createdBy: string
  approver?: string
  createdAt: Date
  updatedAt: Date
}

/** An uploaded file that waits for `set-accounts`. */
export interface CsvUpload {
  filePath: string
  fileName: string
  fileType: 'basic' | 'advance'
  sizeBytes: number
  rows: CsvPost[]
}

/** A comment made through the API; all others are computed from their post and the clock. */
export interface StoredComment {
  id: string
  postId: string
  parentCommentId?: string
  platform: Platform
  originId: string
  content: string
  attachments: { url: string; type: string }[]
  createdAt: Date
}

/** Everything one location holds. */
export interface LocationContents {
  location: Location
  accounts: Account[]
  groups: AccountGroup[]
  tags: Tag[]
  categories: Category[]
  posts: Map<string, Post>
  /** Posts that have split, by id: they are no longer listed but may still be read. */
  splitPosts: Map<string, Post>
  queues: Map<string, CategoryQueue>
  csvUploads: Map<string, CsvUpload>
  csvImports: Map<string, CsvImport>
  comments: Map<string, StoredComment>
  likedCommentIds: Set<string>
  /** Platforms of network sign-ins that were started, by the sign-in's account id. */
  signIns: Map<string, string>
  /** How many posts each account published, by account id and day number. */
  publishedPerDay: Map<string, Map<number, number>>
  /** Grows with every change of a post: lets lists keep their order between changes. */
  postsRevision: number
}

/** Behaviours seen once or by few, which a test may want the other way. */
export interface WorldQuirks {
  /** The undocumented `POST …/tags` answers "Created" and stores nothing; else it is unknown (404). */
  createTagAnswersCreated: boolean
  /** A deleted post that was published stays in the lists with `deleted: false`. */
  deletedPublishedPostsStayListed: boolean
}

/** A location as it is made while the world runs. */
export type NewLocation = Pick<Location, 'id' | 'companyId' | 'name' | 'timezone'> & {
  address?: string | undefined
}

/** A post as it is before it is saved. */
export type NewPost = Omit<Post, 'id' | 'locationId' | 'createdAt' | 'updatedAt' | 'error' | 'isDeleted'>

/** A simulated CRM's data: what exists, and how it moves with the clock. */
export interface World extends ServerWorld {
  seed: number
  clock: SimulatedClock
  /** The clock's time when the world was made. */
  startedAt: Date
  /** First day number that has statistics. */
  firstStatisticsDay: number
  companies: Company[]
  locations: Location[]
  users: User[]
  quirks: WorldQuirks
  /** Everything of a location. Throws 404 for an unknown id. */
  contentsOf(locationId: string): LocationContents
  findLocation(locationId: string): Location | undefined
  findUser(userId: string): User | undefined
  /** Brings the world up to the clock: due posts are published, people post and review. */
  settle(): void
  /** A new id, different at every call and the same in every run. */
  nextId(kind: string): string
  createTag(draft: { locationId: string; tag: string; createdBy?: string }): Tag
  renameTag(tagId: string, tag: string): Tag
  deleteTag(tagId: string): Tag
  createCategory(draft: {
    locationId: string
    name: string
    primaryColor?: string
    secondaryColor?: string
    createdBy?: string
  }): Category
  deleteCategory(categoryId: string): Category
  /** A new location, without accounts, tags or posts. */
  addLocation(draft: NewLocation): Location
  removeLocation(locationId: string): void
  addUser(user: User): void
  removeUser(userId: string): void
  /** Saves a post and puts it under the lifecycle; a `published` one is published at once. */
  addPost(contents: LocationContents, draft: NewPost): Post
  /** Puts a post under the lifecycle's eye: to be called whenever one starts to wait for its date. */
  watch(contents: LocationContents, post: Post): void
  /** Saves a post as a person does in the composer; a `published` one is published at once. */
  createPost(draft: PostDraft): Post
  /** Decides on a post that waits for approval. */
  reviewPost(postId: string, decision: 'approved' | 'rejected', note?: string): Post
  /** Same as `settle`, for callers that think of the lifecycle. */
  publishDue(): void
}
