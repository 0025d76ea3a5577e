import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { Webhook } from 'standardwebhooks'
import { expect, findLocationId, house, inTheCrm, keepPicture, test, untilStill } from './house.ts'

type Received = { headers: Record<string, string>; body: string }

/** A receiver on this machine, as a user's app would be. */
async function listen(
  received: Received[],
  answer: { status: number },
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    })
    response.writeHead(answer.status).end('{"seen":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` }
}

test('events reach an endpoint made in the console, verified, and its receiver sees them by a link', async ({
  page,
  context,
  watch,
}) => {
  watch.expectFailures(/400/)
  const received: Received[] = []
  const answer = { status: 200 }
  const { server, url } = await listen(received, answer)
  const id = await findLocationId(page.request)

  // Made in the console; the secret is shown once.
  await page.goto(`${house.url}/console/endpoints`)
  await page.getByTestId('create-endpoint').click()
  await page.getByTestId('endpoint-url').fill(url)
  await page.getByTestId('endpoint-description').fill('Our shop')
  await page.getByTestId('endpoint-types').fill('tga.created')
  await page.getByTestId('submit-endpoint').click()
  await expect(page.getByText('Did you mean tag.created').first()).toBeVisible()
  await page.getByTestId('endpoint-types').press('Backspace')
  await page.getByTestId('submit-endpoint').click()
  const secret = await page.getByTestId('endpoint-secret').inputValue()
  expect(secret).toMatch(/^whsec_/)
  await page.getByTestId('secret-copied').click()
  await expect(page.getByRole('heading', { name: 'Our shop' })).toBeVisible()

  // A test event at once, then something that really happens in the CRM.
  await page.getByTestId('send-test').click()
  await expect(page.getByTestId('attempt')).toContainText('200')
  await page.getByRole('button', { name: 'Close the delivery' }).click()
  await inTheCrm(page.request, `/locations/${id}/tags`, { tag: 'For the endpoint' })
  await page.request.post(`${house.url}/v1/locations/${id}/sync`, {
    data: { streams: ['tags'] },
    headers: { origin: house.url },
  })
  await expect(page.getByTestId('sent-row').filter({ hasText: 'tag.created' })).toHaveAttribute(
    'data-state',
    'delivered',
  )
  for (const { body, headers } of received) new Webhook(secret).verify(body, headers)
  expect(received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toContain('tag.created')

  // In a shape of the app's own.
  const definition = {
    source: { kind: 'tag' },
    locationIds: null,
    fields: [
      { name: 'tag_id', type: 'string', from: { path: 'id' } },
      { name: 'label', type: 'string', from: { path: 'name' }, transforms: [{ use: 'case', to: 'upper' }] },
    ],
    key: ['tag_id'],
  }
  const published = await page.request.put(`${house.url}/v1/mappings/shop-tags`, {
    data: { definition },
    headers: { origin: house.url },
  })
  expect(published.ok(), await published.text()).toBe(true)
  await page.reload()
  await page.getByTestId('endpoint-menu').click()
  await page.getByRole('menuitem', { name: 'Change it' }).click()
  await page.getByTestId('endpoint-mapping').click()
  await page.getByRole('option', { name: 'What the mapping shop-tags makes of it' }).click()
  await page.getByTestId('submit-endpoint').click()
  await expect(page.getByRole('link', { name: 'shop-tags' })).toBeVisible()
  await inTheCrm(page.request, `/locations/${id}/tags`, { tag: 'in my shape' })
  await page.request.post(`${house.url}/v1/locations/${id}/sync`, {
    data: { streams: ['tags'] },
    headers: { origin: house.url },
  })
  await expect
    .poll(() => received.map(({ body }) => (JSON.parse(body) as { data: { label?: string } }).data.label))
    .toContain('IN MY SHAPE')

  // What is refused says so, and is sent again by a person.
  answer.status = 500
  await page.getByTestId('send-test').click()
  await expect(page.getByTestId('attempt')).toContainText('500')
  await expect(page.getByTestId('delivery-drawer')).toContainText('Given up')
  answer.status = 200
  await page.getByTestId('resend').click()
  await expect(page.getByTestId('delivery-drawer')).toContainText('Delivered')
  await untilStill(page)
  await keepPicture(page, 'endpoint-delivery')
  await page.getByRole('button', { name: 'Close the delivery' }).click()

  // What a span holds is counted before it goes out.
  await page.getByTestId('endpoint-menu').click()
  await page.getByRole('menuitem', { name: 'Recover a span' }).click()
  await page.getByTestId('count-recover').click()
  await expect(page.getByTestId('would-recover')).toContainText('Nothing is missing')
  await page.getByRole('button', { name: 'Close', exact: true }).click()

  // Whoever has the link sees this endpoint without an account, and makes a new secret.
  await page.getByTestId('create-link').click()
  await page.getByLabel('For whom').fill('The shop')
  await page.getByTestId('submit-link').click()
  const link = await page.getByTestId('receiver-link').inputValue()
  const stranger = await context.browser()!.newContext({ storageState: { cookies: [], origins: [] } })
  const shop = await stranger.newPage()
  await shop.goto(link)
  await expect(shop.getByRole('heading', { name: 'Our shop' })).toBeVisible()
  await shop.getByRole('link', { name: 'tag.created' }).first().click()
  await expect(shop.getByRole('heading', { name: 'tag.created' })).toBeVisible()
  const before = received.length
  await shop.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => received.length).toBe(before + 1)
  await shop.getByRole('link', { name: 'All deliveries' }).click()
  await shop.getByText('Make a new secret …').click()
  await shop.getByRole('button', { name: 'Make it now' }).click()
  const fresh = /whsec_[\w+/=]+/.exec(
    (await shop.getByRole('alert').locator('+ pre').textContent()) ?? '',
  )?.[0]
  expect(fresh).toBeDefined()
  await shop.screenshot({ path: 'artifacts/e2e/receiver.png', fullPage: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await shop.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page: shop }).setLegacyMode().analyze()
    expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([])
  }
  await shop.setViewportSize({ width: 375, height: 812 })
  expect(await shop.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  await stranger.close()

  // Both secrets verify while they overlap.
  await page.goto(page.url())
  await page.getByTestId('send-test').click()
  await expect(page.getByTestId('attempt')).toContainText('200')
  const last = received.at(-1)!
  for (const one of [secret, fresh!]) new Webhook(one).verify(last.body, last.headers)
  server.close()
})
