import { randomBytes } from 'node:crypto'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyring, type MasterKey, masterKeyId } from './secrets.ts'

const aKey = (): MasterKey => {
  const key = randomBytes(32)
  return { id: masterKeyId(key), key }
}
const place = 'connections/0198/access_token'

test('any text comes back from where it was sealed', () => {
  const keyring = createKeyring({ current: aKey() })
  assert(
    property(string({ unit: 'binary' }), string(), (text, context) => {
      expect(keyring.open(keyring.seal(text, context), context)).toBe(text.toWellFormed())
    }),
  )
})

test('a sealed value moved to another row or column does not open', () => {
  const keyring = createKeyring({ current: aKey() })
  const sealed = keyring.seal('rt-1', place)
  expect(() => keyring.open(sealed, 'connections/0199/access_token')).toThrow(
    expect.objectContaining({ code: 'secrets.cannot_open' }),
  )
})

test('a sealed value with any one bit turned does not open', () => {
  const keyring = createKeyring({ current: aKey() })
  const sealed = keyring.seal('a refresh token', place)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const altered = Buffer.from(sealed)
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(() => keyring.open(altered, place)).toThrow(expect.objectContaining({ name: 'HubError' }))
  }
})

test('the same text sealed twice looks different and does not show', () => {
  const keyring = createKeyring({ current: aKey() })
  const [one, other] = [keyring.seal('plain text here', place), keyring.seal('plain text here', place)]
  expect(one.equals(other)).toBe(false)
  expect(one.includes('plain text')).toBe(false)
})

test('after a rotation old values open, are wrapped anew without changing, and then need the new key only', () => {
  const [first, second] = [aKey(), aKey()]
  const keyring = createKeyring({ current: first })
  const sealed = keyring.seal('secret', place)
  expect(keyring.rewrap(sealed, place)).toBeUndefined()
  keyring.replace({ current: second, previous: [first] })
  expect(keyring.open(sealed, place)).toBe('secret')
  const rewrapped = keyring.rewrap(sealed, place)
  expect(createKeyring({ current: second }).open(rewrapped ?? Buffer.of(), place)).toBe('secret')
  expect(() => createKeyring({ current: second }).open(sealed, place)).toThrow(
    expect.objectContaining({ code: 'secrets.key_unknown' }),
  )
})

test('a value sealed by a process that rotated meanwhile opens after reading the keys again', () => {
  const [first, second] = [aKey(), aKey()]
  const other = createKeyring({ current: second, previous: [first] })
  const behind = createKeyring({ current: first }, () => ({ current: second, previous: [first] }))
  expect(behind.open(other.seal('new', place), place)).toBe('new')
  expect(behind.currentId).toBe(second.id)
})
