import { z } from 'zod'
import { BaseUrl, Instant } from './shapes.ts'

export const User = z
  .object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(['owner', 'member']) })
  .meta({ id: 'User' })
export type User = z.infer<typeof User>

/** `setup`: no owner yet, follow the setup link. `signed_out`: sign in. `signed_in`: `user` is there. */
export const Session = z
  .object({
    state: z.enum(['setup', 'signed_out', 'signed_in']),
    user: User.optional(),
    /** Name to show people instead of the product's, for white-label hubs. */
    brand: z.string(),
    version: z.string(),
    /** True when a simulator is configured and can be chosen instead of a CRM app. */
    hasSimulator: z.boolean(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const Password = z.string().min(10, 'Use at least 10 characters.').max(200)
export const CreateOwner = z
  .object({
    /** The token of the one-time setup link. */
    token: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(120),
    email: z.email().max(254),
    password: Password,
  })
  .meta({ id: 'CreateOwner' })
export type CreateOwner = z.infer<typeof CreateOwner>

export const SignIn = z
  .object({ email: z.string().max(254), password: z.string().max(200) })
  .meta({ id: 'SignIn' })
export type SignIn = z.infer<typeof SignIn>

export const HubSettings = z
  .object({
    /** Where browsers and the CRM reach this hub, without a trailing slash. */
    publicUrl: z.string(),
    /** The redirect URI to register in the marketplace app. */
    redirectUri: z.string(),
    /** The webhook URL to register in the marketplace app. */
    webhookUrl: z.string(),
    brand: z.string(),
    hasSimulator: z.boolean(),
    simulatorUrl: z.string().nullable(),
  })
  .meta({ id: 'HubSettings' })
export type HubSettings = z.infer<typeof HubSettings>
export const ChangeHubSettings = z
  .object({ publicUrl: BaseUrl, brand: z.string().trim().min(1).max(60) })
  .partial()
  .meta({ id: 'ChangeHubSettings' })
export type ChangeHubSettings = z.infer<typeof ChangeHubSettings>

/** What a rotation of the master key did. Back the new key file up: older backups no longer open the credentials. */
export const RotatedMasterKey = z
  .object({
    masterKeyId: z.string(),
    /** Credentials that were wrapped anew. */
    rewrapped: z.int(),
  })
  .meta({ id: 'RotatedMasterKey' })
export type RotatedMasterKey = z.infer<typeof RotatedMasterKey>

/**
 * `read` and `write`: the hub's records, and operations of the CRM that read or change. `live`: past what the hub
 * holds, with `Cache-Control: no-cache`. `destroy`: destructive and money calls without confirming each.
 * `passthrough`: paths of the CRM that the catalog does not list.
 */
export const ApiKeyPermission = z.enum(['read', 'write', 'live', 'destroy', 'passthrough'])
export type ApiKeyPermission = z.infer<typeof ApiKeyPermission>
export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    /** First characters, to tell keys apart. */
    prefix: z.string(),
    permissions: z.array(ApiKeyPermission),
    /** null: every location. */
    locationIds: z.array(z.string()).nullable(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>
export const CreateApiKey = z
  .object({
    name: z.string().trim().min(1).max(120),
    permissions: z.array(ApiKeyPermission).min(1).default(['read']),
    locationIds: z.array(z.string().min(1).max(100)).min(1).max(1000).nullable().default(null),
    expiresAt: Instant.nullable().default(null),
  })
  .meta({ id: 'CreateApiKey' })
export type CreateApiKey = z.infer<typeof CreateApiKey>
/** The only answer that ever contains the key itself. */
export const CreatedApiKey = ApiKey.extend({ key: z.string() }).meta({ id: 'CreatedApiKey' })
export type CreatedApiKey = z.infer<typeof CreatedApiKey>
