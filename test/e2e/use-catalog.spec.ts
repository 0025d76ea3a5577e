import { expect, findLocationId, house, keepPicture, locationName, test } from './house.ts'

test('everything is found as one types, and the address keeps the view', async ({ page }) => {
  await page.goto(`${house.url}/console/catalog`)
  const rows = page.getByTestId('catalog-row')
  await expect(rows.first()).toBeVisible()
  const heading = page.getByText(/^\d+ entries/)
  const all = Number(/\d+/.exec((await heading.textContent()) ?? '')?.[0])
  expect(all).toBeGreaterThan(700)
  // Only what is in view exists, however much there is.
  expect(await rows.count()).toBeLessThan(60)

  await page.keyboard.press('/')
  const search = page.getByTestId('catalog-search')
  await expect(search).toBeFocused()
  await search.pressSequentially('send sms', { delay: 20 })
  await expect(rows.first()).toContainText(/message/i)
  await expect(page).toHaveURL(/q=send/)

  await search.fill('followers last month')
  await expect(rows.first()).toContainText(/statistic/i)
  await page.getByTestId('catalog-kind').getByText('Triggers').click()
  await expect(page).toHaveURL(/kind=trigger/)
  await page.reload()
  await expect(search).toHaveValue('followers last month')
  await expect(page.getByRole('radio', { name: 'Triggers' })).toBeChecked()

  await search.fill('qqzzxxjj')
  await expect(page.getByTestId('empty')).toContainText('Nothing found')
  await page.getByRole('button', { name: 'Show everything' }).click()
  await expect(heading).toContainText(String(all))
})

test('arrow keys walk through all entries, Enter opens one, and the way back keeps the search', async ({
  page,
}) => {
  await page.goto(`${house.url}/console/catalog?q=contact`)
  const rows = page.getByTestId('catalog-row')
  await expect(rows.first()).toBeVisible()
  await page.getByTestId('catalog-search').focus()
  await page.keyboard.press('ArrowDown')
  await expect(rows.first()).toBeFocused()
  await page.keyboard.press('End')
  const last = page.locator('[data-testid="catalog-row"]:focus')
  await expect(last).toBeInViewport()
  await page.keyboard.press('Home')
  await expect(rows.first()).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByTestId('catalog-search')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  const id = await rows.first().getAttribute('data-id')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/catalog/${id?.replaceAll('.', '\\.')}`))
  await page.getByTestId('back-to-catalog').click()
  await expect(page.getByTestId('catalog-search')).toHaveValue('contact')
})

test('modules narrow the list and count what they hold', async ({ page }) => {
  await page.goto(`${house.url}/console/catalog`)
  const contacts = page
    .getByRole('navigation', { name: 'Modules' })
    .getByRole('button', { name: /^Contacts/ })
  const count = Number(/\d+/.exec((await contacts.textContent()) ?? '')?.[0])
  await contacts.click()
  await expect(page).toHaveURL(/module=contacts/)
  await expect(page.getByText(new RegExp(`^${count} entr(y|ies) found$`))).toBeVisible()
})

test('a contact is made, read and deleted from forms, with a question before each change', async ({
  page,
}) => {
  const email = `oven-${Date.now()}@example.com`
  await page.goto(`${house.url}/console/catalog/contacts.create-contact`)
  await expect(page.getByLabel('locationId')).toHaveValue(await findLocationId(page.request))
  await page.getByLabel('firstName').fill('Oven')
  await page.getByLabel('email', { exact: true }).fill(email)
  await expect(page.getByRole('region', { name: 'Code with curl' })).toContainText(email)

  await page.getByTestId('show-request').click()
  await expect(page.getByTestId('call-plan')).toContainText('Nothing was sent')
  await expect(page.getByTestId('call-plan')).toContainText(email)
  await expect(page.getByTestId('call-plan')).not.toContainText(/Bearer (?!\W)/)

  await page.getByTestId('send-call').click()
  await expect(page.getByTestId('confirm-call')).toContainText(locationName)
  await page.getByTestId('confirm-send').click()
  await expect(page.getByTestId('call-status')).toContainText(/20[01]/)
  const answer = (await page.getByTestId('json-view').first().textContent()) ?? ''
  const id = /id: "([^"]+)"/.exec(answer)?.[1] ?? ''
  expect(id).not.toBe('')
  await keepPicture(page, 'catalog-answer')

  await page.goto(`${house.url}/console/catalog/contacts.get-contact`)
  await page.getByLabel('contactId').fill(id)
  await page.getByTestId('send-call').click()
  await expect(page.getByTestId('call-status')).toContainText('200')
  await expect(page.getByTestId('call-answer')).toContainText(email)

  await page.goto(`${house.url}/console/catalog/contacts.delete-contact`)
  await page.getByLabel('contactId').fill(id)
  await page.getByTestId('send-call').click()
  await expect(page.getByTestId('confirm-call')).toContainText('cannot be brought back')
  await expect(page.getByTestId('confirm-send')).toBeDisabled()
  await page.getByTestId('mean-it').check()
  await page.getByTestId('confirm-send').click()
  await expect(page.getByTestId('call-status')).toContainText('200')
})

test('a file chosen in the form arrives in the CRM, and the code to copy names it', async ({ page }) => {
  const name = `oven-${Date.now()}.png`
  const bytes = Buffer.from('89504e470d0a1a0a00ff00fe0d0a2d2d', 'hex')
  await page.goto(`${house.url}/console/catalog/media.upload-media-content`)
  await page.getByTestId('files').locator('input[type=file]').setInputFiles({
    name,
    mimeType: 'image/png',
    buffer: bytes,
  })
  await expect(page.getByRole('region', { name: 'Code with curl' })).toContainText(`file=@${name}`)
  await page.getByTestId('show-request').click()
  await expect(page.getByTestId('call-plan')).toContainText('multipart/form-data')

  await page.getByTestId('send-call').click()
  await page.getByTestId('confirm-send').click()
  await expect(page.getByTestId('call-status')).toContainText(/20[01]/)
  await keepPicture(page, 'catalog-file')

  const id = await findLocationId(page.request)
  const listed = await page.request.post(`${house.url}/v1/calls`, {
    data: {
      operation: 'media.fetch-media-content',
      locationId: id,
      query: { type: 'file', sortBy: 'createdAt', sortOrder: 'desc', altId: id, altType: 'location' },
      fresh: true,
    },
    headers: { origin: house.url },
  })
  expect(listed.status(), await listed.text()).toBe(200)
  const { body } = (await listed.json()) as { body: { files: Record<string, unknown>[] } }
  expect(body.files.find((file) => file['name'] === name)).toMatchObject({
    contentType: 'image/png',
    size: bytes.length,
  })
})

const csvHeaders =
  'postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls,gifUrl,videoUrls'

test('a file that is needed is missed at its field, and sent once it is chosen', async ({ page }) => {
  await page.goto(`${house.url}/console/catalog/social.upload-csv`)
  await page.getByTestId('send-call').click()
  await expect(page.getByTestId('files')).toContainText('is needed')
  await page
    .getByTestId('files')
    .locator('input[type=file]')
    .setInputFiles({
      name: 'posts.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${csvHeaders}\n2030-01-01 10:00:00,Warm bread,,,,\n`),
    })
  await expect(page.getByTestId('files')).not.toContainText('is needed')
  await page.getByTestId('send-call').click()
  await page.getByTestId('confirm-send').click()
  await expect(page.getByTestId('call-status')).toContainText(/20[01]/)
})

