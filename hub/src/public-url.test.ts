import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { openTestApi, type TestApi } from './api/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(() => api.close())

const change = (body: unknown) =>
  api.call('/v1/settings', { method: 'PATCH', key: api.parts.settings.localToken, body })

describe('the public URL', () => {
  it('is what the addresses given to the CRM begin with', async () => {
    const { json } = await change({ publicUrl: 'https://hub.test/social/' })
    expect(json).toMatchObject({
      publicUrl: 'https://hub.test/social',
      redirectUri: 'https://hub.test/social/oauth/crm/callback',
    })
  })

  it.each([
    'javascript:alert(1)',
    'hub.test',
    'http://user:secret@hub.test',
    'https://hub.test?x=1',
    'https://hub.test/?',
    'https://hub.test/#top',
    'https://hub.test\r\nX-Other: y',
    `https://hub.test/${'x'.repeat(500)}`,
  ])('may not be %.60j', async (publicUrl) => {
    const { status, json } = await change({ publicUrl })
    expect([status, json['code']]).toEqual([400, 'api.invalid_input'])
    expect(() => readConfig({ CAUSEWAY_PUBLIC_URL: publicUrl }, {})).toThrow('CAUSEWAY_PUBLIC_URL')
  })
})
