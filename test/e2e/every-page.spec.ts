import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, findLocationId, house, keepPicture, test, untilStill } from './house.ts'

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The rules that judge by colour; for all others a page in the other scheme is the same page. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** Every page: its address, and what is there once it has loaded. */
const pages: [name: string, path: string, loaded: string][] = [
  ['overview', '/locations/:id/overview', 'best-posts'],
  ['overview-followers', '/locations/:id/overview?measure=followers&days=90', 'best-posts'],
  ['overview-rate', '/locations/:id/overview?measure=engagementRate&days=7', 'best-posts'],
  ['posts', '/locations/:id/posts', 'post-row'],
  ['tags', '/locations/:id/tags', 'tag-row'],
  ['tag', '', 'details-editor'],
  ['post', '', 'post-text'],
  ['connections', '/connections', 'connection'],
  ['inbox', '/inbox', 'delivery-row'],
  ['webhook', '/inbox', 'delivery-row'],
  ['inbox-completeness', '/inbox?tab=completeness', 'completeness-row'],
  ['inbox-keys', '/inbox?tab=keys', 'webhook-key'],
  ['events', '/events', 'event-row'],
  ['event', '/events', 'event-row'],
  ['catalog', '/catalog', 'catalog-row'],
  ['catalog-operation', '/catalog/contacts.create-contact', 'send-call'],
  ['catalog-destructive', '/catalog/contacts.delete-contact', 'send-call'],
  ['catalog-trigger', '/catalog/contact.created', 'entry-title'],
  ['calls', '/calls', 'call-row'],
  ['call', '/calls', 'call-row'],
  ['workflows', '/workflows', 'template'],
  ['workflow', '/workflows', 'node-step'],
  ['workflow-step', '/workflows', 'step-panel'],
  ['workflow-new', '/workflows/new', 'trigger-panel'],
  ['runs', '/runs', 'run-row'],
  ['run', '/runs', 'run-step'],
  ['limits', '/limits', 'spenders'],
  ['drift', '/drift', 'observed-drift'],
  ['endpoints', '/endpoints', 'endpoint-row'],
  ['endpoint', '/endpoints', 'sent-row'],
  ['delivery', '/endpoints', 'attempt'],
  ['mappings', '/mappings', 'mapping-list'],
  ['mapping', '/mappings/shown', 'preview-row'],
  ['destinations', '/destinations', 'output-row'],
  ['secrets', '/secrets', 'secret-row'],
  ['quarantine', '/quarantine/:output', 'quarantine'],
  ['api-keys', '/api-keys', 'create-key'],
  ['agents', '/agents', 'mcp-address'],
  ['welcome', '/welcome', 'records-stored'],
  ['settings', '/settings', 'user-menu'],
  ['not-found', '/no-such-page', 'empty'],
]

/** Other measures of the overview change its charts only: one width is enough for them. */
const isOwnShape = ([name]: (typeof pages)[number]) => !name.startsWith('overview-')

const shapes = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 375, height: 812 },
} as const

/** So many browsers look at the pages of a shape, each at its own share. */
const shares = 2

for (const [shape, viewport] of Object.entries(shapes)) {
  test.describe(shape, () => {
    test.use({ viewport })

    for (let share = 0; share < shares; share += 1) {
      test(`every page is whole, fits and is accessible in light and dark, part ${share + 1}`, async ({
        page,
      }) => {
        test.setTimeout(300_000)
        const id = await findLocationId(page.request)
        await callOnce(page, id)
        await sendOnce(page)
        const outputId = await mapOnce(page)
        const secret = {
          data: { value: 'shown nowhere', hosts: ['api.example.com'] },
          headers: { origin: house.url },
        }
        await page.request.put(`${house.url}/v1/secrets/APP_KEY`, secret)
        const own = (shape === 'wide' ? pages : pages.filter(isOwnShape)).filter(
          (_, place) => place % shares === share,
        )
        for (const [place, [name, path, loaded]] of own.entries()) {
          // Half of the pages load in the dark, the others turn dark while they are shown.
          const [first, second] =
            place % 2 === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const)
          await test.step(name, async () => {
            await page.emulateMedia({ colorScheme: first })
            await open(page, name, path.replace(':id', id).replace(':output', outputId), id)
            await expect(page.getByTestId(loaded).first()).toBeVisible()
            await untilStill(page)
            await keepPicture(page, `${name}-${first}-${shape}`)
            expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
            expect(await findViolations(page, (axe) => axe.withTags(wcag))).toEqual([])

            await page.emulateMedia({ colorScheme: second })
            await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', second)
            await untilStill(page)
            await keepPicture(page, `${name}-${second}-${shape}`)
            expect(await findViolations(page, (axe) => axe.withRules(ofColours))).toEqual([])
          })
        }
      })
    }
  })
}

