import { expect, findLocationId, house, test } from './house.ts'

test('a key made in the console opens the four routes, and nothing once revoked', async ({
  page,
  playwright,
}) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/api-keys`)
  await page.getByTestId('create-key').click()
  await page.getByTestId('key-name').fill('Script')
  await page.getByLabel('Write').check()
  await page.getByTestId('submit-key').click()
  const key = await page.getByTestId('new-key').inputValue()
  expect(key).toMatch(/^cw_\w{32,}$/)
  await page.getByTestId('key-copied').click()
  await expect(page.getByRole('region', { name: 'Tags of a location with curl' })).toContainText(key)

  const app = await playwright.request.newContext({
    baseURL: house.url,
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  })
  const tags = await app.get(`/social-media-posting/${id}/tags?limit=5`)
  expect(tags.status()).toBe(200)
  const tagId = findTagId(await tags.json())
  const details = await app.post(`/social-media-posting/${id}/tags/details`, {
    data: { tagId, details: { campaign: 'Script' } },
  })
  expect(details.ok(), await details.text()).toBe(true)
  const days = await app.get(`/socialplanner/statistics.readonly?locationId=${id}&dateRange=30d`)
  expect(days.status()).toBe(200)
  const accounts = await app.get(`/v1/locations/${id}/accounts`)
  const { items } = (await accounts.json()) as {
    items: { profileId: string | null; hasStatistics: boolean }[]
  }
  const profileIds = items
    .filter(({ hasStatistics }) => hasStatistics)
    .flatMap(({ profileId }) => profileId ?? [])
  const statistics = await app.post(`/social-media-posting/statistics?locationId=${id}`, {
    data: { profileIds },
    headers: { Version: '2021-07-28' },
  })
  expect(statistics.ok(), await statistics.text()).toBe(true)

  await page.getByRole('button', { name: 'Revoke Script' }).click()
  await page.getByTestId('confirm-revoke').click()
  await expect(page.getByTestId('key-row').filter({ hasText: 'Script' })).toContainText('revoked')
  expect((await app.get(`/social-media-posting/${id}/tags`)).status()).toBe(401)
  await app.dispose()
})

/** The first id of a tag in the CRM's envelope, wherever the envelope keeps its list. */
function findTagId(envelope: unknown): string {
  const found = /"_id":"([^"]+)"/.exec(JSON.stringify(envelope))?.[1]
  if (found === undefined) throw new Error(`No tag in ${JSON.stringify(envelope)}`)
  return found
}
