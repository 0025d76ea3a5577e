import { generateKeyPairSync } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'
import { expect, findLocationId, house, test } from './house.ts'

/** Makes a contact in the CRM, which sends a webhook of it. */
async function makeContact(request: APIRequestContext, locationId: string, firstName: string): Promise<void> {
  const email = `${firstName.toLowerCase()}@example.com`
  const answer = await request.post(`${house.url}/v1/calls`, {
    data: {
      operation: 'contacts.create-contact',
      locationId,
      body: { locationId, firstName, lastName: 'Reader', email },
    },
    headers: { origin: house.url },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

test('a webhook appears with what proved it, what it says and what it caused, and is replayed', async ({
  page,
}) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/inbox?location=${id}`)
  await makeContact(page.request, id, 'Quincy')
  await page.getByTestId('filter-inbox').fill('Quincy')
  await expect(page).toHaveURL(/q=Quincy/)
  const row = page.getByTestId('delivery-row').filter({ hasText: 'ContactCreate' })
  await expect(row).toHaveAttribute('data-state', 'processed')
  await row.click()

  const drawer = page.getByTestId('delivery-drawer')
  await expect(drawer.getByTestId('verdict')).toContainText('Signature right')
  await expect(drawer.getByRole('region', { name: 'Body' })).toContainText('quincy@example.com')
  await expect(drawer.getByTestId('outcome')).toContainText('Contact Quincy Reader stored')
  await drawer.getByRole('button', { name: 'The very bytes' }).click()
  await expect(drawer.getByRole('region', { name: 'Raw bytes' })).toContainText('"firstName":"Quincy"')
  await drawer.getByRole('button', { name: 'Headers' }).click()
  await expect(drawer.getByText('x-ghl-signature')).toBeVisible()

  await drawer.getByRole('button', { name: '1 attempt' }).click()
  await drawer.getByTestId('replay-delivery').click()
  await expect(drawer.getByRole('button', { name: '2 attempts' })).toBeVisible()

  await drawer.getByTestId('caused-event').first().click()
  await expect(page).toHaveURL(/events\?.*kind=contact/)
  const event = page.getByTestId('event-row').filter({ hasText: 'contact.created' }).first()
  await expect(event).toContainText('Quincy Reader')
  await event.click()
  await page.getByRole('link', { name: 'Open the webhook' }).click()
  await expect(page.getByTestId('delivery-row')).toHaveCount(1)
})

test('what nobody signed is refused and counted, and what matches is replayed together', async ({ page }) => {
  const forged = await page.request.post(`${house.url}/webhooks/crm`, {
    data: { type: 'ContactCreate', id: 'forged', locationId: 'x' },
  })
  expect(forged.status()).toBe(401)
  await page.goto(`${house.url}/console/inbox`)
  await expect(page.getByTestId('refused')).toContainText('carried no signature')
  await page.getByTestId('count-processed').click()
  await expect(page).toHaveURL(/state=processed/)
  await page.getByTestId('replay-matching').click()
  await page.getByTestId('confirm-replay').click()
  await expect(page.getByTestId('replayed')).toContainText('in line again')
  await page.keyboard.press('Escape')
  await page.getByTestId('filter-inbox').fill('nothing has these words')
  await expect(page.getByText('No webhook matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(page.getByTestId('delivery-row').first()).toBeVisible()
})

test('a key is added and retired, and one that is none is refused with words', async ({ page, watch }) => {
  watch.expectFailures(/400/)
  await page.goto(`${house.url}/console/inbox`)
  await page.getByTestId('tab-keys').click()
  await expect(page.getByTestId('webhook-key').first()).toBeVisible()
  await page.getByTestId('add-webhook-key').click()
  await page.getByLabel('Name').fill('Key of next year')
  await page.getByLabel('Public key').fill('this is no public key, however long it may be')
  await page.getByTestId('save-webhook-key').click()
  await expect(page.getByTestId('problem')).toContainText('ingest.key_unusable')
  const { publicKey } = generateKeyPairSync('ed25519')
  await page.getByLabel('Public key').fill(publicKey.export({ format: 'pem', type: 'spki' }).toString())
  await page.getByTestId('save-webhook-key').click()
  const added = page.getByTestId('webhook-key').filter({ hasText: 'Key of next year' })
  await expect(added).toContainText('signed nothing yet')
  await added.getByRole('button', { name: 'Retire' }).click()
  await page.getByTestId('retire-webhook-key').click()
  await expect(added).toContainText('retired')
})

test('completeness is told for each location, and looked at when asked', async ({ page }) => {
  await page.goto(`${house.url}/console/inbox?tab=completeness`)
  const row = page.getByTestId('completeness-row').filter({ hasText: 'Hearth & Crumb Bakery' })
  await row.getByRole('button', { name: /Look now/ }).click()
  await expect(row).toContainText('last looked just now')
})
