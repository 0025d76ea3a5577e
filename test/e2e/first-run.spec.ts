import { expect, house, keepPicture, locationName, owner, sessionFile, test } from './house.ts'

test('a newcomer follows the printed link and ends with statistics and a described tag', async ({ page }) => {
  const started = Date.now()

  await test.step('makes an owner', async () => {
    await page.goto(house.setupLink)
    await page.getByLabel('Name').fill(owner.name)
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByTestId('owner-password').fill(owner.password)
    await keepPicture(page, 'first-run-1-owner')
    await page.getByTestId('create-owner').click()
  })

  await test.step('confirms the address', async () => {
    await expect(page.getByTestId('public-url')).toHaveValue(house.url)
    await keepPicture(page, 'first-run-2-address')
    await page.getByTestId('save-address').click()
  })

  await test.step('chooses the simulator and consents', async () => {
    await expect(page.getByTestId('choice-simulator')).toHaveAttribute('aria-checked', 'true')
    await keepPicture(page, 'first-run-3-source')
    await page.getByTestId('start-simulator').click()
    await page.waitForURL(`${house.simulatorUrl}/**`)
    await page.getByRole('radio', { name: locationName }).check()
    await keepPicture(page, 'first-run-4-consent')
    await page.getByTestId('allow').click()
  })

  await test.step('watches the data arrive', async () => {
    await page.waitForURL('**/console/welcome**')
    await expect(page.getByTestId('stream-posts')).toBeVisible()
    await expect(page.getByTestId('records-stored')).not.toHaveText('0')
    await keepPicture(page, 'first-run-5-arriving')
    await expect(page.getByTestId('see-statistics')).toBeEnabled({ timeout: 60_000 })
  })

  await test.step('sees statistics', async () => {
    await page.getByTestId('see-statistics').click()
    await expect(page.getByTestId('measure-impressions')).toContainText(/\d/)
    await expect(page.getByTestId('platform-chart').locator('.recharts-area').first()).toBeVisible()
    await expect(page.getByTestId('simulator-banner')).toBeVisible()
    const seconds = Math.round((Date.now() - started) / 1000)
    test.info().annotations.push({ type: 'from the link to statistics', description: `${seconds} s` })
    await keepPicture(page, 'first-run-6-statistics')
  })

  await test.step('waits until everything is here', async () => {
    await page.goto(`${house.url}/console/welcome`)
    await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: 90_000 })
    await keepPicture(page, 'first-run-7-done')
  })

  await test.step('opens a tag and describes it', async () => {
    await page.getByRole('link', { name: 'Tags', exact: true }).click()
    await page.getByTestId('tag-row').first().click()
    await page.getByTestId('details-colour').fill('#0ca678')
    await page.getByTestId('details-description').fill('What the oven is proud of')
    await page.getByTestId('details-owner').fill('Marketing')
    await page.getByTestId('details-campaign').fill('Autumn')
    await page.getByTestId('add-field').click()
    await page.getByLabel('Name of the field').fill('budget')
    await page.getByLabel('Value of budget').fill('1200')
    await page.getByTestId('save-details').click()
    await expect(page.getByTestId('details-history')).toContainText('Version 1')
    await page.reload()
    await expect(page.getByTestId('details-description')).toHaveValue('What the oven is proud of')
    await expect(page.getByLabel('Value of budget')).toHaveValue('1200')
    await keepPicture(page, 'first-run-8-tag')
  })

  await page.context().storageState({ path: sessionFile })
})
