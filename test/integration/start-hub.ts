import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { createSimulator, type Simulator, type SimulatorOptions } from '@causeway/simulator'
import { readConfig } from '../../hub/src/config.ts'
import { createHub, type Hub } from '../../hub/src/hub.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { makeDataFolder } from '../../hub/src/store/test-data-folder.ts'

/** A whole hub beside a simulated CRM, both on loopback, with a browser that speaks to them as people's do. */
export interface HubBesideCrm {
  hub: Hub
  simulator: Simulator
  browser: Browser
  logged(): string
  /** Becomes the owner by the setup link. */
  becomeOwner(): Promise<void>
  /** Adds the simulator's app; gives its id. */
  addApp(): Promise<string>
  /** Goes through consent; `target` is `company:<id>` or `location:<id>`. Gives where the browser ends. */
  install(appId: string, target: string, decision?: 'allow' | 'deny'): Promise<Answer>
  /** Waits until every stream of a location finished a pass. */
  untilFilled(locationId: string): Promise<void>
  makeKey(options?: { permissions?: string[]; locationIds?: string[] | null }): Promise<string>
  /** Ends the hub; it is away until it is started again. */
  stopHub(): Promise<void>
  /** Starts it anew at the same address, with the same data. */
  startHubAgain(): Promise<void>
  close(): Promise<void>
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
}

export interface Request {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  key?: string
}

/** Keeps the hub's cookies, says where a request comes from, and follows no redirect by itself. */
export interface Browser {
  call(path: string, request?: Request): Promise<Answer>
  forgetCookies(): void
}

export const owner = { name: 'Owner', email: 'owner@hub.test', password: 'correct horse battery' }

export async function startHub(
  options: { simulator?: SimulatorOptions; settings?: Record<string, string> } = {},
): Promise<HubBesideCrm> {
  const simulator = await createSimulator({ port: 0, scale: 'small', limits: 'off', ...options.simulator })
  const dataFolder = await makeDataFolder('causeway-hub-')
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } })
  const start = (port: string) => {
    const settings = {
      CAUSEWAY_PORT: port,
      CAUSEWAY_DATA_FOLDER: dataFolder,
      CAUSEWAY_SIMULATOR_URL: simulator.url,
      ...options.settings,
    }
    return createHub(readConfig(settings, {}), { listen: true, log })
  }
  let hub = await start('0')
  const { url } = hub
  const browser = openBrowser(url)

  return {
    get hub() {
      return hub
    },
    simulator,
    browser,
    logged: () => lines.join(''),

    async becomeOwner() {
      const token = new URL((await hub.createSetupLink()) ?? '').searchParams.get('token')
      await succeed(browser.call('/v1/setup', { method: 'POST', body: { ...owner, token } }))
    },

    async addApp() {
      const body = { environment: 'simulator' }
      return String((await succeed(browser.call('/v1/apps', { method: 'POST', body }))).json['id'])
    },

    async install(appId, target, decision = 'allow') {
      const body = { appId, returnTo: '/console/connections?tab=all' }
      const started = await succeed(browser.call('/v1/connections/install', { method: 'POST', body }))
      const consent = new URL(String(started.json['authorizeUrl']))
      const form = new URLSearchParams([...consent.searchParams, ['target', target], ['decision', decision]])
      const sent = await fetch(`${consent.origin}${consent.pathname}`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
      })
      const back = new URL(sent.headers.get('location') ?? '')
      return browser.call(`${back.pathname}${back.search}`)
    },

    async untilFilled(locationId) {
      for (let tries = 0; tries < 400; tries++) {
        const { json } = await browser.call(`/v1/locations/${locationId}`)
        if (json['isFilled'] === true) return
        await wait(100)
      }
      const { text } = await browser.call(`/v1/locations/${locationId}`)
      throw new Error(`The location was not filled in time: ${text}`)
    },

    async makeKey({ permissions = ['read'], locationIds = null } = {}) {
      const body = { name: 'test', permissions, locationIds }
      return String((await succeed(browser.call('/v1/api-keys', { method: 'POST', body }))).json['key'])
    },

    stopHub: () => hub.close(),
    async startHubAgain() {
      hub = await start(new URL(url).port)
    },

    async close() {
      await hub.close()
      await simulator.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function succeed(answer: Promise<Answer>): Promise<Answer> {
  const { status, text } = await answer
  if (status >= 400) throw new Error(`${status} ${text}`)
  return answer
}

export function openBrowser(url: string): Browser {
  const jar = new Map<string, string>()
  return {
    forgetCookies: () => jar.clear(),
    async call(path, { method = 'GET', body, headers = {}, key } = {}) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(method !== 'GET' && { origin: url, 'sec-fetch-site': 'same-origin' }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key === undefined ? cookie !== '' && { cookie } : { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (name !== undefined && value !== undefined) jar.set(name, value)
      }
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parse(text) }
    },
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // A page or nothing: whoever expects one reads the text.
    return {}
  }
}
