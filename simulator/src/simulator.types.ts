import type { Generation, Operation } from '@causeway/spec'

/** The time every part of the simulator lives by: real time plus an offset, or a frozen instant. */
export interface SimulatedClock {
  now(): Date
  /** Moves the clock to an instant; a running clock keeps running from there. */
  set(to: Date): void
  advance(ms: number): void
  /** Called after every `set` and `advance`, never by time that merely passes. */
  onAdvance(listener: () => void): void
}

/** Who calls: the facts behind the bearer token. */
export interface TokenContext {
  kind: 'oauth' | 'pit'
  class: 'Company' | 'Location'
  companyId: string
  /** Set when `class` is `Location`. */
  locationId?: string
  userId: string
  scopes: string[]
  /** The app the token belongs to; a private integration token is its own integration. */
  appId: string
  /** The installation an OAuth token stands for. */
  grantId?: string
}

/** A file of a multipart body. */
export interface UploadedFile {
  field: string
  filename: string
  mimeType: string
  bytes: Uint8Array
}

/** A call that has passed every gate: version, token, scope, class, tenant, limits and body. */
export interface OperationRequest {
  operation: Operation
  /** Whose answer shape to give: that of the `Version` header, not of the operation's own entry. */
  generation: Generation
  params: Record<string, string>
  /** One value for each name; repeated names keep the last. `rawQuery` has them all. */
  query: Record<string, string | undefined>
  /** The parsed JSON or form body; for multipart, its text fields. */
  body: unknown
  files?: UploadedFile[]
  token: TokenContext
  /** The location the call is about: from the path, the query, the body or the token. */
  locationId?: string
  rawQuery: Record<string, string | string[]>
}

/** What a handler answers. Without `html`, `redirect` and `file` it is JSON; the server adds `traceId` to objects. */
export interface OperationAnswer {
  /** The operation's success status when left out. */
  status?: number
  body?: unknown
  headers?: Record<string, string>
  html?: string
  redirect?: string
  /** Bytes to be saved as a file. */
  file?: { filename: string; contentType: string; bytes: Uint8Array }
}

export type OperationHandler = (request: OperationRequest) => OperationAnswer | Promise<OperationAnswer>

/** An error answer as GHL gives it: throw it from anywhere below the server. */
export class SimulatedRefusal extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown, message = `refused with ${status}`) {
    super(message)
    this.name = 'SimulatedRefusal'
    this.status = status
    this.body = body
  }
}

const errorTitles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

/** Title of a status as GHL's `error` field spells it. */
const errorTitle = (status: number): string => errorTitles[status] ?? 'Error'

/** The NestJS-style body Social Planner answers errors with (facts 5). The server adds `traceId`. */
export function socialRefusal(status: number, message: string | string[]): SimulatedRefusal {
  const error = errorTitle(status)
  const name = `${error.replaceAll(' ', '')}Exception`
  const body = { status, options: {}, message, name, error, statusCode: status }
  return new SimulatedRefusal(status, body, String(message))
}

/** The body the rest of the API answers errors with (facts 5; live 400s carry `error` too). The server adds `traceId`. */
export function plainRefusal(status: number, message: string | string[]): SimulatedRefusal {
  return new SimulatedRefusal(
    status,
    { message, error: errorTitle(status), statusCode: status },
    String(message),
  )
}

/** A company (agency) as the server core needs to know it. */
export interface ServerCompany {
  id: string
  name: string
  email: string
}

/** A location (sub-account) as the server core needs to know it. */
export interface ServerLocation {
  id: string
  companyId: string
  name: string
  timezone: string
  /** False while suspended: refreshing its tokens answers 400 "Location is not active". */
  isActive: boolean
  isSandbox?: boolean
  address?: string
}

/** A person of a company; the one who installs an app becomes the `userId` of its tokens. */
export interface ServerUser {
  id: string
  companyId: string
  name: string
  email: string
  /** Locations the person belongs to; an agency user may list all of them. */
  locationIds: string[]
}

/**
 * The part of the world the server core reads and the admin API drives.
 * `World` of `world/` has it all; tests of the core use a tiny one of their own.
 */
export interface ServerWorld {
  companies: ServerCompany[]
  locations: ServerLocation[]
  users: ServerUser[]
  setLocationActive(locationId: string, isActive: boolean): void
  createTag(draft: { locationId: string; tag: string; createdBy?: string }): unknown
  renameTag(tagId: string, tag: string): unknown
  deleteTag(tagId: string): unknown
  createCategory(draft: {
    locationId: string
    name: string
    primaryColor?: string
    secondaryColor?: string
    createdBy?: string
  }): unknown
  deleteCategory(categoryId: string): unknown
  createPost(draft: PostDraft): unknown
  reviewPost(postId: string, decision: 'approved' | 'rejected', note?: string): unknown
  /** What the admin page lists of a location. */
  describeLocation(locationId: string): {
    tags: { id: string; tag: string }[]
    categories: { id: string; name: string }[]
    accounts: { id: string; name: string; platform: string; isExpired: boolean }[]
    postCount: number
  }
}

/** A post as a person makes it in the CRM's own composer. */
export interface PostDraft {
  locationId: string
  accountIds: string[]
  summary: string
  status: 'draft' | 'scheduled' | 'in_review' | 'published'
  type?: 'post' | 'story' | 'reel'
  scheduleDate?: string
  tags?: string[]
  categoryId?: string
  createdBy?: string
}

/** What a customer writes. */
export interface ReceivedMessageDraft {
  locationId: string
  contactId: string
  body: string
  /** Default `SMS`. */
  channel?: 'SMS' | 'Email' | 'WhatsApp' | 'IG' | 'FB' | 'Live_Chat'
}

/** A contact as a person enters it in the CRM's own screens. */
export interface ContactDraft {
  locationId: string
  firstName?: string
  lastName?: string
  email?: string
  phone?: string
  tags?: string[]
  /** Secondary addresses, which the API can read and not write. */
  additionalEmails?: string[]
}
