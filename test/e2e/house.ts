import process from 'node:process'
import { type APIRequestContext, expect, type Page, test as base } from '@playwright/test'

function told(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: start-house.ts sets it.`)
  return value
}

/** What the hub printed when it started. */
export const house = {
  get setupLink() {
    return told('E2E_SETUP_LINK')
  },
  get url() {
    return told('E2E_HUB_URL')
  },
  get simulatorUrl() {
    return told('E2E_SIMULATOR_URL')
  },
}

/** Who the first run makes the owner. */
export const owner = {
  name: 'Sam Keeper',
  email: 'owner@example.com',
  password: 'correct horse battery staple',
}

/** The location of the simulated world that the scripts look at. */
export const locationName = 'Hearth & Crumb Bakery'

export const sessionFile = 'artifacts/e2e/session.json'

type Watch = { expectFailures(pattern: RegExp): void }

/** Every script also fails on an error in the browser's console, and on any request that leaves the machine. */
export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page }, use) => {
      const problems: string[] = []
      const expected: RegExp[] = []
      const note = (problem: string) => {
        if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem)
      }
      page.on('console', (message) => {
        if (message.type() === 'error') note(`console: ${message.text()}`)
      })
      page.on('pageerror', (error) => note(`page: ${error.message}`))
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url())
        if (protocol.startsWith('http') && hostname !== '127.0.0.1')
          note(`left the machine: ${request.url()}`)
      })
      await use({ expectFailures: (pattern) => expected.push(pattern) })
      expect(problems).toEqual([])
    },
    { auto: true },
  ],
})

/** The id of the location, as the signed-in browser's hub tells it. */
export async function findLocationId(request: APIRequestContext): Promise<string> {
  const answer = await request.get(`${house.url}/v1/locations`)
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] }
  const found = items.find(({ name }) => name === locationName)
  if (found === undefined) throw new Error(`The hub does not know ${locationName}.`)
  return found.id
}

/** The simulated CRM's own side: makes tags and posts as a person in the CRM would. */
export async function inTheCrm(request: APIRequestContext, path: string, body: unknown): Promise<unknown> {
  const answer = await request.post(`${house.simulatorUrl}/admin/api${path}`, { data: body })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.json()
}

const stillForMs = 120
const longestMs = 5000

/**
 * Waits until nothing moves any more: fonts are there, nothing finite is animated, no skeleton stands in for what is
 * loading, and the page has not changed for a moment. Gives up waiting after some seconds: clocks tick for ever.
 */
export const untilStill = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    const isMoving = ({ playState, effect }) =>
      playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime)
    let timer
    const observer = new MutationObserver(() => wait())
    const end = () => {
      observer.disconnect()
      clearTimeout(timer)
      clearTimeout(limit)
      resolve()
    }
    const look = () => {
      const isLoading = document.querySelector('[role=status][aria-label^="Loading"]') !== null
      if (isLoading || document.getAnimations().some(isMoving)) wait()
      else end()
    }
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(look, ${stillForMs})
    }
    const limit = setTimeout(end, ${longestMs})
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    document.fonts.ready.then(wait)
  })`)

/** Keeps a picture of the page among the run's artefacts. */
export const keepPicture = (page: Page, name: string, isWhole = false) =>
  page.screenshot({ path: `artifacts/e2e/${name}.png`, fullPage: isWhole, animations: 'disabled' })

export { expect }
