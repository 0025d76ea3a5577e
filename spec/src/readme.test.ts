import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { corrections } from '../corrections/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the example of the README says what the data says', () => {
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
  const code = `${example}\nconsole.log(JSON.stringify({ operation, match, schema, hit, example }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    operation: { method: 'POST', access: 'read', versions: ['v3'] },
    match: {
      operation: { id: 'v3.social-planner.get-tags-location-id' },
      pathParameters: { locationId: 'loc_1' },
    },
    schema: { required: ['fromDate', 'includeUsers', 'limit', 'skip', 'toDate'] },
    hit: { entry: { id: 'conversations.send-a-new-message', costsMoney: true } },
    example: { body: { limit: '20' } },
  })
})

test('the README explains every source a correction names', () => {
  const keys = new Set(corrections.flatMap(({ evidence }) => evidence.sources))
  for (const key of keys) expect(readme).toContain(key.startsWith('I-') ? '`I-n`' : `\`${key}\``)
})
