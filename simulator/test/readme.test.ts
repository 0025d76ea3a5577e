import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AdminError } from '../src/index.ts'
import { startTinySimulator } from './start-tiny-simulator.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the example runs', async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? expect.unreachable('the README has an example')
  // Inside the package, so that its own name resolves as it does for a user.
  const folder = await mkdtemp(join(import.meta.dirname, '.readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, `${code}\nexport { code, simulator }\n`)
    const example = (await import(file)) as { code: string; simulator: { clock: { now(): Date } } }
    expect(example.code).toMatch(/^[0-9a-f]{40}$/)
    expect(example.simulator.clock.now().toISOString()).toBe('2026-11-24T12:00:00.000Z')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('every row of the admin table is a route, and says so when it is refused', async () => {
  const table = /## Admin API\n([\s\S]*?)\n\| switch/.exec(readme)?.[1] ?? ''
  const rows = [...table.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`?]*)(?:\?[^`]*)?`/g)]
  expect(rows.length).toBeGreaterThanOrEqual(30)
  const simulator = await startTinySimulator()
  try {
    for (const [, method = '', path = ''] of rows) {
      const response = await fetch(`${simulator.url}/admin/api${path.replace(':id', 'nothing')}`, {
        method,
        ...(method === 'GET' || method === 'DELETE'
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: '[]' }),
      })
      const text = await response.text()
      // Unknown routes are answered by the API's own 404, which has no hint.
      expect([method, path, response.ok || 'hint' in JSON.parse(text)]).toEqual([method, path, true])
    }
  } finally {
    await simulator.close()
  }
})

test('a refusal of the admin functions is the same as over HTTP', async () => {
  const simulator = await startTinySimulator()
  try {
    expect(() => simulator.admin.location('nowhere')).toThrow(AdminError)
  } finally {
    await simulator.close()
  }
})