/** What of a page axe finds fault with. */
async function findViolations(page: Page, choose: (axe: AxeBuilder) => AxeBuilder) {
  // The pages have no frames, so nothing need be gathered in a page of its own, which takes longer than the looking.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await choose(axe).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

async function open(page: Page, name: string, path: string, id: string): Promise<void> {
  if (name === 'tag' || name === 'post') {
    await page.goto(`${house.url}/console/locations/${id}/${name}s`)
    await page.getByTestId(`${name}-row`).first().click()
  } else {
    await page.goto(`${house.url}/console${path}`)
    const row = { call: 'call-row', webhook: 'delivery-row', event: 'event-row' }[name]
    if (row !== undefined) await page.getByTestId(row).first().click()
    if (name === 'workflow' || name === 'workflow-step')
      await page.getByRole('link', { name: /^Keep details of every tag/ }).click()
    if (name === 'workflow-step') await page.getByTestId('node-step').first().click()
    if (name === 'run')
      await page.getByTestId('run-row').and(page.locator('[data-state="succeeded"]')).first().click()
    if (name === 'endpoint' || name === 'delivery')
      await page.getByTestId('endpoint-row').filter({ hasText: shop }).first().click()
    // Of the others some may still wait for their first attempt.
    if (name === 'delivery')
      await page.getByTestId('sent-row').filter({ hasText: 'endpoint.test' }).first().click()
  }
}

/** There is a mapping, and it is written somewhere; gives the id of that. */
async function mapOnce(page: Page): Promise<string> {
  const headers = { origin: house.url }
  const definition = {
    source: { kind: 'post' },
    fields: [
      { name: 'post_id', type: 'string', from: { path: 'id' } },
      { name: 'text', type: 'string', from: { path: 'summary' } },
      { name: 'published_at', type: 'datetime', from: { path: 'publishedAt' } },
      { name: 'tags', type: 'list', from: { path: 'tags[].name' } },
    ],
    key: ['post_id'],
  }
  await page.request.put(`${house.url}/v1/mappings/shown`, { data: { definition }, headers })
  const files = { name: 'Files', kind: 'file', settings: { format: 'csv', mode: 'append' } }
  const made = await page.request.post(`${house.url}/v1/destinations`, { data: files, headers })
  if (made.ok()) {
    const { id } = (await made.json()) as { id: string }
    const output = { mapping: 'shown', destinationId: id, target: 'posts.csv' }
    await page.request.post(`${house.url}/v1/mapping-outputs`, { data: output, headers })
  }
  // Another browser may have been first, and may not have come to its output yet.
  const read = async () => {
    const answer = await page.request.get(`${house.url}/v1/mapping-outputs?mapping=shown`)
    return ((await answer.json()) as { items: { id: string }[] }).items[0]?.id
  }
  await expect.poll(read).toBeDefined()
  return (await read())!
}

/** The log of calls has something to show. */
async function callOnce(page: Page, locationId: string): Promise<void> {
  const answer = await page.request.post(`${house.url}/v1/calls`, {
    data: { operation: 'contacts.get-contacts', locationId, query: { locationId } },
    headers: { origin: house.url },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

const shop = 'A shop that never answers'

/** There is an endpoint of our own, and something was sent to it; it does not answer. */
async function sendOnce(page: Page): Promise<void> {
  const headers = { origin: house.url }
  const list = await page.request.get(`${house.url}/v1/endpoints`)
  const { items } = (await list.json()) as { items: { description: string }[] }
  if (items.some(({ description }) => description === shop)) return
  const made = await page.request.post(`${house.url}/v1/endpoints`, {
    data: { url: 'http://127.0.0.1:9/', description: shop },
    headers,
  })
  const { id } = (await made.json()) as { id: string }
  await page.request.post(`${house.url}/v1/endpoints/${id}/test`, { data: {}, headers })
}
