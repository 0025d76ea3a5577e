import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { causeway, type CommandLine, type Finished, openCommandLine } from './cli-process.ts'

/** Every example of the guides runs as it is printed, against a hub beside the simulator. */

const guides = ['call-the-crm.md', 'find-an-operation.md', 'follow-events.md']
const examples = guides.flatMap((guide) => {
  const page = readFileSync(new URL(`../../docs/guides/${guide}`, import.meta.url), 'utf8')
  return page.split(/^## /m).flatMap((section) => {
    const [title = ''] = section.split('\n', 1)
    return [...section.matchAll(/^```(sh|js)\n([\s\S]*?)^```/gm)].map(
      ([, language = '', code = ''], index) => [`${title} ${index + 1}`, language, code] as const,
    )
  })
})

/** What each example prints. */
const printed: Readonly<Record<string, RegExp>> = {
  'With curl 1': /^\{"tags":\[/,
  'With curl 2': /^\{"contacts":\[/,
  'With fetch 1': /^200 (crm|cache) true\n$/,
  'With the official SDK 1': /^true\n$/,
  'From a shell 1': /^\{"tags":\[.+\}\n$/,
  'From a shell 2': /"email":"hello@example\.com"/,
  'Look before you call 1': /^POST http.+\n[\s\S]*Nothing was sent\./,
  'Confirm what cannot be undone 1': /^\{/,
  'Write once 1': /^(\{.+\}\n)\1$/,
  'How fresh an answer is 1': /^\{"tags":\[/,
  'Let the CRM judge 1': /./,
  'Search 1': /^id +what[\s\S]*conversations\.send-a-new-message[\s\S]*contacts\.add-tags/,
  'Search 2': /contact\.created/,
  'Search 3': /opportunities\.get-pipelines/,
  'Read about it 1': /^Add tags to a contact[\s\S]*causeway call contacts\.add-tags/,
  'Read about it 2': /"id": "contacts\.add-tags"[\s\S]*\{"items":\[\{"id":"contacts\.add-tags"/,
  'As a list 1': /^\{"items":\[.*"nextCursor"/,
  'Live 1': /^[a-z]+\.[a-z_]+ \d+-\d+\n$/,
  'In a terminal 1': /connection\.status_changed/,
  'What reads the log inside the hub 1': /^reader +behind[\s\S]*deliveries/,
}

let shell: CommandLine
let folder: string
let environment: Record<string, string | undefined>

/** Five processes, the first of which makes a database: minutes on a busy machine. */
const startMs = 400_000

beforeAll(async () => {
  shell = await openCommandLine()
  // Inside the repository, so that packages resolve as they do for a user who installed them.
  folder = mkdtempSync(join(import.meta.dirname, '.guides-'))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'causeway'), `#!/bin/sh\nexec "${process.execPath}" "${causeway}" "$@"\n`)
  chmodSync(join(folder, 'bin', 'causeway'), 0o755)
  const HUB = await shell.startHub()
  const LOCATION = await shell.connect('Hearth & Crumb Bakery')
  const made = await shell.run(
    '--json',
    'keys',
    'create',
    '--name',
    'my app',
    '--permission',
    'read',
    'write',
    'live',
  )
  const { key } = JSON.parse(made.out) as { key: string }
  const tag = await shell.run('call', 'locations.create-tag', '--location', LOCATION, 'name=short-lived')
  const TAG = (JSON.parse(tag.out) as { tag: { id: string } }).tag.id
  const PATH = [join(folder, 'bin'), process.env['PATH']].join(delimiter)
  environment = { ...shell.environment, PATH, HUB, LOCATION, TAG, KEY: key }
}, startMs)
afterAll(async () => {
  await shell.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the guides have their examples', () => {
  expect(examples.map(([title]) => title)).toEqual(Object.keys(printed))
})

test.each(examples)('the example "%s" runs', async (title, language, code) => {
  const file = join(folder, language === 'sh' ? 'example.sh' : 'example.mjs')
  writeFileSync(file, code)
  const {
    code: exitCode,
    out,
    err,
  } = await run(...(language === 'sh' ? ['sh', '-eu', file] : [process.execPath, file]))
  expect(exitCode, err).toBe(0)
  expect(out).toMatch(printed[title]!)
})

async function run(command = '', ...words: string[]): Promise<Finished> {
  const child = spawn(command, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, out, err }
}
