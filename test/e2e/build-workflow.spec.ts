import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { expect, findLocationId, house, inTheCrm, keepPicture, test } from './house.ts'

type Received = { id: string; text: string }

/** The endpoint of somebody's app on this machine. */
async function listen(received: Received[], answer: { status: number }) {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (answer.status < 300) received.push(JSON.parse(Buffer.concat(chunks).toString()) as Received)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end('{"seen":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/published` }
}

async function publishPost(request: APIRequestContext, locationId: string, summary: string, tagId: string) {
  const accounts = await request.get(`${house.url}/v1/locations/${locationId}/accounts`)
  const { items } = (await accounts.json()) as { items: { id: string }[] }
  await inTheCrm(request, `/locations/${locationId}/posts`, {
    summary,
    status: 'published',
    accountIds: items.slice(0, 1).map(({ id }) => id),
    tags: [tagId],
  })
  const answer = await request.post(`${house.url}/v1/locations/${locationId}/sync`, {
    data: { streams: ['posts'] },
    headers: { origin: house.url },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}

async function makeTag(request: APIRequestContext, locationId: string, tag: string): Promise<string> {
  const { id } = (await inTheCrm(request, `/locations/${locationId}/tags`, { tag })) as { id: string }
  await request.post(`${house.url}/v1/locations/${locationId}/sync`, {
    data: { streams: ['tags'] },
    headers: { origin: house.url },
  })
  return id
}

/** Opens a choice and takes what is called so. */
async function choose(page: Page, field: Locator, option: string | RegExp) {
  await field.click()
  await page.getByRole('option', { name: option }).first().click()
}

const row = (page: Page, key: string) =>
  page.getByTestId('workflow-row').and(page.locator(`[data-key="${key}"]`))
const step = (page: Page, title: string) => page.getByTestId('node-step').filter({ hasText: title })

test('a ready workflow is switched on without documentation, and its run is seen', async ({ page }) => {
  const received: Received[] = []
  const { server, url } = await listen(received, { status: 200 })
  const id = await findLocationId(page.request)
  await page.goto(`${house.url}/console/`)
  await page.getByRole('link', { name: 'Workflows', exact: true }).click()
  await expect(page.getByTestId('template').first()).toBeVisible()
  await keepPicture(page, 'workflows', true)
  // Those of the promise are on since the first connect.
  for (const key of ['keep-tag-details', 'keep-tags-of-posts', 'pull-statistics'])
    await expect(row(page, key).getByTestId('workflow-switch')).toBeChecked()

  const card = page.getByTestId('template').and(page.locator('[data-key="announce-new-tags"]'))
  await card.getByTestId('switch-on').click()
  await expect(page.getByTestId('confirm-switch-on')).toBeDisabled()
  await page.getByTestId('parameter-url').fill(url)
  await keepPicture(page, 'switch-on')
  await page.getByTestId('confirm-switch-on').click()
  await expect(card).toContainText('On')
  const announced = row(page, 'announce-new-tags')
  await expect(announced).toContainText('has not run yet')

  await makeTag(page.request, id, `Ready ${Date.now()}`)
  await expect(announced.getByTestId('run-state')).toHaveAttribute('data-state', 'succeeded')
  expect(received.length).toBeGreaterThan(0)
  await announced.getByTestId('last-run').click()
  await expect(page.getByTestId('run-step').first()).toHaveAttribute('data-state', 'succeeded')
  await keepPicture(page, 'run-of-template', true)

  // Off again, it runs no more.
  await page.getByTestId('open-workflow').click()
  await page.getByTestId('workflow-on').click({ force: true })
  await expect(page.getByTestId('workflow-on')).not.toBeChecked()
  server.close()
})

test('a workflow is built, tried, seen at work, broken, understood and mended', async ({ page }) => {
  test.setTimeout(240_000)
  const received: Received[] = []
  const answer = { status: 200 }
  const { server, url } = await listen(received, answer)
  const id = await findLocationId(page.request)
  const tagName = `Launch ${Date.now()}`
  const tagId = await makeTag(page.request, id, tagName)
  const name = `Announce ${tagName}`

  await test.step('says what starts it', async () => {
    await page.goto(`${house.url}/console/workflows`)
    await page.getByTestId('new-workflow').click()
    await page.getByTestId('workflow-name').fill(name)
    await page.getByTestId('events-field').fill('post published')
    await page
      .getByRole('option', { name: /published/i })
      .first()
      .click()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('node-trigger')).toContainText('When a post is published')
    await page.getByTestId('add-comparison').click()
    await page.getByTestId('condition-field').fill('event.data.tagIds')
    await page.keyboard.press('Escape')
    await choose(page, page.getByTestId('condition-is'), 'contains')
    await page.getByTestId('condition-value').fill(tagName)
    await page.getByRole('option', { name: tagName }).click()
    await expect(page.getByTestId('trigger-panel')).toContainText(tagId)
  })

  await test.step('adds two steps, with values from a real event', async () => {
    await page.getByTestId('add-step').last().click()
    await page.getByTestId('kind-write').click()
    await page.getByTestId('step-title').fill('Keep it')
    await page.getByTestId('field-collection').fill('launch-posts')
    await page.getByTestId('field-key').pressSequentially('{{ event.sub')
    await page.getByRole('option', { name: /^event\.subject / }).click()
    await page.getByTestId('field-key').pressSequentially('.i')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('field-key')).toHaveValue('{{ event.subject.id }}')
    await expect(page.getByTestId('preview').first()).toContainText('=')
    await page.getByRole('button', { name: 'Add to record' }).click()
    await page.getByLabel('Name of the field').fill('text')
    await page.getByLabel('Value of text').fill('{{ event.data.summary }}')

    await page.getByTestId('add-step').last().click()
    await page.getByTestId('step-search').fill('http')
    await page.getByTestId('kind-http').click()
    await expect(page.getByTestId('issues')).toHaveAttribute('data-count', '1')
    await page.getByTestId('step-title').fill('Call my endpoint')
    await page.getByTestId('field-url').fill(url)
    await page.getByLabel('Name of the field').fill('id')
    await page.getByLabel('Value of id').fill('{{ event.subject.id }}')
    await page.getByRole('button', { name: 'Add to body' }).click()
    await page.getByLabel('Name of the field').last().fill('text')
    await page.getByLabel('Value of text').fill('{{ event.data.summary }}')
    await expect(page.getByTestId('issues')).toHaveAttribute('data-count', '0')
    await keepPicture(page, 'workflow-built')
  })

  await test.step('takes changes back, and walks with the keyboard', async () => {
    await page.getByTestId('undo').click()
    await expect(page.getByLabel('Value of text')).not.toHaveValue('{{ event.data.summary }}')
    await page.getByTestId('redo').click()
    await expect(page.getByLabel('Value of text')).toHaveValue('{{ event.data.summary }}')
    await page.getByTestId('node-trigger').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(step(page, 'Keep it')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('step-title')).toHaveValue('Keep it')
    await step(page, 'Keep it').focus()
    await page.keyboard.press('Delete')
    await expect(page.getByTestId('confirm-remove-step')).toBeVisible()
    await page.getByRole('button', { name: 'Keep it', exact: true }).click()
    await expect(step(page, 'Keep it')).toBeVisible()
  })

  await test.step('tries the step for real', async () => {
    await step(page, 'Call my endpoint').click()
    await page.getByTestId('try-tab').click()
    await page.getByTestId('try-plan').click()
    await expect(page.getByTestId('try-result')).toHaveAttribute('data-outcome', 'planned')
    expect(received).toEqual([])
    await page.getByTestId('try-send').click()
    await expect(page.getByTestId('try-result')).toHaveAttribute('data-outcome', 'done')
    expect(received).toHaveLength(1)
    await keepPicture(page, 'workflow-tried')
  })

  await test.step('asks what it would have done', async () => {
    await page.getByTestId('open-dry-run').click()
    await expect(page.getByTestId('dry-run-sentence')).toContainText(/would (not )?have run/)
    await page.getByRole('button', { name: 'Close the dry run' }).click()
  })

  await test.step('saves it, and it is on', async () => {
    await page.getByTestId('save-workflow').click()
    await page.getByTestId('save-confirm').click()
    await expect(page).toHaveURL(/\/workflows\/(?!new)/)
    await expect(page.getByTestId('workflow-on')).toBeChecked()
  })

  await test.step('sees it happen within ten seconds', async () => {
    await page.getByTestId('open-runs').click()
    await expect(page.getByTestId('empty')).toBeVisible()
    const started = Date.now()
    await publishPost(page.request, id, 'Sourdough is back', tagId)
    await expect(page.getByTestId('run-row')).toHaveAttribute('data-state', 'succeeded', { timeout: 10_000 })
    const seconds = (Date.now() - started) / 1000
    test.info().annotations.push({ type: 'from the post to the run', description: `${seconds} s` })
    expect(received.at(-1)).toMatchObject({ text: 'Sourdough is back' })
    await page.getByTestId('run-row').click()
    await expect(page.getByTestId('run-step')).toHaveCount(2)
    await expect(page.getByTestId('open-event')).toBeVisible()
    await keepPicture(page, 'run-done', true)
  })

  await test.step('breaks the endpoint, and sees why', async () => {
    answer.status = 400
    await page.getByTestId('open-workflow').click()
    await page.getByTestId('open-runs').click()
    await publishPost(page.request, id, 'Rye is back too', tagId)
    await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-state', 'failed')
    await expect(page.getByTestId('dead-runs')).toContainText('400')
    await page.getByTestId('run-row').first().click()
    await expect(page.getByTestId('run-problem')).toContainText('400')
    await expect(page.getByTestId('step-problem')).toBeVisible()
    await keepPicture(page, 'run-failed', true)
  })

  await test.step('mends it, and retries from the step that failed', async () => {
    answer.status = 200
    await page.getByTestId('rerun').click()
    await page.getByTestId('rerun-confirm').click()
    await expect(page.getByTestId('run-state').first()).toHaveAttribute('data-state', 'succeeded')
    expect(received.at(-1)).toMatchObject({ text: 'Rye is back too' })
    // Mended, it waits for nobody any more.
    await page.goto(`${house.url}/console/runs`)
    await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-state', 'succeeded')
    await expect(page.getByTestId('dead-runs')).toHaveCount(0)
    const records = await page.request.get(`${house.url}/v1/workflow-records/launch-posts`)
    const { items } = (await records.json()) as { items: { data: { text: string } }[] }
    expect(items.map(({ data }) => data.text).sort()).toEqual(['Rye is back too', 'Sourdough is back'])
  })

  await test.step('retries all that failed at once', async () => {
    answer.status = 400
    await publishPost(page.request, id, 'Spelt is new', tagId)
    await expect(page.getByTestId('dead-runs')).toContainText('1 run failed')
    answer.status = 200
    await page.getByTestId('retry-all').click()
    await expect(page.getByTestId('dead-runs')).toHaveCount(0)
    await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-state', 'succeeded')
    expect(received.at(-1)).toMatchObject({ text: 'Spelt is new' })
  })

  await test.step('changes it as YAML, and goes back to the version before', async () => {
    await page.goto(`${house.url}/console/workflows`)
    await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
    await page.getByTestId('view').getByText('YAML').click()
    const source = page.getByTestId('source')
    await expect(source).toHaveValue(/Call my endpoint/)
    const text = await source.inputValue()
    await source.fill(`${text}  oops: [`)
    await expect(page.getByTestId('source-problem')).toBeVisible()
    await source.fill(text.replace('Call my endpoint', 'Tell my app'))
    await page.getByTestId('view').getByText('Picture').click()
    await expect(step(page, 'Tell my app')).toBeVisible()
    await page.getByTestId('save-workflow').click()
    await expect(page.getByTestId('draft-diff')).toContainText('Tell my app')
    await page.getByTestId('save-confirm').click()
    await expect(page.getByTestId('save-workflow')).toHaveText('Saved')
    await page.getByTestId('workflow-more').click()
    await page.getByRole('menuitem', { name: 'Versions' }).click()
    await expect(page.getByTestId('versions').getByText('Version 1')).toBeVisible()
    await page.getByTestId('versions').getByText('Version 1').click()
    await page.getByRole('button', { name: 'Take it as the draft' }).click()
    await expect(step(page, 'Call my endpoint')).toBeVisible()
    await page.getByTestId('undo').click()
    await expect(page.getByTestId('save-workflow')).toHaveText('Saved')
  })

  server.close()
})
