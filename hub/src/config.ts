import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { BaseUrl } from './api/contract/index.ts'
import { messageOf } from './platform/errors.ts'
import { allowAddresses } from './platform/outbound/allow-addresses.ts'
import { readSettings, type Settings, type SettingValues } from './platform/settings.ts'

const webUrl = BaseUrl.transform((url) => url.replace(/\/+$/, '')).optional()

/** `true`, `false`, or the addresses and networks of the proxies to believe. */
const trustedProxies = z
  .string()
  .default('false')
  .transform((text) => {
    if (text === 'true') return true
    if (text === 'false') return false
    return text.split(',').map((part) => part.trim())
  })

const yesOrNo = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

const masterKey = z
  .string()
  .refine(
    (text) => text.split(',').every((part) => Buffer.from(part.trim(), 'base64').length === 32),
    'must be 32 bytes in base64, older keys after commas',
  )
  .optional()

/** What may be called besides the public internet; nothing unless it is said. */
const outboundAllow = z
  .string()
  .default('')
  .transform((text, context) => {
    const allowed = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    try {
      allowAddresses(allowed)
    } catch (problem) {
      context.addIssue({ code: 'custom', message: messageOf(problem) })
    }
    return allowed
  })

/** Every setting of the hub. Each has a default, so that a first start needs none. */
export const settings = {
  port: {
    env: 'CAUSEWAY_PORT',
    doc: 'Port the hub listens on; 0 takes any free one.',
    schema: z.coerce.number('must be a number').int().min(0).max(65_535).default(4400),
  },
  host: {
    env: 'CAUSEWAY_HOST',
    doc: 'Address the hub listens on; 0.0.0.0 for every network of the machine.',
    schema: z.string().default('127.0.0.1'),
  },
  dataFolder: {
    env: 'CAUSEWAY_DATA_FOLDER',
    doc: 'Folder of the embedded database and the master keys.',
    schema: z.string().default(() => join(homedir(), '.causeway')),
  },
  databaseUrl: {
    env: 'CAUSEWAY_DATABASE_URL',
    doc: 'PostgreSQL server to use instead of the embedded database, postgres://user:password@host/name.',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .optional(),
    secret: true,
  },
  publicUrl: {
    env: 'CAUSEWAY_PUBLIC_URL',
    doc: 'Where browsers and the CRM reach this hub; default is what the first-run wizard was told.',
    schema: webUrl,
  },
  simulatorUrl: {
    env: 'CAUSEWAY_SIMULATOR_URL',
    doc: 'Where a simulator of the CRM runs, to try the hub without an account.',
    schema: webUrl,
  },
  masterKey: {
    env: 'CAUSEWAY_MASTER_KEY',
    doc: 'Key that wraps the keys of stored credentials, 32 bytes in base64; default is a file in the data folder.',
    schema: masterKey,
    secret: true,
  },
  logLevel: {
    env: 'CAUSEWAY_LOG_LEVEL',
    doc: 'Least important kind of log line to write.',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  },
  brand: {
    env: 'CAUSEWAY_BRAND',
    doc: 'Name people see instead of the product’s.',
    schema: z.string().trim().min(1).max(60).optional(),
  },
  trustProxy: {
    env: 'CAUSEWAY_TRUST_PROXY',
    doc: 'Whose X-Forwarded headers to believe: true, false, or addresses separated by commas.',
    schema: trustedProxies,
  },
  outboundAllow: {
    env: 'CAUSEWAY_OUTBOUND_ALLOW',
    doc: 'Private addresses people may let the hub call: hosts, addresses, networks, loopback, or * for any, separated by commas.',
    schema: outboundAllow,
  },
  callLogDays: {
    env: 'CAUSEWAY_CALL_LOG_DAYS',
    doc: 'Days the log of calls to the CRM is kept.',
    schema: z.coerce.number('must be a number').int().min(1).max(3650).default(90),
  },
  eventDays: {
    env: 'CAUSEWAY_EVENT_DAYS',
    doc: 'Days the event log is kept.',
    schema: z.coerce.number('must be a number').int().min(1).max(3650).default(400),
  },
  inboxDays: {
    env: 'CAUSEWAY_INBOX_DAYS',
    doc: 'Days webhooks of the CRM are kept after they were processed.',
    schema: z.coerce.number('must be a number').int().min(1).max(3650).default(30),
  },
  webhookMaxAgeDays: {
    env: 'CAUSEWAY_WEBHOOK_MAX_AGE_DAYS',
    doc: 'Oldest webhook accepted, in days by its own timestamp; the CRM repeats failed deliveries for a while.',
    schema: z.coerce.number('must be a number').min(0.01).max(60).default(3),
  },
  webhookRsa: {
    env: 'CAUSEWAY_WEBHOOK_RSA',
    doc: 'Whether webhooks signed only in the way the CRM retired on 2026-09-01 (X-WH-Signature) count: true or false.',
    schema: yesOrNo,
  },
  webhookUnsigned: {
    env: 'CAUSEWAY_WEBHOOK_UNSIGNED',
    doc: 'For developers: whether webhooks without a signature count when they come from this machine itself.',
    schema: yesOrNo,
  },
  deliveryDays: {
    env: 'CAUSEWAY_DELIVERY_DAYS',
    doc: 'Days deliveries to endpoints and their attempts are kept; the ledger that proves them is kept for ever.',
    schema: z.coerce.number('must be a number').int().min(4).max(3650).default(90),
  },
  runDays: {
    env: 'CAUSEWAY_RUN_DAYS',
    doc: 'Days runs of workflows are kept after they ended.',
    schema: z.coerce.number('must be a number').int().min(1).max(3650).default(30),
  },
  maxUploadMb: {
    env: 'CAUSEWAY_MAX_UPLOAD_MB',
    doc: 'Largest upload passed on to the CRM, in megabytes.',
    schema: z.coerce.number('must be a number').int().min(1).max(1024).default(50),
  },
  cacheMb: {
    env: 'CAUSEWAY_CACHE_MB',
    doc: 'Memory for answers of the CRM that are given again for a while, in megabytes.',
    schema: z.coerce.number('must be a number').int().min(1).max(4096).default(32),
  },
  metricsToken: {
    env: 'CAUSEWAY_METRICS_TOKEN',
    doc: 'Bearer token that may read /metrics, besides API keys for every location.',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    secret: true,
  },
} satisfies Settings

/** The hub's settings as read. */
export type Config = SettingValues<typeof settings>

/**
 * Reads every setting.
 * @param given settings that win over the environment, by the names of their variables
 * @throws `settings.invalid` naming every wrong setting with its meaning
 */
export function readConfig(
  given: Record<string, string | undefined> = {},
  environment: Record<string, string | undefined> = process.env,
): Config {
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  return readSettings(settings, { ...environment, ...Object.fromEntries(named) }, (path) =>
    readFileSync(path, 'utf8'),
  )
}
