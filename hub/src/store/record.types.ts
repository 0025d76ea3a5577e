/** What the hub keeps of each kind of record: our shape of it, without the envelope every record shares. */

/** Fields every record has. Instants are ISO 8601 in UTC. */
export interface RecordEnvelope {
  id: string
  locationId: string
  version: number
  /** When the hub first stored the record. */
  createdAt: string
  /** When the hub last saw it change. */
  changedAt: string
  deletedAt: string | null
}

/** A record as readers get it: its data and its envelope in one flat object. */
export type Stored<Data extends object> = Data & RecordEnvelope

/** A social profile connected to the location. */
export interface AccountData {
  /** The id statistics are asked by. */
  profileId: string | null
  platform: string
  type: string | null
  name: string
  avatarUrl: string | null
  expiresAt: string | null
  isExpired: boolean
  hasStatistics: boolean
  /** The profile's id on its network; comments are asked by it. */
  originId: string | null
}

export interface TagData {
  name: string
}

export interface CategoryData {
  name: string
  primaryColor: string | null
  secondaryColor: string | null
}

export interface PostMedia {
  url: string
  type: string | null
  thumbnailUrl: string | null
}

export interface PostInsights {
  likes: number
  comments: number
  shares: number
}

export interface PostData {
  status: string
  type: string | null
  /** Networks of the post's accounts; the CRM's own `platform` is wrong until publication. */
  platforms: string[]
  summary: string
  /** Accounts the post goes, or went, to. */
  accountIds: string[]
  tagIds: string[]
  categoryId: string | null
  parentPostId: string | null
  media: PostMedia[]
  scheduledAt: string | null
  publishedAt: string | null
  /** Where the post stands in a calendar: publication, else schedule, else creation. */
  displayAt: string | null
  error: string | null
  approval: string | null
  insights: PostInsights | null
  createdBy: string | null
}

export interface CommentData {
  postId: string | null
  /** The comment it answers; null when it answers the post. */
  parentId: string | null
  accountId: string | null
  platform: string
  authorName: string | null
  text: string
  commentedAt: string | null
  replies: number
  /** What its network calls it; answers name the comment they belong to by it. */
  networkId: string | null
}

/** What the user's own app says about a tag: any JSON fields. */
export type TagDetailsData = Record<string, unknown>

/** Details that the hub's own pages know: texts of at most so many characters. */
export const longestDetails = { colour: 40, description: 5000, owner: 200, campaign: 200 } as const

/** What is wrong with the value of a detail; undefined when nothing is. */
export function faultOfDetail(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(longestDetails, name) || value === null) return undefined
  const longest = longestDetails[name as keyof typeof longestDetails]
  if (typeof value !== 'string') return `${name} is a text.`
  return value.length > longest
    ? `${name} has ${value.length} characters, and at most ${longest} are kept.`
    : undefined
}

/** A customer of the location. */
export interface ContactData {
  name: string | null
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  companyName: string | null
  address1: string | null
  city: string | null
  state: string | null
  postalCode: string | null
  country: string | null
  website: string | null
  source: string | null
  /** `YYYY-MM-DD`. */
  dateOfBirth: string | null
  assignedTo: string | null
  /** In lower case, sorted. */
  tags: string[]
  /** Wants no messages at all. */
  dnd: boolean
  /** By channel in lower case. */
  dndSettings: Record<string, unknown>
  inboundDndSettings: Record<string, unknown>
  customFields: { id: string; value: unknown }[]
  addedAt: string | null
}
