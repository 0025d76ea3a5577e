import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type {
  ApiKeyPermission,
  Connection,
  CreatedApiKey,
  Location,
  StreamName,
} from '@causeway/hub/contract'
import type { DatabasePlace } from './database-places.ts'
import { requestJson } from './request-json.ts'
import { startProcess } from './start-process.ts'

/** The hub as `causeway start` runs it, in a process of its own. */
export interface HubProcess {
  url: string
  pid: number
  /** From starting the process to its first answer. */
  readyMs: number
  connectPrivateToken(token: string, locationId: string): Promise<Connection>
  /** Makes an API key for every location and gives it. */
  createKey(permissions: ApiKeyPermission[]): Promise<string>
  /** Makes it believe webhooks signed with a key (SPKI in base64). */
  trustWebhookKey(spki: string): Promise<void>
  location(id: string): Promise<Location>
  /** Asks for a run of streams now; default all. */
  requestSync(locationId: string, request?: { streams?: StreamName[]; full?: boolean }): Promise<void>
  get<Answer>(path: string): Promise<Answer>
  /** Any call, with the rights of a person. */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  stop(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
  /** What it wrote on the error stream. */
  complaint(): string
}

const causeway = fileURLToPath(new URL('../../hub/bin/causeway.js', import.meta.url))
const readyWithinMs = 60_000
const pollMs = 10

export async function startHub(
  place: DatabasePlace,
  options: { simulatorUrl?: string; environment?: Record<string, string>; nodeOptions?: string[] },
): Promise<HubProcess> {
  const startedAt = performance.now()
  const started = startProcess(causeway, ['start', '--port', '0', '--json'], {
    environment: {
      CAUSEWAY_LOG_LEVEL: 'error',
      CAUSEWAY_SIMULATOR_URL: options.simulatorUrl ?? '',
      ...place.environment,
      ...options.environment,
    },
    ...(options.nodeOptions !== undefined && { nodeOptions: options.nodeOptions }),
  })
  const { url, token } = await waitForAnnouncement(place.dataFolder, started.pid, () => {
    if (started.child.exitCode !== null) throw new Error(`The hub did not start. ${started.complaint()}`)
  })
  const call = <Answer>(method: string, path: string, body?: unknown) =>
    requestJson<Answer>(method, `${url}${path}`, { body, headers: { authorization: `Bearer ${token}` } })
  return {
    url,
    pid: started.pid,
    readyMs: performance.now() - startedAt,
    connectPrivateToken: (privateToken, locationId) =>
      call('POST', '/v1/connections/private-token', {
        environment: 'simulator',
        token: privateToken,
        locationId,
      }),
    createKey: async (permissions) =>
      (await call<CreatedApiKey>('POST', '/v1/api-keys', { name: 'bench', permissions })).key,
    async trustWebhookKey(spki) {
      await call('POST', '/v1/webhook-keys', { name: 'bench', key: spki })
    },
    location: (id) => call('GET', `/v1/locations/${id}`),
    async requestSync(locationId, request = {}) {
      await call('POST', `/v1/locations/${locationId}/sync`, request)
    },
    get: (path) => call('GET', path),
    ask: call,
    stop: () => started.stop(),
    kill: () => started.kill(),
    complaint: () => started.complaint(),
  }
}

/** The hub writes where it listens, and a token for this machine's user, into its data folder. */
async function waitForAnnouncement(dataFolder: string, pid: number, check: () => void) {
  const deadline = performance.now() + readyWithinMs
  while (performance.now() < deadline) {
    check()
    const announced = readAnnouncement(dataFolder)
    // A hub that was killed left its own behind.
    if (announced?.pid === pid) return announced
    await sleep(pollMs)
  }
  throw new Error('The hub was not ready in time')
}

function readAnnouncement(dataFolder: string): { pid: number; url: string; token: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(dataFolder, 'running.json'), 'utf8')) as never
  } catch {
    // Not written yet, or half of it.
    return undefined
  }
}
