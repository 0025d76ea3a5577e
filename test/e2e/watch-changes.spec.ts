import { expect, findLocationId, house, inTheCrm, test } from './house.ts'

test('a tag and a post made in the CRM appear without a reload', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/events?location=${id}`)
  await expect(page.getByTestId('event-row').first()).toBeVisible()
  await expect(page.getByTestId('event-list')).toContainText('Live')
  const name = '<b>Live & 100 % "loud"</b>'
  await inTheCrm(page.request, `/locations/${id}/tags`, { tag: name })
  await inTheCrm(page.request, `/locations/${id}/posts`, {
    summary: 'Warm bread at seven, every day',
    status: 'scheduled',
    scheduleDate: new Date(Date.now() + 86_400_000).toISOString(),
  })
  await syncNow(page.request, id)
  const events = page.getByTestId('event-row')
  await expect(events.filter({ hasText: 'tag.created' }).filter({ hasText: name })).toBeVisible()
  await expect(events.filter({ hasText: 'Warm bread at seven' }).first()).toBeVisible()

  await events.filter({ hasText: 'tag.created' }).filter({ hasText: name }).click()
  await expect(page.getByRole('region', { name: 'What it says' })).toContainText(JSON.stringify(name))
  await page.getByRole('button', { name: 'As your app receives it' }).click()
  await expect(page.getByRole('region', { name: 'Event as JSON' })).toContainText('"tag.created"')
  await page.getByRole('button', { name: 'What its data may hold' }).click()
  await expect(page.getByRole('region', { name: 'Fields of the data' })).toContainText('initial')
  await page.getByRole('link', { name: 'Open the tag' }).click()
  await expect(page.getByTestId('tag-name')).toHaveText(name)
})

test('while paused, events wait and are counted', async ({ page }) => {
  const id = await findLocationId(page.request)
  // Only these: a workflow that comes with the hub gives new tags their details.
  await page.goto(`${house.url}/console/events?types=tag.created&location=${id}`)
  await expect(page.getByTestId('event-list')).toContainText('Live')
  await page.getByTestId('pause').click()
  await inTheCrm(page.request, `/locations/${id}/tags`, { tag: 'Made while paused' })
  await syncNow(page.request, id)
  await expect(page.getByTestId('resume')).toHaveText('Show 1 new event')
  await expect(page.getByTestId('event-list')).not.toContainText('Made while paused')
  await page.getByTestId('resume').click()
  await expect(page.getByTestId('event-list')).toContainText('Made while paused')
})

test('events are narrowed by a type of the catalog and by what they are about', async ({ page }) => {
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/events?location=${id}`)
  await page.getByTestId('event-kinds').click()
  await page.keyboard.type('tag created')
  await page.getByRole('option', { name: 'A post tag was created' }).click()
  await expect(page).toHaveURL(/types=tag\.created/)
  await page.keyboard.press('Escape')
  const rows = page.getByTestId('event-row')
  await expect(rows.first()).toHaveAttribute('data-type', 'tag.created')
  expect(await rows.evaluateAll((all) => all.every((row) => row.dataset['type'] === 'tag.created'))).toBe(
    true,
  )
  await rows.first().click()
  await page.getByRole('button', { name: 'Only this tag' }).click()
  await expect(page).toHaveURL(/subject=/)
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).not.toHaveURL(/subject=/)
})

test('what reads the log is shown, and reads again when it is told to', async ({ page }) => {
  await page.goto(`${house.url}/console/events`)
  await page.getByTestId('toggle-readers').click()
  const reader = page.getByTestId('reader-row').filter({ hasText: 'deliveries' })
  await reader.getByRole('button', { name: 'Let deliveries read again' }).click()
  await page.getByRole('radio', { name: 'the beginning of the log' }).check()
  await page.getByTestId('rewind').click()
  await expect(page.getByTestId('rewind')).toBeHidden()
  await expect(reader).toContainText('has read everything')
})

async function syncNow(request: import('@playwright/test').APIRequestContext, id: string): Promise<void> {
  const answer = await request.post(`${house.url}/v1/locations/${id}/sync`, {
    data: { streams: ['tags', 'posts'], full: true },
    headers: { origin: house.url },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}
