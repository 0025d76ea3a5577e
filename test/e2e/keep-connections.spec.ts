import { AxeBuilder } from '@axe-core/playwright'
import { expect, findLocationId, house, keepPicture, locationName, test } from './house.ts'

test('a connection is diagnosed in one sentence and synced on demand', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/connections`)
  await page.getByTestId('connection-actions').first().click()
  await page.getByRole('menuitem', { name: 'Diagnose' }).click()
  await expect(page.getByTestId('conclusion')).toContainText('works')
  await keepPicture(page, 'diagnosis')
  await page.getByRole('button', { name: 'Close the diagnosis' }).click()

  await page.getByTestId('connection-actions').first().click()
  const asked = page.waitForResponse(`**/v1/locations/${id}/sync`)
  await page.getByRole('menuitem', { name: 'Sync now' }).click()
  expect((await asked).status()).toBe(202)
  await expect(page.getByText('The sync has started.')).toBeVisible()
})

test('a denied consent says so and leads back', async ({ page, watch }) => {
  watch.expectFailures(/40\d/)
  await page.goto(`${house.url}/console/connections`)
  await page.getByTestId('add-connection').click()
  await page.getByRole('radio', { name: 'The simulator' }).click()
  await page.getByRole('button', { name: 'Go to the consent page' }).click()
  await page.waitForURL(`${house.simulatorUrl}/**`)
  await page.getByTestId('deny').click()
  await page.waitForURL(`${house.url}/**`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The connection was not made')
  await page.getByRole('link', { name: 'Back to the connections' }).click()
  await expect(page.getByTestId('connection').first()).toContainText(locationName)
})

test('a connection that was ended in the CRM says so, and consenting again brings it back', async ({
  page,
}) => {
  const id = await findLocationId(page.request)
  const ended = await page.request.post(`${house.simulatorUrl}/admin/api/uninstall`, {
    data: { locationId: id },
  })
  expect(ended.ok(), await ended.text()).toBe(true)

  await page.goto(`${house.url}/console/connections`)
  await page.getByTestId('connection-actions').first().click()
  await page.getByRole('menuitem', { name: 'Diagnose' }).click()
  await expect(page.getByTestId('conclusion')).toBeVisible()
  await expect(page.getByTestId('conclusion')).not.toContainText('works')
  await page.getByRole('button', { name: 'Close the diagnosis' }).click()
  await page.reload()
  await expect(page.getByTestId('connection-status').first()).not.toHaveText('Connected')
  await keepPicture(page, 'connection-ended')

  await page.getByRole('button', { name: 'Reconnect', exact: true }).click()
  await page.waitForURL(`${house.simulatorUrl}/**`)
  await page.getByRole('radio', { name: locationName }).check()
  await page.getByTestId('allow').click()
  await expect(page.getByTestId('connected')).toBeVisible()
  await expect(page.getByTestId('connection-status').first()).toHaveText('Connected')
})

test('what an app asks for is chosen by module, with what each scope opens', async ({ page, watch }) => {
  watch.expectFailures(/400/)
  await page.goto(`${house.url}/console/connections`)
  await page.getByTestId('add-connection').click()
  await page.getByTestId('choice-app').click()
  await page.getByLabel('Client id').fill('0123456789abcdef01234567-abcd1234')
  await page.getByLabel('Client secret').fill('not a real secret')
  await page.getByRole('button', { name: 'Scopes and API generation' }).click()
  const picker = page.getByTestId('scope-picker')
  await expect(picker.getByLabel('All of Social Planner')).toBeChecked()
  await expect(picker.getByLabel('contacts.readonly')).toBeChecked()
  await expect(picker.getByLabel('contacts.write')).not.toBeChecked()

  await picker.getByLabel('Find a scope').fill('send a message')
  await picker.getByLabel('conversations/message.write').check()
  await picker.getByLabel('Find a scope').fill('contacts')
  await picker.getByLabel('All of Contacts').check()
  await keepPicture(page, 'scope-picker')
  const { violations } = await new AxeBuilder({ page }).include('[data-testid=scope-picker]').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  // The real consent page is not on this machine: the answer to the first step is made here.
  const problem = { type: 'about:blank', title: 'No', status: 400, code: 'test.stop', detail: 'Far enough' }
  const asked: string[][] = []
  await page.route('**/v1/apps', (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    asked.push((route.request().postDataJSON() as { scopes: string[] }).scopes)
    return route.fulfill({ status: 400, json: problem, contentType: 'application/problem+json' })
  })
  await page.getByRole('button', { name: 'Save and go to the consent page' }).click()
  await expect(page.getByTestId('problem')).toContainText('Far enough')
  expect(asked[0]).toEqual(
    expect.arrayContaining([
      'socialplanner/post.write',
      'contacts.readonly',
      'contacts.write',
      'conversations/message.write',
    ]),
  )
  expect(asked[0]).not.toContain('users.write')
})
