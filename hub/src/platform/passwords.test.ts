import { expect, test } from 'vitest'
import { hashPassword, isPassword, nobodysPassword } from './passwords.ts'
import { hashToken, isSameHash, randomText, randomToken } from './tokens.ts'

test('a password fits its own hash only, however its letters are composed', async () => {
  const stored = await hashPassword('na\u00efve caf\u00e9 42')
  expect(await isPassword('nai\u0308ve cafe\u0301 42', stored)).toBe(true)
  expect(await isPassword('naive cafe 42', stored)).toBe(false)
  expect(await isPassword('', stored)).toBe(false)
  expect(stored).not.toContain('caf')
})

test('nothing fits the hash of nobody or a text that is no hash', async () => {
  expect(await isPassword('', await nobodysPassword)).toBe(false)
  expect(await isPassword('x', 'not a hash')).toBe(false)
})

test('random texts are of the length asked for, letters and digits only, and differ', () => {
  const texts = Array.from({ length: 200 }, () => randomText(32))
  for (const text of texts) expect(text).toMatch(/^[0-9A-Za-z]{32}$/)
  expect(new Set(texts).size).toBe(200)
})

test('a token is recognised by its hash', () => {
  const token = randomToken()
  expect(isSameHash(hashToken(token), hashToken(token))).toBe(true)
  expect(isSameHash(hashToken(token), hashToken(randomToken()))).toBe(false)
})
