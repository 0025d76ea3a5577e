import { readFile } from 'node:fs/promises'
import { expect, findLocationId, house, owner, test } from './house.ts'

test('a call appears in the log, opens in full, and is exported', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/calls?location=${id}`)
  const called = await page.request.post(`${house.url}/v1/calls`, {
    data: {
      operation: 'social.get-posts',
      locationId: id,
      dryRun: false,
      path: { locationId: id },
      body: {
        type: 'all',
        skip: '0',
        limit: '5',
        fromDate: '2026-01-01',
        toDate: '2026-12-31',
        includeUsers: 'true',
      },
    },
    headers: { origin: house.url },
  })
  expect(called.status(), await called.text()).toBe(200)

  const row = page.getByTestId('call-row').first()
  await expect(row).toContainText(owner.name)
  await row.click()
  const drawer = page.getByTestId('call-drawer')
  await expect(drawer).toContainText('social-media-posting')
  await expect(page).toHaveURL(/call=/)
  await page.reload()
  await expect(drawer.getByRole('region', { name: 'Body' })).toContainText('limit')
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/call=/)

  await page.getByTestId('export-calls').click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.split('\n').length).toBeGreaterThan(1)
  expect(csv).toContain('social')
})

test('a call that was refused says why, and is found by its outcome', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.request.post(`${house.url}/v1/calls`, {
    data: { operation: 'contacts.get-contact', locationId: id, path: { contactId: 'nobody' } },
    headers: { origin: house.url },
  })
  await page.goto(`${house.url}/console/calls`)
  await page.getByTestId('filter-outcome').click()
  await page.getByRole('option', { name: 'Refused' }).click()
  await expect(page).toHaveURL(/outcome=refused/)
  await expect(page.getByTestId('call-row').first()).toHaveAttribute('data-outcome', 'refused')
  await page.getByTestId('filter-calls').fill('nothing has these words')
  await expect(page.getByText('No call matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(page.getByTestId('call-row').first()).toBeVisible()
})
