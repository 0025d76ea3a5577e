import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CommandLine, openCommandLine } from './cli-process.ts'

let shell: CommandLine
beforeAll(async () => {
  shell = await openCommandLine()
})
afterAll(() => shell.close())

/** The guide's own example. */
const guide = readFileSync(new URL('../../docs/guides/map-records.md', import.meta.url), 'utf8')
const yaml = /^```yaml\n([\s\S]*?)^```/m.exec(guide)![1]!

it('applies mappings from YAML, tells what is wrong in them, shows and previews them', async () => {
  const locationId = await shell.connect('Hearth & Crumb Bakery')
  await shell.startHub()
  const synced = await shell.run('sync', '--location', locationId)
  expect(synced.code, synced.err).toBe(0)

  const file = join(shell.folder, 'tags.yaml')
  writeFileSync(file, yaml.replace('key: [tag_id]', 'key: [label]'))
  const refused = await shell.run('mappings', 'apply', '-f', file)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('key.0: label can change')

  writeFileSync(file, yaml)
  const applied = await shell.run('mappings', 'apply', '-f', file)
  expect(applied).toMatchObject({ code: 0, out: 'tags: version 1 is in use.\n' })
  expect((await shell.run('mappings', 'apply', '-f', file)).out).toBe('tags: unchanged, version 1.\n')

  const shown = await shell.run('mappings', 'show', 'tags')
  writeFileSync(file, shown.out)
  expect((await shell.run('mappings', 'apply', '-f', file)).out).toBe('tags: unchanged, version 1.\n')

  const preview = await shell.run('--json', 'mappings', 'preview', 'tags', '--limit', '3')
  expect(preview.code, preview.err).toBe(0)
  const { rows } = JSON.parse(preview.out) as {
    rows: { source: { name: string }; record: { label: string } }[]
  }
  expect(rows).toHaveLength(3)
  for (const { source, record } of rows) expect(record.label).toBe(source.name.toUpperCase())

  const listed = await shell.run('mappings', 'list')
  expect(listed.out).toMatch(/^tags +tag_with_details +3 +1 +nowhere$/m)
})
