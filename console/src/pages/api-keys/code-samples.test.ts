import { expect, test } from 'vitest'
import { codeSamples } from './code-samples.ts'
import { keyState } from './key-state.ts'

test('samples carry the hub, the location and the key in every form', () => {
  const samples = codeSamples('https://hub.test', 'loc_1', 'cw_secret')
  expect(samples).toHaveLength(4)
  for (const { curl, fetch } of samples) {
    for (const part of ['https://hub.test/', 'loc_1', 'Bearer cw_secret']) {
      expect(curl).toContain(part)
      expect(fetch).toContain(part)
    }
  }
})

test('a key that was revoked or has expired is told apart', () => {
  expect(keyState({ revokedAt: 'x', expiresAt: null }, 0)).toBe('revoked')
  expect(
    keyState({ revokedAt: null, expiresAt: '2026-01-01T00:00:00Z' }, Date.parse('2026-01-01T00:00:00Z')),
  ).toBe('expired')
  expect(
    keyState({ revokedAt: null, expiresAt: '2026-01-02T00:00:00Z' }, Date.parse('2026-01-01T00:00:00Z')),
  ).toBe('active')
})
