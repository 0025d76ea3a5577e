import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addMasterKey, dropOldMasterKeys, loadMasterKeys } from './master-keys.ts'
import { createKeyring } from './secrets.ts'

let dataFolder = ''
beforeEach(() => void (dataFolder = mkdtempSync(join(tmpdir(), 'causeway-keys-'))))
afterEach(() => rmSync(dataFolder, { recursive: true }))

test('the first start makes a key only its owner can read, the next start finds it', () => {
  const first = loadMasterKeys({ dataFolder })
  expect(first.wasGenerated).toBe(true)
  expect(statSync(join(dataFolder, 'master-keys.json')).mode & 0o777).toBe(0o600)
  const again = loadMasterKeys({ dataFolder })
  expect(again.wasGenerated).toBe(false)
  expect(again.keys).toEqual(first.keys)
})

test('a key in the setting is used instead of a file, older keys after commas still open', () => {
  const [current, older] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const before = createKeyring(loadMasterKeys({ dataFolder, setting: older }).keys)
  const source = loadMasterKeys({ dataFolder, setting: `${current}, ${older}` })
  expect(source.file).toBeUndefined()
  expect(createKeyring(source.keys).open(before.seal('x', 'place'), 'place')).toBe('x')
})

test('a key of the wrong size is refused without being repeated', () => {
  const setting = randomBytes(16).toString('base64')
  expect(() => loadMasterKeys({ dataFolder, setting })).toThrow(
    expect.objectContaining({ code: 'secrets.key_invalid', message: expect.not.stringContaining(setting) }),
  )
})

test('rotation keeps the old key until it is dropped', () => {
  const { keys } = loadMasterKeys({ dataFolder })
  const rotated = addMasterKey(dataFolder)
  expect(rotated.previous).toEqual([keys.current])
  expect(loadMasterKeys({ dataFolder }).keys).toEqual(rotated)
  expect(dropOldMasterKeys(dataFolder)).toEqual({ current: rotated.current, previous: [] })
  expect(readFileSync(join(dataFolder, 'master-keys.json'), 'utf8')).not.toContain(keys.current.id)
})

test('a damaged file is refused, never replaced, and its content not repeated', () => {
  writeFileSync(join(dataFolder, 'master-keys.json'), '{"current":"SECRETISH')
  const thrown = catchFrom(() => loadMasterKeys({ dataFolder }))
  expect(thrown).toMatchObject({ code: 'secrets.key_file_unusable' })
  expect(inspect(thrown, { depth: 9 })).not.toContain('SECRETISH')
  expect(readFileSync(join(dataFolder, 'master-keys.json'), 'utf8')).toContain('SECRETISH')
})

function catchFrom(action: () => unknown): unknown {
  try {
    return action()
  } catch (thrown) {
    return thrown
  }
}
