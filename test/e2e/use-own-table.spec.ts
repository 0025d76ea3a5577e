import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { testServerUrl } from '../../hub/src/store/test-database.ts'
import { expect, findLocationId, house, inTheCrm, keepPicture, test } from './house.ts'

const serverUrl = await testServerUrl()

test('a table of one’s own is filled by a workflow, and by a mapping whose changes come back', async ({
  page,
}) => {
  test.skip(serverUrl === undefined, 'There is no PostgreSQL to make a table in.')
  const headers = { origin: house.url }
  const locationId = await findLocationId(page.request)
  const database = `causeway_e2e_${randomBytes(5).toString('hex')}`
  const admin = new Client({ connectionString: serverUrl! })
  await admin.connect()
  await admin.query(`create database ${database}`)
  const url = new URL(serverUrl!)
  url.pathname = `/${database}`
  const table = new Client({ connectionString: url.href })
  await table.connect()
  const rows = async (query: string) => (await table.query<Record<string, unknown>>(query)).rows

  await test.step('adds the database as a destination', async () => {
    await page.goto(`${house.url}/console/destinations`)
    await page.getByTestId('add-destination').click()
    await page.getByTestId('destination-name').fill('My database')
    await page.getByLabel('Host').fill(url.hostname)
    await page.getByLabel('Port').fill(url.port || '5432')
    await page.getByLabel('Database').fill(database)
    await page.getByLabel('User').fill(decodeURIComponent(url.username))
    await page.getByRole('textbox', { name: 'Password' }).fill(decodeURIComponent(url.password))
    await page.getByTestId('test-destination').click()
    await expect(page.getByTestId('test-answer')).toContainText('answers')
    await page.getByTestId('save-destination').click()
    await expect(page.getByTestId('destination').filter({ hasText: 'My database' })).toBeVisible()
  })

  await test.step('a workflow writes posts with a tag into a table', async () => {
    const made = (await inTheCrm(page.request, `/locations/${locationId}/tags`, { tag: 'For my table' })) as {
      id: string
    }
    await page.goto(`${house.url}/console/workflows`)
    await page.getByTestId('new-workflow').click()
    await page.getByTestId('workflow-name').fill('Keep posts in my table')
    await page.getByTestId('events-field').fill('post published')
    await page
      .getByRole('option', { name: /published/i })
      .first()
      .click()
    await page.keyboard.press('Escape')
    await page.getByTestId('add-step').last().click()
    await page.getByTestId('kind-write').click()
    await page.getByTestId('field-destination').click()
    await page.getByRole('option', { name: 'My database' }).click()
    await page.getByTestId('field-collection').fill('my_posts')
    await page.getByTestId('field-key').fill('{{ event.subject.id }}')
    await page.getByRole('button', { name: 'Add to record' }).click()
    await page.getByLabel('Name of the field').fill('words')
    await page.getByLabel('Value of words').fill('{{ event.data.summary }}')
    await expect(page.getByTestId('issues')).toHaveAttribute('data-count', '0')
    await keepPicture(page, 'workflow-to-table')
    await page.getByTestId('save-workflow').click()
    await page.getByTestId('save-confirm').click()
    await expect(page.getByTestId('workflow-on')).toBeChecked()

    const accounts = await page.request.get(`${house.url}/v1/locations/${locationId}/accounts`)
    const { items } = (await accounts.json()) as { items: { id: string }[] }
    await inTheCrm(page.request, `/locations/${locationId}/posts`, {
      summary: 'Bread for the table',
      status: 'published',
      accountIds: items.slice(0, 1).map(({ id }) => id),
      tags: [made.id],
    })
    await page.request.post(`${house.url}/v1/locations/${locationId}/sync`, {
      data: { streams: ['posts'] },
      headers,
    })
    await page.getByTestId('open-runs').click()
    await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-state', 'succeeded', {
      timeout: 10_000,
    })
    expect(await rows(`select words from my_posts where words like 'Bread%'`)).toEqual([
      { words: 'Bread for the table' },
    ])
  })

  await test.step('details of tags come back from a table', async () => {
    const definition = {
      source: { kind: 'tag_with_details' },
      locationIds: [locationId],
      fields: [
        { name: 'tag_id', type: 'string', from: { path: 'id' } },
        { name: 'name', type: 'string', from: { path: 'name' } },
        { name: 'owner', type: 'string', from: { path: 'details.owner' } },
      ],
      key: ['tag_id'],
    }
    const published = await page.request.put(`${house.url}/v1/mappings/table-tags`, {
      data: { definition },
      headers,
    })
    expect(published.ok(), await published.text()).toBe(true)
    await page.goto(`${house.url}/console/mappings/table-tags`)
    await page.getByTestId('add-output').click()
    await page.getByTestId('output-destination').click()
    await page.getByRole('option', { name: 'My database' }).click()
    await page.getByTestId('returns-owner').click()
    await page.getByRole('option', { name: 'it comes back; when both changed, the table wins' }).click()
    await keepPicture(page, 'two-way-table')
    await page.getByTestId('begin-output').click()
    const output = page.getByTestId('output-row')
    await expect(output).toContainText('up to date')
    const [tag] = await rows('select tag_id from table_tags order by name limit 1')
    await table.query(`update table_tags set owner = 'Somebody in SQL' where tag_id = $1`, [tag!['tag_id']])
    await expect(output).toContainText('1 change came back')
    const answer = await page.request.get(
      `${house.url}/v1/locations/${locationId}/tags/${String(tag!['tag_id'])}`,
    )
    expect(((await answer.json()) as { details: { owner: string } }).details.owner).toBe('Somebody in SQL')
  })

  const outputs = (await (
    await page.request.get(`${house.url}/v1/mapping-outputs?mapping=table-tags`)
  ).json()) as {
    items: { id: string }[]
  }
  for (const { id } of outputs.items)
    await page.request.delete(`${house.url}/v1/mapping-outputs/${id}`, { headers })
  await table.end()
  await admin.query(`drop database ${database} with (force)`)
  await admin.end()
})
