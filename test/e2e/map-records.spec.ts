import type { APIRequestContext, Page } from '@playwright/test'
import { expect, findLocationId, house, test } from './house.ts'

const headers = { origin: house.url }
const call = async (request: APIRequestContext, method: string, path: string, data?: unknown) => {
  const answer = await request.fetch(`${house.url}${path}`, { method, data, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.status() === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
}

/** Drags a value of the source onto an element, as a mouse would. */
async function drag(page: Page, path: string, target: string): Promise<void> {
  await page.locator(`[data-path="${path}"]`).dragTo(page.locator(target))
}

test('a person maps tags to a file by dragging, sees real records at once, and mends what is held back', async ({
  page,
}) => {
  const locationId = await findLocationId(page.request)
  await page.goto(`${house.url}/console/mappings`)
  await page.getByTestId('new-mapping').click()
  await page.getByTestId('mapping-name').fill('our_tags')
  await page.getByTestId('mapping-source').click()
  await page.getByRole('option', { name: 'Tags with details' }).click()
  await page.getByTestId('make-mapping').click()

  // A value dragged beside the fields becomes one; the preview shows real tags.
  await expect(page.getByTestId('field-row')).toHaveCount(1)
  await drag(page, 'name', '[data-testid="mapping-fields"] div:has(> div > [data-testid="add-field"])')
  await expect(page.getByTestId('field-row')).toHaveCount(2)
  const { items } = (await call(page.request, 'GET', `/v1/locations/${locationId}/tags?limit=1`)) as {
    items: { id: string; name: string; details: Record<string, unknown> | null }[]
  }
  const tag = items[0]!
  const preview = page.getByTestId('mapping-preview')
  await expect(preview).toContainText(tag.name)

  // A step changes what is shown while it is chosen.
  await page.locator('[data-field="name"]').getByTestId('edit-field').click()
  await page.getByTestId('add-transform').click()
  await page.getByRole('menuitem', { name: 'Upper, lower, trim' }).click()
  await page.getByRole('combobox', { name: 'Make it' }).click()
  await page.getByRole('option', { name: 'UPPER CASE' }).click()
  await expect(preview).toContainText(tag.name.toUpperCase())
  await page.keyboard.press('Escape')

  // A mistake is told at its field, and nothing can be published until it is mended.
  await page.getByTestId('add-field').click()
  await expect(page.getByTestId('field-row').nth(2)).toContainText('Choose where the value comes from.')
  await expect(page.getByTestId('publish')).toBeDisabled()
  await page.getByLabel('Name of the field').nth(2).fill('budget')
  await page.getByRole('combobox', { name: 'Where budget comes from' }).fill('version')
  await page.getByRole('option', { name: 'version', exact: true }).click()
  await page.getByRole('combobox', { name: 'Type of budget' }).click()
  await page.getByRole('option', { name: 'Whole number' }).click()
  await page.getByTestId('publish').click()
  await expect(page.getByText('Version 1 is in use.')).toBeVisible()

  // Written to a file, it is filled and follows.
  const destination = await call(page.request, 'POST', '/v1/destinations', {
    name: 'Files for the shop',
    kind: 'file',
    settings: { format: 'ndjson', mode: 'append' },
  })
  await page.reload()
  await page.getByTestId('add-output').click()
  await page.getByTestId('output-destination').click()
  await page.getByRole('option', { name: 'Files for the shop' }).click()
  await expect(page.getByTestId('output-target')).toHaveValue('our_tags.ndjson')
  await page.getByTestId('begin-output').click()
  const output = page.getByTestId('output-row')
  await expect(output).toContainText('up to date')

  // A new version is compared with the one before.
  await page.getByLabel('Name of the field').nth(1).fill('label')
  await page.getByTestId('publish').click()
  await expect(page.getByText(/Version 2 is in use/)).toBeVisible()
  await page.getByTestId('show-versions').click()
  await expect(page.getByTestId('mapping-version').first()).toContainText('label')
  await expect(page.getByTestId('mapping-version').first()).toContainText('removed')
  await page.keyboard.press('Escape')

  // A record that cannot be mapped is held back with the reason, and written once it can be.
  await page.locator('[data-field="budget"]').getByTestId('edit-field').click()
  await page.getByTestId('from-kind').click()
  await page.getByRole('option', { name: 'A template (Liquid)' }).click()
  await page.getByRole('textbox', { name: 'Template' }).fill('{{ details.budget | default: 1 }}')
  await page.keyboard.press('Escape')
  await page.getByTestId('publish').click()
  await expect(page.getByText(/Version 3 is in use/)).toBeVisible()
  await expect(output).toContainText('up to date')
  const detailsPath = `/v1/locations/${locationId}/tags/${tag.id}/details`
  await call(page.request, 'PUT', detailsPath, { details: { ...tag.details, budget: 'a lot' } })
  await page.getByTestId('open-quarantine').click()
  const held = page.getByTestId('quarantined-row')
  await expect(held).toContainText('"a lot" is not a number.')
  await call(page.request, 'PUT', detailsPath, { details: { ...tag.details, budget: 5 } })
  await expect(page.getByTestId('quarantine')).toContainText('Nothing is held back')

  // It shows among the destinations, and can be ended there.
  await page.goto(`${house.url}/console/destinations`)
  const card = page.getByTestId('destination').filter({ hasText: 'Files for the shop' })
  await card.getByRole('button', { name: 'Test' }).click()
  await expect(page.getByText(/Files can be written/)).toBeVisible()
  await card.getByRole('button', { name: /What to do with our_tags/ }).click()
  await page.getByRole('menuitem', { name: 'Stop writing' }).click()
  await page.getByTestId('confirm-stop-writing').click()
  await expect(card).toContainText('Nothing is written here yet')
  await call(page.request, 'DELETE', `/v1/destinations/${String(destination['id'])}`)
  await call(page.request, 'PUT', detailsPath, { details: tag.details ?? {} })
  await call(page.request, 'DELETE', '/v1/mappings/our_tags')
})
