import { expect, findLocationId, house, owner, test } from './house.ts'

test('somebody whose session has ended signs in and is back where they were', async ({ page, watch }) => {
  watch.expectFailures(/401/)
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/tags?sort=name`)
  await expect(page.getByTestId('tag-row').first()).toBeVisible()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Connections' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  await page.getByTestId('email').fill(owner.email)
  await page.getByTestId('password').fill('not the password')
  await page.getByTestId('sign-in').click()
  await expect(page.getByTestId('problem')).toBeVisible()

  await page.getByTestId('password').fill(owner.password)
  await page.getByTestId('sign-in').click()
  await expect(page).toHaveURL(/\/console\/connections/)

  await page.getByTestId('user-menu').click()
  await page.getByTestId('sign-out').click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto(`${house.url}/console/events`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('the setup link works once', async ({ page, watch, browser }) => {
  watch.expectFailures(/./)
  const stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const other = await stranger.newPage()
  await other.goto(house.setupLink)
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await stranger.close()
  expect(page.url()).toBe('about:blank')
})
