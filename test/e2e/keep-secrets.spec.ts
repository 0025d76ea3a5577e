import { expect, house, test } from './house.ts'

test('a secret is added, offered to requests, changed, kept while it is sent, and removed', async ({
  page,
  watch,
}) => {
  watch.expectFailures(/409/)
  await page.goto(`${house.url}/console/secrets`)
  await page.getByTestId('add-secret').click()
  await page.getByTestId('secret-name').fill('9 lives')
  await page.getByTestId('save-secret').click()
  await expect(page.getByText('beginning with a letter, such as APP_KEY')).toBeVisible()
  await expect(page.getByText('Paste the key or token.')).toBeVisible()
  await page.getByTestId('secret-name').fill('SHOP_KEY')
  await page.getByTestId('secret-value').fill('sk_live_of_nobody')
  await page.getByTestId('secret-hosts').fill('shop.example.com')
  await page.getByTestId('save-secret').click()
  const row = page.getByTestId('secret-row').filter({ hasText: 'SHOP_KEY' })
  await expect(row).toContainText('Only to shop.example.com')

  const made = await page.request.post(`${house.url}/v1/workflows`, {
    data: {
      definition: {
        key: 'tell-shop',
        name: 'Tell the shop',
        trigger: { type: 'manual' },
        steps: [{ id: 'tell', type: 'http', url: 'https://shop.example.com/' }],
      },
    },
    headers: { origin: house.url },
  })
  expect(made.status(), await made.text()).toBe(201)
  const { id } = (await made.json()) as { id: string }
  await page.goto(`${house.url}/console/workflows/${id}`)
  await page.getByTestId('node-step').first().click()
  const address = page.getByTestId('field-url')
  await address.fill('https://shop.example.com/?key={{ secr')
  await page.getByRole('option', { name: /^secrets\.SHOP_KEY/ }).click()
  await expect(address).toHaveValue('https://shop.example.com/?key={{ secrets.SHOP_KEY }}')
  await page.getByTestId('save-workflow').click()
  await page.getByTestId('save-confirm').click()
  await expect(page.getByTestId('save-confirm')).toBeHidden()

  await page.goto(`${house.url}/console/secrets`)
  await expect(row).toContainText('Sent by Tell the shop')
  await row.getByRole('button', { name: 'What to do with SHOP_KEY' }).click()
  await page.getByRole('menuitem', { name: 'Change' }).click()
  await expect(page.getByTestId('secret-value')).toHaveValue('')
  await page.getByTestId('secret-hosts').press('Backspace')
  await page.getByTestId('save-secret').click()
  await expect(row).toContainText('any host')
  await row.getByRole('button', { name: 'What to do with SHOP_KEY' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByTestId('confirm-remove-secret').click()
  await expect(page.getByTestId('problem')).toContainText('Tell the shop')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.request.delete(`${house.url}/v1/workflows/${id}`, { headers: { origin: house.url } })
  await row.getByRole('button', { name: 'What to do with SHOP_KEY' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByTestId('confirm-remove-secret').click()
  await expect(row).toHaveCount(0)
})
