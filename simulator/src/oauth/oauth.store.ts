import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type {
  AccessTokenRecord,
  AuthorizationCode,
  Grant,
  PrivateToken,
  RefreshTokenRecord,
  RegisteredApp,
} from './oauth.types.ts'

/** Everything the authorization side remembers. Maps are keyed by the secret or id they are looked up by. */
export interface OAuthStore {
  apps: Map<string, RegisteredApp>
  grants: Map<string, Grant>
  codes: Map<string, AuthorizationCode>
  accessTokens: Map<string, AccessTokenRecord>
  refreshTokens: Map<string, RefreshTokenRecord>
  privateTokens: Map<string, PrivateToken>
  /** Private keys webhooks are signed with, PKCS #8 in PEM. */
  webhookKeys: Map<string, string>
  /** Says that something changed, so that it is written to the data file. */
  changed(): void
  /** Writes what is not yet written. */
  flush(): void
}

const kinds = [
  'apps',
  'grants',
  'codes',
  'accessTokens',
  'refreshTokens',
  'privateTokens',
  'webhookKeys',
] as const

/**
 * Makes a store, empty or as the data file has it, so that tokens outlive a restart of the simulator.
 * @param dataFile a JSON file; without it nothing is written anywhere.
 */
export function createOAuthStore(dataFile?: string): OAuthStore {
  const saved = dataFile === undefined ? {} : readSaved(dataFile)
  let isWriteDue = false

  const store: OAuthStore = {
    apps: new Map(),
    grants: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    privateTokens: new Map(),
    webhookKeys: new Map(),
    changed() {
      if (dataFile === undefined || isWriteDue) return
      isWriteDue = true
      setImmediate(() => store.flush())
    },
    flush() {
      if (dataFile === undefined || !isWriteDue) return
      isWriteDue = false
      const content = Object.fromEntries(kinds.map((kind) => [kind, [...store[kind]]]))
      mkdirSync(dirname(dataFile), { recursive: true })
      // Through a second file, so that a crash while writing leaves the old state whole.
      writeFileSync(`${dataFile}.next`, JSON.stringify(content), { mode: 0o600 })
      renameSync(`${dataFile}.next`, dataFile)
    },
  }
  for (const kind of kinds) for (const [key, value] of saved[kind] ?? []) store[kind].set(key, value)
  return store
}

type Saved = Partial<Record<(typeof kinds)[number], [string, never][]>>

function readSaved(dataFile: string): Saved {
  let text: string
  try {
    text = readFileSync(dataFile, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  try {
    return JSON.parse(text) as Saved
  } catch (cause) {
    throw new Error(`The simulator's data file ${dataFile} is not JSON. Delete it to start anew.`, { cause })
  }
}

/** An id as GHL gives its apps and grants: 24 hex characters. */
export const newHexId = (): string => randomBytes(12).toString('hex')

/** An authorization code as GHL gives it: 40 hex characters. */
export const newCode = (): string => randomBytes(20).toString('hex')

export const newPrivateToken = (): string => `pit-${randomUUID()}`
