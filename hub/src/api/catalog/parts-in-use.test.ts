import { createClient } from '@causeway/client'
import { findOperationEntry, matchOperation } from '@causeway/spec'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { partsInUse } from './parts-in-use.ts'

const root = new URL('../../../../', import.meta.url)

function sourceOf(pattern: string): { file: string; text: string }[] {
  return globSync(pattern, { cwd: fileURLToPath(root) })
    .filter((file) => !file.includes('.test.'))
    .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }))
}

class Stopped extends Error {}

/** The operation a method of the social client calls, found by calling it and stopping before anything is sent. */
async function operationOf(method: string): Promise<string> {
  const asked: string[] = []
  const client = createClient({
    accessToken: 'none',
    hooks: {
      beforeCall: async ({ operationId }) => {
        asked.push(operationId)
        throw new Stopped()
      },
    },
  })
  const [group = '', name] = method.split('.')
  const social = client.social('l') as unknown as Record<string, unknown>
  const holder = (name === undefined ? social : social[group]) as Record<
    string,
    (...args: unknown[]) => unknown
  >
  const range = {
    from: new Date(0),
    to: new Date(1),
    profileIds: ['p'],
    platform: 'facebook',
    originIds: ['o'],
  }
  for (const input of [range, 'id', ['id'], {}]) {
    // What the method takes is its own affair: one of these fits each.
    await Promise.resolve()
      .then(() => holder[name ?? group]?.(input, {}))
      .catch(() => {})
    if (asked.length > 0) break
  }
  await client.close()
  const entry = findOperationEntry(asked[0] ?? '')
  if (!entry) throw new Error(`${method} calls no operation of the catalog`)
  return entry.id
}

it('names every operation that the sync calls, and the stream it is for', async () => {
  const used = sourceOf('hub/src/sync/**/*.ts').flatMap(({ file, text }) =>
    [...text.matchAll(/\brun\.social\.(\w+(?:\.\w+)?)\(/g)].map(([, method = '']) => ({
      method,
      part: `sync of ${/(\w+)(?:-window)?\.ts$/.exec(file)?.[1] ?? ''}`,
    })),
  )
  expect(used.length).toBeGreaterThan(6)
  for (const { method, part } of used) {
    expect(partsInUse[await operationOf(method)], method).toContain(part)
  }
  const operations = new Set(await Promise.all(used.map(({ method }) => operationOf(method))))
  const listed = Object.entries(partsInUse).filter(([, parts]) =>
    parts.some((part) => part.startsWith('sync of')),
  )
  expect(listed.map(([id]) => id).toSorted()).toEqual([...operations].toSorted())
})

it('names every operation that connections call', () => {
  const paths = sourceOf('hub/src/connections/*.ts').flatMap(({ text }) =>
    [...text.matchAll(/method: 'GET', path: '([^']+)'/g)].map(([, path = '']) => path),
  )
  const byPath = paths.map((path) => matchOperation('v2', 'GET', path.replaceAll(/[{}]/g, ''))?.operation.id)
  const authorization = sourceOf('client/src/authorization/*.ts').flatMap(({ text }) =>
    [...text.matchAll(/\.oauth\.([\w-]+)`/g)].map(([, name = '']) => `v3.oauth.${name}`),
  )
  const called = [...byPath, ...authorization].map((id) => findOperationEntry(id ?? '')?.id)
  const listed = Object.entries(partsInUse).filter(([, parts]) => parts.includes('connections'))
  expect(listed.map(([id]) => id).toSorted()).toEqual([...new Set(called.map(String))].toSorted())
})
