import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importWebhooks } from './import-webhooks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-webhooks-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function importOne(published: object): unknown {
  writeFileSync(join(folder, 'Happened.json'), JSON.stringify({ event: 'Happened', ...published }))
  return importWebhooks(folder)?.['Happened']
}

test('types that JSON does not have are texts, and null says nothing', () => {
  const properties = {
    at: { type: 'Date', example: 'x' },
    how: { type: 'Email/SMS' },
    stock: { type: 'null' },
  }
  expect(importOne({ schema: { type: 'object', properties }, examples: [] })).toEqual({
    type: 'object',
    properties: { at: { type: 'string' }, how: { type: 'string' }, stock: {} },
  })
})

test('examples add what a schema forgets, and no value of theirs', () => {
  const schema = { type: 'object', properties: { to: { type: 'string' }, tags: { type: 'array' } } }
  const examples = [{ to: ['a@example.com'], tags: ['x'], at: 5 }]
  expect(importOne({ schema, examples })).toEqual({
    type: 'object',
    properties: {
      to: { type: ['string', 'array'], items: { type: 'string' } },
      tags: { type: 'array', items: { type: 'string' } },
      at: { type: 'number' },
    },
  })
})

test('a folder that is not there gives nothing to write', () => {
  expect(importWebhooks(join(folder, 'none'))).toBeNull()
})
