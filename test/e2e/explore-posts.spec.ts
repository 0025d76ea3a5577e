import { expect, findLocationId, house, test } from './house.ts'

test('posts are found by words, status and tag, and the address keeps the view', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/posts`)
  const rows = page.getByTestId('post-row')
  await expect(rows.first()).toBeVisible()
  const heading = page.getByText(/^\d+ posts?( match)?$/)
  const all = await heading.textContent()

  await page.getByTestId('filter-status').click()
  await page.getByRole('option', { name: 'Scheduled' }).click()
  await expect(page).toHaveURL(/status=scheduled/)
  await expect(page.getByText(/posts? match/)).toBeVisible()
  await expect(page.getByTestId('post-list')).not.toContainText('Published')

  await page.getByTestId('clear-filters').click()
  await expect(heading).toHaveText(all ?? '')
  const word = ((await rows.first().textContent()) ?? '').split(/\W+/).find((part) => part.length > 4) ?? ''
  await page.getByTestId('filter-text').fill(word)
  await expect(page).toHaveURL(new RegExp(`text=${word}`))
  await expect(rows.first()).toContainText(new RegExp(word, 'i'))

  await page.reload()
  await expect(page.getByTestId('filter-text')).toHaveValue(word)
  await expect(rows.first()).toContainText(new RegExp(word, 'i'))

  await page.getByTestId('filter-text').fill('words that nobody wrote')
  await expect(page.getByText('No post matches')).toBeVisible()
})

test('more posts arrive as the list is scrolled, and only those in view exist', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/posts?sort=oldest`)
  await expect(page.getByTestId('post-row').first()).toBeVisible()
  const nextPage = page.waitForResponse((answer) => answer.url().includes('cursor='))
  for (let turn = 0; turn < 8; turn += 1) await page.mouse.wheel(0, 900)
  expect((await nextPage).status()).toBe(200)
  expect(await page.getByTestId('post-row').count()).toBeLessThan(50)
})

test('a post shows its text, its versions, and opens by its address', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/posts?sort=engagement`)
  await page.getByTestId('post-row').first().click()
  const text = await page.getByTestId('post-text').textContent()
  await expect(page).toHaveURL(/post=/)
  await page.getByTestId('versions-tab').click()
  await expect(page.getByTestId('post-versions')).toContainText('Version 1: first seen')
  await page.reload()
  await expect(page.getByTestId('post-text')).toHaveText(text ?? '')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('post-text')).toBeHidden()
  await expect(page).not.toHaveURL(/post=/)
})

test('before the hub knew of any post the list was empty', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/posts?asOf=2020-01-01T00:00:00.000Z`)
  await expect(page.getByTestId('as-of-notice')).toBeVisible()
  await expect(page.getByText('There are no posts here')).toBeVisible()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(page.getByTestId('post-row').first()).toBeVisible()
})
