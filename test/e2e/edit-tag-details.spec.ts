import { expect, findLocationId, house, test } from './house.ts'

test('two people who edit one tag both keep their words until one of them decides', async ({
  page,
  watch,
}) => {
  watch.expectFailures(/409/)
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/tags?sort=name`)
  await page.getByTestId('tag-row').nth(1).click()
  await expect(page.getByTestId('details-editor')).toBeVisible()
  const tagId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.getByTestId('details-description').fill('My words')

  const answer = await page.request.put(`${house.url}/v1/locations/${id}/tags/${tagId}/details`, {
    data: { details: { description: 'Their words', owner: 'Somebody else' } },
    headers: { origin: house.url },
  })
  expect(answer.status(), await answer.text()).toBe(200)

  await page.getByTestId('save-details').click()
  const conflict = page.getByTestId('details-conflict')
  await expect(conflict).toContainText('My words')
  await expect(conflict).toContainText('Their words')
  await expect(page.getByTestId('details-description')).toHaveValue('My words')

  await page.getByTestId('keep-mine').click()
  await expect(conflict).toBeHidden()
  await expect(page.getByTestId('details-history')).toContainText('Version 2')
  await page.reload()
  await expect(page.getByTestId('details-description')).toHaveValue('My words')
  await expect(page.getByTestId('details-owner')).toHaveValue('')
})

test('a change made elsewhere appears by itself while nothing is being typed', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/locations/${id}/tags?sort=name`)
  await page.getByTestId('tag-row').nth(2).click()
  await expect(page.getByTestId('details-editor')).toBeVisible()
  const tagId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.waitForTimeout(1500)
  await page.request.put(`${house.url}/v1/locations/${id}/tags/${tagId}/details`, {
    data: { details: { campaign: 'From elsewhere' } },
    headers: { origin: house.url },
  })
  await expect(page.getByTestId('details-campaign')).toHaveValue('From elsewhere')
})