test('what is wrong is told at its field, by the form and by the hub', async ({ page, watch }) => {
  watch.expectFailures(/4\d\d/)
  await page.goto(`${house.url}/console/catalog/contacts.get-contact`)
  await page.getByTestId('send-call').click()
  await expect(page.getByText('is needed')).toBeVisible()

  await page.getByLabel('contactId').fill('undefined')
  await page.getByTestId('send-call').click()
  await expect(page.getByTestId('problem')).toBeVisible()
  await expect(
    page
      .getByTestId('try-it')
      .getByText(/placeholder/)
      .last(),
  ).toBeVisible()
})

test('code to copy follows the form in every language', async ({ page }) => {
  await page.goto(`${house.url}/console/catalog/contacts.get-contact`)
  await page.getByLabel('contactId').fill('abc123')
  const code = (name: string) => page.getByRole('region', { name: `Code with ${name}` })
  await expect(code('curl')).toContainText('/contacts/abc123')
  const forms = page.getByTestId('code-form')
  await forms.getByText('fetch').click()
  await expect(code('fetch')).toContainText('await fetch(')
  await forms.getByText('SDK').click()
  await expect(code('SDK')).toContainText('abc123')
  await forms.getByText('CLI').click()
  await expect(code('CLI')).toContainText('causeway call contacts.get-contact')
})

test('a trigger says how it arrives and what it brings', async ({ page }) => {
  await page.goto(`${house.url}/console/catalog/contact.created`)
  await expect(page.getByText('How it arrives')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Example payload' })).toContainText('{')
  await expect(page.getByRole('region', { name: 'Payload fields' })).toBeVisible()
})

test('an entry that does not exist leads to those that do', async ({ page, watch }) => {
  watch.expectFailures(/404/)
  await page.goto(`${house.url}/console/catalog/contacts.get-contakt`)
  await page.getByRole('link', { name: 'contacts.get-contact', exact: true }).click()
  await expect(page.getByTestId('entry-title')).toBeVisible()
})

test('limits tell what is left and who spent it', async ({ page }) => {
  await page.goto(`${house.url}/console/limits`)
  await expect(page.getByTestId('budget').first()).toContainText(locationName)
  await expect(page.getByTestId('spenders')).toContainText('Sync of posts')
  await expect(page.getByTestId('forecast-sentence')).toContainText(/\d+ calls/)
})
