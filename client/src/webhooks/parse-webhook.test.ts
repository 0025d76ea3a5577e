import { describe, expect, test } from 'vitest'
import { judgeWebhookAge, parseWebhook } from './parse-webhook.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('a webhook’s body', () => {
  test.each([
    ['INSTALL', 'AppInstall'],
    ['UNINSTALL', 'AppUninstall'],
    ['PLAN_CHANGE', 'PlanChange'],
    ['ConversationUnreadUpdate', 'ConversationUnreadWebhook'],
    ['ContactTagUpdate', 'ContactTagUpdate'],
    ['toString', 'toString'],
  ])('of type %s is event %s', (type, name) => {
    expect(parseWebhook(bytes(JSON.stringify({ type })))).toMatchObject({ type, name })
  })

  test('gives its common fields, and all of itself', () => {
    const body = {
      type: 'ContactCreate',
      locationId: 'l',
      webhookId: 'w',
      timestamp: '2026-11-23T10:00:00Z',
      odd: [1],
    }
    expect(parseWebhook(bytes(JSON.stringify(body)))).toMatchObject({
      locationId: 'l',
      webhookId: 'w',
      timestamp: '2026-11-23T10:00:00.000Z',
      companyId: undefined,
      body,
    })
  })

  test('may carry no type: then it has no name', () => {
    expect(parseWebhook(bytes('{"_id":"invoice"}')).name).toBeUndefined()
  })

  test.each(['', '[]', 'null', '"text"', '{"a":', '\u0000'])('%j is refused', (text) => {
    expect(() => parseWebhook(bytes(text))).toThrowError(
      expect.objectContaining({ code: 'malformed_answer' }),
    )
  })

  test('that is not UTF-8 is refused', () => {
    const broken = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
    expect(() => parseWebhook(broken)).toThrowError(expect.objectContaining({ code: 'malformed_answer' }))
  })
})

describe('the age of a webhook', () => {
  const now = new Date('2026-11-23T10:00:00.000Z')

  test.each([
    ['2026-11-23T09:58:00.000Z', 'fresh', 120_000],
    ['2026-11-23T09:55:00.000Z', 'fresh', 300_000],
    ['2026-11-23T09:54:59.999Z', 'stale', 300_001],
    ['2026-11-23T10:05:00.001Z', 'future', -300_001],
  ])('at %s is %s', (timestamp, kind, ageMs) => {
    expect(judgeWebhookAge({ timestamp }, now)).toEqual({ kind, ageMs })
  })

  test('is unknown without a timestamp', () => {
    expect(judgeWebhookAge({ timestamp: undefined }, now)).toEqual({ kind: 'unknown' })
  })
})
