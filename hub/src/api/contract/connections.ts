import { z } from 'zod'

export const Environment = z.enum(['live', 'simulator'])

/** Credentials of a marketplace app; the client secret never leaves the hub. */
export const App = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: Environment,
    clientId: z.string(),
    generation: z.enum(['v2', 'v3']),
    /** Which consent page installs start on. */
    consentHost: z.string(),
    scopes: z.array(z.string()),
    createdAt: z.string(),
  })
  .meta({ id: 'App' })
export type App = z.infer<typeof App>

export const CreateApp = z
  .discriminatedUnion('environment', [
    z.object({ environment: z.literal('simulator') }),
    z.object({
      environment: z.literal('live'),
      name: z.string().trim().min(1).max(120).default('CRM app'),
      clientId: z
        .string()
        .trim()
        .regex(
          /^[0-9a-f]{24}-[0-9a-z]{8}$/i,
          'A client id looks like 24 hexadecimal digits, a dash and 8 characters.',
        ),
      clientSecret: z.string().trim().min(8).max(200),
      consentHost: z.enum(['standard', 'whiteLabel']).default('standard'),
      generation: z.enum(['v2', 'v3']).default('v3'),
      scopes: z.array(z.string().max(120)).max(300).optional(),
    }),
  ])
  .meta({ id: 'CreateApp' })
export type CreateApp = z.input<typeof CreateApp>

export const ConnectionStatus = z.enum([
  'ok',
  'expiring',
  'degraded',
  'suspended',
  'needs_reauth',
  'uninstalled',
])
export type ConnectionStatus = z.infer<typeof ConnectionStatus>

/** Our authorisation to one company or location. Tokens never appear. */
export const Connection = z
  .object({
    id: z.string(),
    kind: z.enum(['oauth', 'private_token']),
    level: z.enum(['company', 'location']),
    environment: Environment,
    appId: z.string().nullable(),
    companyId: z.string().nullable(),
    companyName: z.string().nullable(),
    locationId: z.string().nullable(),
    locationName: z.string().nullable(),
    /** The company connection that mints this location's tokens. */
    parentId: z.string().nullable(),
    scopes: z.array(z.string()),
    /** Scopes the hub's streams need and the connection lacks. */
    missingScopes: z.array(z.string()),
    status: ConnectionStatus,
    /** Why the status is what it is; null when ok. */
    statusCode: z.string().nullable(),
    statusMessage: z.string().nullable(),
    /** What to do about it; null when nothing. */
    statusHint: z.string().nullable(),
    statusSince: z.string(),
    accessExpiresAt: z.string().nullable(),
    refreshExpiresAt: z.string().nullable(),
    /** The plan of the app, by the CRM's word; null: nothing was told. */
    planId: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'Connection' })
export type Connection = z.infer<typeof Connection>

const isOwnPath = (path: string): boolean => {
  const hub = 'http://hub.invalid'
  if (!URL.canParse(path, hub)) return false
  const { origin, pathname } = new URL(path, hub)
  return origin === hub && !pathname.startsWith('//')
}

export const StartInstall = z
  .object({
    appId: z.string(),
    /** Path of the console to come back to, such as `/console/connections`. */
    returnTo: z
      .string()
      .max(500)
      // Browsers drop tabs and line breaks from addresses, and take a backslash for a slash.
      .regex(/^\/[^\\\p{Cc}]*$/u, 'A path on this hub, starting with one slash.')
      // `/.//host` and `/x/..//host` become `//host`, which is another server.
      .refine((path) => isOwnPath(path), 'A path on this hub, starting with one slash.')
      .optional(),
  })
  .meta({ id: 'StartInstall' })
export type StartInstall = z.infer<typeof StartInstall>
/** Send the same browser to `authorizeUrl`; the state is bound to it by a cookie. */
export const StartedInstall = z.object({ authorizeUrl: z.string() }).meta({ id: 'StartedInstall' })
export type StartedInstall = z.infer<typeof StartedInstall>

export const ConnectPrivateToken = z
  .object({
    environment: Environment.default('live'),
    token: z
      .string()
      .trim()
      .regex(
        /^pit-[0-9a-f-]{36}$/i,
        'A private integration token starts with "pit-" and is 40 characters long.',
      ),
    locationId: z.string().trim().min(1).max(100),
    name: z.string().trim().max(200).optional(),
  })
  .meta({ id: 'ConnectPrivateToken' })
export type ConnectPrivateToken = z.input<typeof ConnectPrivateToken>

/** One step of the doctor's walk. */
export const Check = z
  .object({
    name: z.string(),
    outcome: z.enum(['pass', 'warn', 'fail', 'skip']),
    message: z.string(),
    hint: z.string().nullable(),
  })
  .meta({ id: 'Check' })
export type Check = z.infer<typeof Check>
/** What the doctor found, and one sentence that says it all. */
export const Diagnosis = z
  .object({ healthy: z.boolean(), conclusion: z.string(), checks: z.array(Check) })
  .meta({ id: 'Diagnosis' })
export type Diagnosis = z.infer<typeof Diagnosis>

/** Calls left to the CRM for one app and resource. */
export const Quota = z
  .object({
    key: z.string(),
    locationId: z.string().nullable(),
    burstLimit: z.int(),
    burstIntervalMs: z.int(),
    burstFree: z.int(),
    dailyLimit: z.int(),
    dailyUsed: z.int(),
    pausedUntil: z.string().nullable(),
    /** Calls that wait in the process that answers, by lane; lanes are served in this order. */
    waiting: z.object({
      interactive: z.int(),
      workflow: z.int(),
      webhook: z.int(),
      sync: z.int(),
      backfill: z.int(),
    }),
  })
  .meta({ id: 'Quota' })
export type Quota = z.infer<typeof Quota>
