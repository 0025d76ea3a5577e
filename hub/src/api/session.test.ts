import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem, Session } from './contract/index.ts'
import { cookieOf, openTestApi, owner, type TestApi } from './test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(() => api.close())

const setupLink = async (ageMs = 0) => {
  const token = `link-${Math.random()}`
  await api.parts.stores.setupLinks.insert({ token, expiresAt: new Date(Date.now() + 60_000 - ageMs) })
  return token
}

describe('setting up and signing in', () => {
  it('says that the hub waits for its owner', async () => {
    const { json } = await api.call('/v1/session')
    expect(Session.parse(json)).toMatchObject({ state: 'setup', brand: 'Causeway', hasSimulator: false })
  })

  it('refuses a setup link that is unknown, or too old, and a short password', async () => {
    const stale = await setupLink(61_000)
    for (const token of ['guess', stale]) {
      const { status, json } = await api.call('/v1/setup', { method: 'POST', body: { ...owner, token } })
      expect([status, json['code']]).toEqual([410, 'api.setup_link_invalid'])
    }
    const weak = await api.call('/v1/setup', {
      method: 'POST',
      body: { ...owner, token: await setupLink(), password: 'short' },
    })
    expect(weak.status).toBe(400)
    expect(weak.json['detail']).toContain('body/password: Use at least 10 characters.')
  })

  it('makes one owner of two visitors with a link each at once', async () => {
    const other = await openTestApi()
    const visit = async (email: string) => {
      const token = `link of ${email}`
      await other.parts.stores.setupLinks.insert({ token, expiresAt: new Date(Date.now() + 60_000) })
      return other.call('/v1/setup', { method: 'POST', body: { ...owner, email, token } })
    }
    const answers = await Promise.all(['one@hub.test', 'two@hub.test', owner.email].map(visit))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from users`.execute(
      other.parts.kysely,
    )
    expect(rows[0]?.count).toBe(1)
    await other.close()
  })

  it('makes one owner of two visitors with the same link at once', async () => {
    const token = await setupLink()
    const visit = () => api.call('/v1/setup', { method: 'POST', body: { ...owner, token } })
    const answers = await Promise.all([visit(), visit()])
    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other)
    // The loser finds the link used, or comes so late that there is an owner already.
    expect([
      [201, 410],
      [201, 409],
    ]).toContainEqual(statuses)
    const first = answers.find(({ status }) => status === 201)!
    expect(Session.parse(first.json).state).toBe('signed_in')
    expect(first.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/)
  })

  it('closes the setup once there is an owner', async () => {
    const { status, json } = await api.call('/v1/setup', {
      method: 'POST',
      body: { ...owner, token: await setupLink() },
    })
    expect([status, json['code']]).toEqual([409, 'api.setup_closed'])
  })

  it('signs in, knows the person, and signs out for good', async () => {
    const body = { ...owner, email: owner.email.toUpperCase() }
    const cookie = cookieOf(await api.call('/v1/session', { method: 'POST', body }))
    expect((await api.call('/v1/session', { cookie })).json['state']).toBe('signed_in')
    expect((await api.call('/v1/settings', { cookie })).status).toBe(200)
    expect((await api.call('/v1/session', { method: 'DELETE', cookie })).status).toBe(204)
    expect((await api.call('/v1/settings', { cookie })).status).toBe(401)
  })

  it('marks the cookie secure for whoever came by the public https address, and only then', async () => {
    await api.parts.facts.change({ publicUrl: `https://hub.test` })
    const flags = async (host: string) => {
      const answer = await api.server.inject({
        method: 'POST',
        url: '/v1/session',
        payload: owner,
        headers: { host },
      })
      return String(answer.headers['set-cookie'])
    }
    expect(await flags('hub.test')).toMatch(/; Secure/)
    expect(await flags('127.0.0.1:4400')).not.toMatch(/; Secure/)
  })

  it('answers a wrong password like an unknown person', async () => {
    const wrong = { email: owner.email, password: 'not the password' }
    const unknown = { email: 'nobody@hub.test', password: 'not the password' }
    for (const body of [wrong, unknown]) {
      const { status, json, headers } = await api.call('/v1/session', { method: 'POST', body })
      expect(status).toBe(401)
      expect(headers.get('content-type')).toMatch('application/problem+json')
      expect(Problem.parse(json)).toMatchObject({
        code: 'api.credentials_refused',
        requestId: headers.get('x-request-id'),
      })
    }
  })

  it('stops guessing after ten tries in a minute', async () => {
    const guess = () =>
      api.call('/v1/session', { method: 'POST', body: { email: 'a@hub.test', password: 'x' } })
    const answers = []
    for (let count = 0; count < 11; count++) answers.push(await guess())
    const last = answers.at(-1)!
    expect([last.status, last.json['code']]).toEqual([429, 'api.too_many_requests'])
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('logs no password and no token', () => {
    expect(api.logged()).toContain('/v1/setup')
    expect(api.logged()).not.toContain(owner.password)
    expect(api.logged()).not.toContain('link-0.')
  })
})
