import { expect, findLocationId, house, keepPicture, test } from './house.ts'

test('the keyboard alone reaches content, search and pages', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/overview`)
  await expect(page.getByTestId('best-posts')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()

  await page.keyboard.press('Control+k')
  const search = page.getByPlaceholder('Search pages, locations, tags and posts')
  await expect(search).toBeFocused()
  await search.fill('event')
  await keepPicture(page, 'search')
  await expect(page.getByText('Events', { exact: true }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/console\/events/)
  await expect(search).toBeHidden()

  await page.keyboard.press('Alt+3')
  await expect(page).toHaveURL(new RegExp(`/locations/${id}/tags`))
})

test('search finds tags and posts of the location', async ({ page }) => {
  const id = await findLocationId(page.request)
  const tags = await page.request.get(`${house.url}/v1/locations/${id}/tags?limit=1`)
  const [tag] = ((await tags.json()) as { items: { name: string }[] }).items
  await page.goto(`${house.url}/console/locations/${id}/overview`)
  await page.getByTestId('search').click()
  await page.getByPlaceholder('Search pages, locations, tags and posts').fill(tag?.name ?? '')
  await page
    .getByRole('option', { name: tag?.name ?? '' })
    .or(page.getByRole('button', { name: tag?.name ?? '' }))
    .first()
    .click()
  await expect(page.getByTestId('tag-name')).toHaveText(tag?.name ?? '')
})

test('the chosen colour scheme is remembered over a reload', async ({ page }) => {
  await page.goto(`${house.url}/console/settings`)
  const root = page.locator('html')
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light')
  await page.getByTestId('colour-scheme').click()
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.reload()
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('the overview follows period and measure, and its address keeps both', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/overview`)
  await page.getByTestId('period').getByText('90 days').click()
  await expect(page).toHaveURL(/days=90/)
  await page.getByTestId('measure-followers').click()
  await expect(page.getByTestId('platform-chart')).toContainText('Followers by platform')
  await page.reload()
  await expect(page.getByTestId('measure-followers')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByTestId('platform-chart')).toContainText('Followers by platform')
})

test('the location at the top narrows what the hub lists of all of them', async ({ page }) => {
  await page.goto(`${house.url}/console/events`)
  const switcher = page.getByTestId('location-switcher')
  await expect(switcher).toContainText('All locations')
  await switcher.click()
  await page.getByRole('option', { name: /Hearth & Crumb Bakery/ }).click()
  await expect(page).toHaveURL(/events\?.*location=/)
  await expect(switcher).toContainText('Hearth & Crumb Bakery')
  await switcher.click()
  await page.getByRole('option', { name: 'All locations' }).click()
  await expect(page).not.toHaveURL(/location=/)
  await expect(page.getByRole('heading', { name: 'Events', level: 1 })).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } })

  test('the navigation opens from the burger and closes after a choice', async ({ page }) => {
    await page.goto(`${house.url}/console/settings`)
    const link = page.getByRole('link', { name: 'Workflows' })
    await expect(link).not.toBeInViewport()
    await page.getByTestId('burger').click()
    await expect(link).toBeInViewport()
    await keepPicture(page, 'navigation-narrow')
    await link.click()
    await expect(page.getByRole('heading', { name: 'Workflows', level: 1 })).toBeVisible()
    await expect(link).not.toBeInViewport()
  })
})
