import type { Fault, FaultDraft } from '../faults/faults.types.ts'
import type { LimitProfile } from '../gates/limits.ts'
import type { InstallTarget } from '../oauth/install-app.ts'
import type { Grant, PrivateToken, RegisteredApp } from '../oauth/oauth.types.ts'
import type { LoggedRequest } from '../request-log.ts'
import type {
  ContactDraft,
  PostDraft,
  ReceivedMessageDraft,
  ServerCompany,
  ServerLocation,
  ServerUser,
  ServerWorld,
} from '../simulator.types.ts'

/** Which budget callers have: the published profiles, none, or one of your own. */
export type LimitChoice = 'standard' | 'sandbox' | 'off' | LimitProfile

/** A location with what it holds, as the admin page lists it. */
export type LocationOverview = ServerLocation &
  ReturnType<ServerWorld['describeLocation']> &
  ReturnType<CustomerAdmin['describeLocation']>

/** What the admin side asks of whoever keeps the contacts. */
export interface CustomerAdmin {
  describeLocation(locationId: string): { contactCount: number; conversationCount: number }
  createContact(draft: ContactDraft): unknown
  changeContacts(locationId: string, count: number): number
  receiveMessage(draft: ReceivedMessageDraft): unknown
  makeLocations(companyId: string, count: number): string[]
  deleteUser(userId: string): void
}

/** Where the clock stands and whether time passes by itself. */
export interface ClockState {
  now: string
  mode: 'running' | 'frozen'
}

/** Everything of the simulator in one answer, without token secrets of installations. */
export interface SimulatorState {
  clock: ClockState
  limits: LimitChoice
  switches: Record<string, boolean>
  companies: Pick<ServerCompany, 'id' | 'name' | 'email'>[]
  locations: ServerLocation[]
  users: Pick<ServerUser, 'id' | 'companyId' | 'name'>[]
  apps: RegisteredApp[]
  grants: Grant[]
  privateTokens: PrivateToken[]
  faults: Fault[]
  requests: RequestCounters
}

export interface RequestCounters {
  total: number
  tooManyRequests: number
  tokenRotations: number
  refreshRepeats: number
  byStatus: Record<string, number>
  byOperation: Record<string, number>
}

/** An app to register; what is left out is made up. */
export interface AppDraft {
  name: string
  redirectUris?: string[]
  allowsLoopback?: boolean
  scopes?: string[] | 'any'
}

/** A private integration token to make: for one location, or for a company. */
export type PrivateTokenDraft = { name?: string; scopes?: string[] } & (
  | { locationId: string }
  | { companyId: string }
)

/** An installation made without the consent page. */
export type InstallDraft = { clientId?: string; scopes?: string[]; redirectUri?: string } & InstallTarget

/** What a person could do in the CRM's screens, and what a tester wants to do to the simulator. */
export interface AdminApi {
  state(): SimulatorState

  /** Moves the clock, by an amount or to an instant, and lets time run or stand. */
  moveClock(change: { now?: string; advanceMs?: number; mode?: 'running' | 'frozen' }): ClockState
  /** Chooses the limits; every budget starts anew. */
  setLimits(limits: LimitChoice): LimitChoice
  /** Turns switches (see the README) on and off; gives all of them. */
  setSwitches(changes: Record<string, boolean>): Record<string, boolean>

  location(locationId: string): LocationOverview
  /** Suspends a location or brings it back. */
  setLocationActive(locationId: string, isActive: boolean): LocationOverview
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
  createContact(draft: ContactDraft): unknown
  /** A customer writes. */
  receiveMessage(draft: ReceivedMessageDraft): unknown
  reviewPost(postId: string, decision: 'approved' | 'rejected', note?: string): unknown
  /** Removes a person; tokens of theirs are then refused with "The user does not exist." */
  deleteUser(userId: string): void

  addFault(draft: FaultDraft): Fault
  removeFault(faultId: string): void
  clearFaults(): void

  createApp(draft: AppDraft): RegisteredApp
  /** Gives an app a new client secret; the old one is refused at once. */
  rotateAppSecret(appId: string): RegisteredApp
  /** Installs an app without the consent page and gives the code to exchange. */
  install(draft: InstallDraft): { code: string; grant: Grant }
  /** Ends one installation: its tokens are refused, its refresh token is dead. */
  revokeGrant(grantId: string): void
  /** Takes an app off a location or a company; gives how many installations that ended. */
  uninstall(target: { appId?: string } & ({ companyId: string } | { locationId: string })): number

  /** Makes locations of a company and installs an app on all of them, each with its webhooks. */
  installOnNewLocations(draft: { companyId: string; count: number; appId?: string }): {
    locationIds: string[]
  }
  /** Has contacts of a location saved at a steady rate; resolves with how many once it is over. */
  burstOfChanges(draft: { locationId: string; perSecond: number; seconds: number }): Promise<number>
  /** Ends every burst that is under way. */
  stopBursts(): void

  createPrivateToken(draft: PrivateTokenDraft): PrivateToken
  setPrivateTokenScopes(tokenId: string, scopes: string[]): PrivateToken
  /** Replaces a private token; the old one ends at once, or after some days. */
  rotatePrivateToken(tokenId: string, expireOldAfterDays?: number): PrivateToken
  deletePrivateToken(tokenId: string): void

  /** The latest requests, newest last. */
  latestRequests(count?: number): LoggedRequest[]
  resetRequests(): void
}
