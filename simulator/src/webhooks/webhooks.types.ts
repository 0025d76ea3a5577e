/** Something an app may be told of, before it is known which apps hear it. */
export interface Happening {
  /** The event as GHL's list names it, such as `ContactCreate`. */
  event: string
  companyId: string
  locationId?: string
  /** Set for what concerns an app itself: only this app hears it, whatever scopes it has. */
  appId?: string
  /** The event's own fields; what every delivery carries is added to them. */
  fields: Record<string, unknown>
}

/** Where an app wants its webhooks, as its page of the marketplace portal has it. */
export interface WebhookSubscription {
  /** Gets every event without an address of its own; without it, only those with one are sent. */
  defaultUrl?: string
  /** Addresses of single events by name. */
  eventUrls: Record<string, string>
  /** Events the app wants; installing, updating and uninstalling are always told. */
  events: string[] | 'all'
}

/** How webhooks are sent. */
export interface WebhookSettings {
  /** Tries after the first one. */
  maxRetries: number
  /** Wait before the first retry in milliseconds; each one after waits twice as long, half as much more or less. */
  firstRetryMs: number
  longestRetryMs: number
  /** What every wait is multiplied by: 1 is realistic, 0.001 is for tests. */
  retryScale: number
  /** How long a receiver may take to answer. */
  timeoutMs: number
  /** Deliveries under way at a time; of one location it is one. */
  concurrency: number
  /** Also sends the RSA signature that GHL retired. */
  sendsRsaSignature: boolean
  /** Deliveries in `breakerIntervalMs` above which a URL is judged. */
  breakerDeliveries: number
  /** Share of successes from 0 to 1 below which a judged URL is warned, then paused. */
  breakerSuccessRate: number
  breakerIntervalMs: number
  /** Finished deliveries that the log keeps. */
  keptDeliveries: number
}

/** What goes wrong with webhooks; rates are chances from 0 to 1 drawn from the simulator's seed. */
export interface WebhookFaults {
  /** Deliveries sent a second time, up to `duplicateWithinMs` later. */
  duplicateRate: number
  duplicateWithinMs: number
  /** Deliveries that are never sent. */
  lossRate: number
  /** Attempts with a signature of other bytes. */
  corruptRate: number
  /** Attempts with "N/A" for a signature. */
  unsignedRate: number
  /** Deliveries whose `timestamp` lies `staleByMs` back (ahead when negative). */
  staleRate: number
  staleByMs: number
  /** Wait before every first attempt, and up to how much longer, which reorders deliveries. */
  delayMs: number
  delayJitterMs: number
}

export type DeliveryState =
  /** Its turn comes, or its delay passes. */
  | 'waiting'
  | 'sending'
  /** Failed; tried again at `nextAttemptAt`. */
  | 'retrying'
  | 'delivered'
  /** Given up after the last retry. */
  | 'failed'
  /** Never sent, by a fault. */
  | 'lost'
  /** Not sent, because its URL is paused. */
  | 'paused'

export interface DeliveryAttempt {
  at: string
  /** Missing when no answer came. */
  status?: number
  error?: string
  durationMs: number
  isManual: boolean
  faults?: ('corrupt' | 'unsigned')[]
}

/** One webhook to one app. */
export interface Delivery {
  id: string
  /** Also in the body; shared by a duplicate. */
  webhookId: string
  event: string
  appId: string
  companyId: string
  locationId?: string
  url: string
  createdAt: string
  state: DeliveryState
  attempts: DeliveryAttempt[]
  nextAttemptAt?: string
  faults?: ('duplicate' | 'stale' | 'lost')[]
  /** What is sent, as it is signed. */
  body: string
}

/** How a receiver's URL does. */
export interface WebhookUrl {
  url: string
  /** Attempts and successes since the last judgement. */
  deliveries: number
  successes: number
  isWarned: boolean
  isPaused: boolean
}

/** A mail to the app's owner. */
export interface WebhookNotice {
  at: string
  url: string
  kind: 'warned' | 'paused'
  deliveries: number
  successRate: number
}

/** A public key, as `/.well-known/webhook-keys.json` lists it. */
export interface WebhookKey {
  /** First 16 hexadecimal digits of the SHA-256 of the key. */
  id: string
  algorithm: 'ed25519' | 'rsa-sha256'
  /** SPKI in base64. */
  spki: string
}

export interface WebhookState {
  settings: WebhookSettings
  faults: WebhookFaults
  keys: WebhookKey[]
  urls: WebhookUrl[]
  /** Newest last. */
  notices: WebhookNotice[]
  /** How many deliveries there were of each state, those no longer in the log too. */
  counts: Record<DeliveryState, number>
}

export interface DeliveryFilter {
  state?: DeliveryState
  event?: string
  locationId?: string
  limit?: number
}

/** What a tester does with webhooks; the admin API has the same. */
export interface Webhooks {
  state(): WebhookState
  /** The latest deliveries, newest last. */
  deliveries(filter?: DeliveryFilter): Delivery[]
  delivery(deliveryId: string): Delivery
  /** Says where an app wants its webhooks; what is left out stays. */
  subscribe(appId: string, change: Partial<WebhookSubscription>): WebhookSubscription
  changeSettings(change: Partial<WebhookSettings>): WebhookSettings
  setFaults(change: Partial<WebhookFaults>): WebhookFaults
  clearFaults(): void
  /** Signs with a new key from now on; the one before stays listed. */
  rotateKey(): WebhookKey[]
  /** Sends a delivery again by hand: success ends its retries, failure starts none. */
  resend(deliveryId: string): Promise<Delivery>
  /** Lets a paused URL have webhooks again; those of the pause are gone. */
  resume(url: string): WebhookUrl
  forgetDeliveries(): void
  /** Resolves when nothing is under way, waiting or to be retried. */
  settled(): Promise<void>
  /** Puts another version of an app in force, and tells every installation. */
  updateApp(appId: string, versionId?: string): string
  /** Chooses another plan of an app for a location or company, and tells the app. */
  changePlan(appId: string, target: { locationId: string } | { companyId: string }, planId: string): void
}
