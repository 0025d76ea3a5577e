import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './test-api.ts'

const definition = {
  key: 'double',
  name: 'Double',
  trigger: {
    type: 'http',
    secret: 'header',
    input: { type: 'object', required: ['n'], properties: { n: { type: 'number' } } },
  },
  steps: [{ id: 'twice', type: 'transform', value: '{{ trigger.input.n * 2 }}' }],
}

describe('workflows over HTTP', () => {
  let api: TestApi
  let key: string
  let reader: string
  let local: string
  beforeAll(async () => {
    api = await openTestApi()
    api.parts.workflows.start()
    key = await api.makeKey({ permissions: ['read', 'write'] })
    reader = await api.makeKey({ permissions: ['read'] })
    local = await api.makeKey({ permissions: ['read', 'write'], locationIds: ['loc'] })
  })
  afterAll(() => api.close())
  const post = (path: string, body: unknown, as = key) => api.call(path, { method: 'POST', body, key: as })

  it('tells every mistake with its place, and saves nothing', async () => {
    const wrong = { ...definition, steps: [{ id: 'a', type: 'call', operation: 'contacts.get-contct' }] }
    const answer = await post('/v1/workflows', { definition: wrong })
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({
      code: 'workflows.definition_invalid',
      details: {
        issues: [
          {
            path: 'steps.0.operation',
            stepId: 'a',
            suggestions: expect.arrayContaining(['contacts.get-contact']),
          },
        ],
      },
    })
    const source = 'name: A\ntrigger: { type: manual }\nsteps:\n  - id: a\n    type: delay\n    for: soon\n'
    const checked = await post('/v1/workflows/validate', { source })
    expect(checked.json).toMatchObject({ isValid: false, issues: [{ path: 'steps.0.for', line: 6 }] })
    expect((await api.call('/v1/workflows', { key })).json['items']).toEqual([])
  })

  it('keeps secrets that people add, tells who sends them, and never their values', async () => {
    const cookie = await api.signIn()
    const headers = { origin: api.url, 'sec-fetch-site': 'same-origin' }
    const ask = (method: string, path: string, body?: unknown) =>
      api.call(path, { method, cookie, headers, ...(body !== undefined && { body }) })
    expect((await ask('PUT', '/v1/secrets/APP_KEY', { hosts: [] })).json).toMatchObject({
      status: 400,
      code: 'workflows.secret_empty',
    })
    const made = await ask('PUT', '/v1/secrets/APP_KEY', { value: 'very-secret', hosts: ['API.example.com'] })
    expect(made).toMatchObject({
      status: 200,
      json: { name: 'APP_KEY', hosts: ['api.example.com'], workflows: [], updatedBy: expect.any(String) },
    })
    const sends = {
      key: 'sends',
      name: 'Sends it',
      trigger: { type: 'manual' },
      steps: [
        { id: 'a', type: 'http', url: 'https://api.example.com', headers: { key: '{{ secrets.APP_KEY }}' } },
      ],
    }
    expect((await post('/v1/workflows', { definition: sends })).status).toBe(201)
    expect((await ask('PUT', '/v1/secrets/APP_KEY', { hosts: [] })).status).toBe(200)
    expect((await ask('GET', '/v1/secrets')).json['items']).toMatchObject([
      { hosts: [], workflows: ['Sends it'] },
    ])
    expect((await ask('DELETE', '/v1/secrets/APP_KEY')).json).toMatchObject({
      status: 409,
      code: 'workflows.secret_in_use',
      details: { workflows: ['Sends it'] },
    })
    for (const wrong of ['9x', 'a-b', 'x'.repeat(61)])
      expect((await ask('PUT', `/v1/secrets/${wrong}`, { value: 'v' })).status).toBe(400)
    expect((await ask('PUT', '/v1/secrets/B', { value: 'v', hosts: ['https://a.example'] })).status).toBe(400)
    expect((await api.call('/v1/secrets', { key })).status).toBe(403)
    await api.call('/v1/workflows/sends', { method: 'DELETE', key })
    expect((await ask('DELETE', '/v1/secrets/APP_KEY')).status).toBe(204)
    expect((await ask('DELETE', '/v1/secrets/APP_KEY')).json).toMatchObject({
      code: 'workflows.secret_unknown',
    })
    const rows = JSON.stringify(await api.parts.kysely.selectFrom('secrets').selectAll().execute())
    expect(rows + api.logged()).not.toContain('very-secret')
  })

  it('applies, changes, compares, exports and deletes a workflow', async () => {
    const source = JSON.stringify(definition)
    const created = await post('/v1/workflows/apply', { source })
    expect(created.json).toMatchObject({
      change: 'created',
      workflow: {
        key: 'double',
        version: 1,
        isEnabled: true,
        hook: { secret: expect.stringMatching(/^\w{32}$/) },
      },
    })
    expect((await post('/v1/workflows/apply', { source })).json).toMatchObject({ change: 'unchanged' })
    const changed = JSON.stringify({ ...definition, name: 'Twice' })
    expect((await post('/v1/workflows/apply', { source: changed })).json).toMatchObject({
      change: 'updated',
      diff: { from: 1, to: 2, changes: [{ path: 'name', before: 'Double', after: 'Twice' }] },
    })
    const saved = await api.call('/v1/workflows/double', {
      method: 'PUT',
      key,
      body: { definition, expectedVersion: 1 },
    })
    expect(saved.json).toMatchObject({ code: 'store.version_conflict' })
    expect((await api.call('/v1/workflows/double/export', { key })).text).toContain('key: double')
    expect((await api.call('/v1/workflows/double/versions', { key })).json['items']).toHaveLength(2)
    // The secret was shown once.
    expect((await api.call('/v1/workflows/double', { key })).json['hook']).toMatchObject({ secret: null })
  })

  it('starts runs for whoever shows the secret and fits the input, once for a key', async () => {
    const { json } = await post('/v1/workflows/double/hook', {})
    const url = new URL(String(json['url'])).pathname
    const send = (body: unknown, headers: Record<string, string> = {}) =>
      api.call(url, { method: 'POST', body, headers })
    expect((await send({ n: 2 })).json).toMatchObject({ code: 'workflows.hook_secret_wrong' })
    const authorization = `Bearer ${String(json['secret'])}`
    expect((await send({ n: 'x' }, { authorization })).json).toMatchObject({
      code: 'workflows.input_invalid',
    })
    expect((await api.call('/hooks/nobody', { method: 'POST', body: {} })).json).toMatchObject({
      code: 'workflows.hook_unknown',
    })
    const answers = await Promise.all(
      [1, 2, 3].map(() => send({ n: 21 }, { authorization, 'idempotency-key': 'k' })),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(answers.map(({ json: answer }) => answer['runId'])).size).toBe(1)
    const runs = async () =>
      (await api.call('/v1/runs?workflowId=double', { key })).json['items'] as { id: string; state: string }[]
    await expect.poll(runs, { timeout: 10_000 }).toMatchObject([{ state: 'succeeded' }])
    const found = async (q: string) => (await api.call(`/v1/runs?q=${q}`, { key })).json
    expect(await found('%22N%22:%2021')).toMatchObject({ items: [{ cause: 'http' }], searchedTo: null })
    expect(await found('%22n%22:%20nowhere')).toMatchObject({ items: [] })
    const run = await api.call(`/v1/runs/${(await runs())[0]!.id}`, { key })
    expect(run.json).toMatchObject({
      workflowVersion: 2,
      cause: 'http',
      trigger: { input: { n: 21 } },
      steps: [{ stepId: 'twice', state: 'succeeded', output: 42, attempts: 1 }],
    })
  })

  it('tries a step and rehearses without saving', async () => {
    const tested = await post('/v1/workflows/test-step', { definition, stepId: 'twice', input: { n: 4 } })
    expect(tested.json).toMatchObject({
      outcome: 'done',
      output: 8,
      context: { trigger: { input: { n: 4 } } },
    })
    const dry = await post('/v1/workflows/dry-run', { definition, input: { n: 5 } })
    expect(dry.json).toMatchObject({
      wouldRun: 1,
      runs: [{ outcome: 'would_succeed', steps: [{ output: 10 }] }],
    })
  })

  it('keeps keys to what they may', async () => {
    expect((await post('/v1/workflows', { definition }, reader)).json).toMatchObject({
      code: 'api.permission_missing',
    })
    expect((await post('/v1/workflows', { definition }, local)).json).toMatchObject({
      code: 'api.location_forbidden',
    })
    const own = { ...definition, key: 'own', locations: ['loc'] }
    expect((await post('/v1/workflows', { definition: own }, local)).status).toBe(201)
    expect((await api.call('/v1/runs', { key: local })).json['items']).toEqual([])
    expect((await api.call('/v1/workflows/own', { method: 'DELETE', key: local })).status).toBe(200)
    expect((await api.call('/v1/workflows/own', { key })).json).toMatchObject({
      code: 'workflows.workflow_unknown',
    })
  })

  it('tells what builders need', async () => {
    const { json } = await api.call('/v1/workflows/schema', { key: reader })
    expect(json['steps']).toHaveLength(17)
    expect(json['events']).toContainEqual(expect.objectContaining({ type: 'post.published' }))
    const templates = (await api.call('/v1/workflows/templates', { key: reader })).json['items'] as unknown[]
    expect(templates.length).toBeGreaterThanOrEqual(15)
    expect((await post('/v1/workflows/templates/announce-new-tags', {})).json).toMatchObject({
      code: 'workflows.parameters_invalid',
      details: { issues: [{ path: 'parameters.url' }] },
    })
  })
})
