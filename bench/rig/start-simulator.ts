import type {
  LimitChoice,
  LocationOverview,
  LoggedRequest,
  PrivateToken,
  SimulatorState,
} from '@causeway/simulator'
import type { SimulatorReady, SimulatorWords } from '../processes/simulator.ts'
import { requestJson } from './request-json.ts'
import { startProcess } from './start-process.ts'

/** A simulator in a process of its own, driven by its admin API. */
export interface SimulatorProcess {
  url: string
  pid: number
  /** Locations that were added to the world's own. */
  moreLocations: SimulatorReady['moreLocations']
  /** Seconds of a core it has used so far. */
  cpuSeconds(): Promise<number>
  state(): Promise<SimulatorState>
  location(id: string): Promise<LocationOverview>
  /** A private integration token with every scope. */
  createPrivateToken(locationId: string): Promise<string>
  setLimits(limits: LimitChoice): Promise<void>
  moveClock(change: { now?: string; advanceMs?: number; mode?: 'running' | 'frozen' }): Promise<void>
  /** Forgets the counters and the log. */
  resetRequests(): Promise<void>
  requests(): Promise<{ counters: SimulatorState['requests']; requests: LoggedRequest[] }>
  /** Any other call of the admin API. */
  admin<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  stop(): Promise<void>
}

/** More than any measurement asks for: the whole log. */
const wholeLog = 100_000

export async function startSimulator(options: SimulatorWords = {}): Promise<SimulatorProcess> {
  const started = startProcess(new URL('../processes/simulator.ts', import.meta.url), [
    JSON.stringify(options),
  ])
  const { url, moreLocations } = await started.message((value) =>
    typeof value === 'object' && value !== null && 'url' in value ? (value as SimulatorReady) : undefined,
  )
  const admin = <Answer>(method: string, path: string, body?: unknown) =>
    requestJson<Answer>(method, `${url}/admin/api${path}`, { body })
  return {
    url,
    pid: started.pid,
    moreLocations,
    async cpuSeconds() {
      const answer = started.message((value) =>
        typeof value === 'object' && value !== null && 'cpuSeconds' in value
          ? Number(value.cpuSeconds)
          : undefined,
      )
      started.child.send('cpu')
      return answer
    },
    state: () => admin('GET', '/state'),
    location: (id) => admin('GET', `/locations/${id}`),
    createPrivateToken: async (locationId) =>
      (await admin<PrivateToken>('POST', '/private-tokens', { locationId, name: 'bench' })).token,
    async setLimits(limits) {
      await admin('PUT', '/limits', typeof limits === 'string' ? { profile: limits } : limits)
    },
    async moveClock(change) {
      await admin('POST', '/clock', change)
    },
    async resetRequests() {
      await admin('DELETE', '/requests')
    },
    requests: () => admin('GET', `/requests?limit=${wholeLog}`),
    admin,
    stop: () => started.stop(),
  }
}
