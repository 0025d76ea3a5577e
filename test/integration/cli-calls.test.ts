import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishedFolder, publishedMissing } from '../../spec/build/published-folder.ts'
import { type CommandLine, openCommandLine } from './cli-process.ts'

let shell: CommandLine
let locationId: string

beforeAll(async () => {
  shell = await openCommandLine()
  locationId = await shell.connect('Hearth & Crumb Bakery')
})
afterAll(() => shell.close())

const json = (text: string) => JSON.parse(text) as Record<string, never>
const tagNames = async () => {
  const words = ['call', 'locations.get-location-tags', '--location', locationId, '--fresh']
  const { tags } = JSON.parse((await shell.run(...words)).out) as { tags: { name: string }[] }
  return tags.map(({ name }) => name)
}

async function upload(name: string) {
  const file = join(shell.folder, name)
  writeFileSync(file, Buffer.from('89504e470d0a1a0a', 'hex'))
  const words = ['call', 'media.upload-media-content', '--location', locationId, `name=${name}`]
  return shell.run(...words, '--file', `file=${file}`)
}

describe('without a running hub', () => {
  it('a call is made and logged by a hub opened for the command', async () => {
    const made = await shell.run('call', 'locations.create-tag', '--location', locationId, 'name=alone')
    expect(made.code, made.err).toBe(0)
    expect(json(made.out)).toMatchObject({ tag: { name: 'alone' } })
    const listed = await shell.run('--json', 'calls')
    expect(JSON.parse(listed.out), listed.err).toMatchObject([
      { entryId: 'locations.create-tag', surface: 'cli', locationId, outcome: 'ok' },
    ])
  })

  it('files are uploaded, and the log exported, without a server', async () => {
    const uploaded = await upload('alone.png')
    expect(uploaded.code, uploaded.err).toBe(0)
    expect(json(uploaded.out)).toMatchObject({ fileId: expect.any(String) as string })
    const { out, err } = await shell.run('calls', 'export', '--operation', 'media.upload-media-content')
    expect(json(out), err).toMatchObject({ entryId: 'media.upload-media-content' })
  })

  it('there is nothing to follow', async () => {
    expect(await shell.run('calls', '--follow')).toMatchObject({
      code: 2,
      err: expect.stringContaining('causeway start') as string,
    })
  })
})

describe('with a running hub', () => {
  beforeAll(async () => {
    await shell.startHub()
  })

  it('catalog search finds operations by words, narrowed by flags', async () => {
    const found = await shell.run('catalog', 'search', 'send', 'sms', '--kind', 'operation')
    expect(found.code, found.err).toBe(0)
    expect(found.out.split('\n')[1]).toMatch(
      /^conversations\.send-a-new-message\s+Send a message\s+POST \/conversations\/messages\s+costs money$/,
    )
    const limited = await shell.run(
      '--json',
      'catalog',
      'search',
      'tags',
      '--module',
      'contacts',
      '--access',
      'write',
      '--limit',
      '2',
    )
    const items = JSON.parse(limited.out) as { module: string; access: string }[]
    expect(items).toHaveLength(2)
    for (const item of items) expect(item).toMatchObject({ module: 'contacts', access: 'write' })
    expect((await shell.run('catalog', 'search', 'qqzzxxqq')).out).toContain('Nothing fits')
  })

  it('catalog show prints a page with a command line that works', async () => {
    const page = await shell.run('catalog', 'show', 'locations.create-tag', '--location', locationId)
    expect(page.code, page.err).toBe(0)
    expect(page.out).toContain('Create a contact tag')
    expect(page.out).toContain('POST /locations/{locationId}/tags')
    expect(page.out).toMatch(/name\s+body\s+needed\s+text/)
    // Of a private token, nobody knows what it may do.
    expect(page.out).not.toContain('lacks')
    const line = /^ {2}causeway (call .+)$/m.exec(page.out)?.[1] ?? ''
    expect(line).toMatch(/^call locations\.create-tag --location "\$LOCATION" name=/)
    const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? []
    const called = await shell.run(
      ...words.map((word) => word.replaceAll(/["']/g, '').replace('$LOCATION', locationId)),
      '--dry-run',
    )
    expect(called.code, called.err).toBe(0)
  })

  it('catalog show knows triggers, and suggests ids for unknown ones', async () => {
    expect((await shell.run('catalog', 'show', 'contact.created')).out).toContain('webhook')
    const unknown = await shell.run('catalog', 'show', 'contacts.get-contcat')
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(unknown.err).toContain('contacts.get-contact')
    expect(await shell.run('call', 'contact.created')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a trigger') as string,
    })
  })

  it('call prints the answer alone on standard output, and status and source beside it', async () => {
    const name = 'made'
    const made = await shell.run('call', 'locations.create-tag', '--location', locationId, `name=${name}`)
    expect(made.code, made.err).toBe(0)
    expect(json(made.out)).toMatchObject({ tag: { name } })
    expect(made.out.trim().split('\n')).toHaveLength(1)
    expect(made.err).toMatch(/^20\d from the CRM in \d+ ms · call \S+\n/)
    expect(await tagNames()).toContain(name)
    const words = ['--json', 'call', 'v2.locations.get-location-tags', '--location', locationId]
    const asJson = await shell.run(...words)
    expect(json(asJson.err)).toMatchObject({ status: 200, callId: expect.any(String) as string })
  })

  it('call shows what it would send with --dry-run, and sends nothing', async () => {
    const words = ['call', 'contacts.create-contact', '--location', locationId]
    const values = ['firstName=Spring', 'tags[]=offer', 'customFields:=[]']
    const plan = await shell.run(...words, ...values, '--dry-run')
    expect(plan.code, plan.err).toBe(0)
    expect(plan.out).toMatch(/^POST http.+\/contacts\/\n/)
    expect(plan.out).toContain('"firstName": "Spring"')
    expect(plan.out).toContain('Nothing was sent.')
    expect(plan.out).not.toMatch(/pit-|Bearer [A-Za-z0-9]/)
    const asJson = await shell.run('--json', ...words, ...values, '--dry-run')
    expect(json(asJson.out)).toMatchObject({
      kind: 'plan',
      method: 'POST',
      body: { locationId, firstName: 'Spring', tags: ['offer'], customFields: [] },
    })
  })

  it('call refuses what cannot be undone until it is confirmed', async () => {
    const name = 'deleted'
    const made = await shell.run('call', 'locations.create-tag', '--location', locationId, `name=${name}`)
    const { tag } = JSON.parse(made.out) as { tag: { id: string } }
    const words = ['call', 'locations.delete-tag', '--location', locationId, `tagId=${tag.id}`]
    const refused = await shell.run(...words)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('gateway.confirm_required')
    expect(refused.err).toContain('--confirm')
    expect(await tagNames()).toContain(name)
    expect((await shell.run(...words, '--confirm')).code).toBe(0)
    expect(await tagNames()).not.toContain(name)
  })

  it('call writes once under an idempotency key', async () => {
    const key = ['--idempotency-key', 'once']
    const words = ['call', 'locations.create-tag', '--location', locationId, 'name=once', ...key]
    const first = await shell.run(...words)
    const second = await shell.run(...words)
    expect(second.code, second.err).toBe(0)
    expect(second.out).toBe(first.out)
    expect(second.err).toContain('replayed')
    expect((await tagNames()).filter((name) => name === 'once')).toHaveLength(1)
  })

  it('call takes bodies from files and standard input, and puts values over them', async () => {
    const file = join(shell.folder, 'body.json')
    writeFileSync(file, JSON.stringify({ name: 'from a file' }))
    const words = ['--json', 'call', 'locations.create-tag', '--location', locationId, '--dry-run']
    const fromFile = await shell.run(...words, '--body', file)
    expect(json(fromFile.out), fromFile.err).toMatchObject({ body: { name: 'from a file' } })
    const piped = await shell.runWith('{"name":"piped"}', ...words, '--body', '-', 'name=over')
    expect(json(piped.out), piped.err).toMatchObject({ body: { name: 'over' } })
    expect(await shell.run(...words, '--body', join(shell.folder, 'none.json'))).toMatchObject({ code: 2 })
    expect(await shell.runWith('{', ...words, '--body', '-')).toMatchObject({
      code: 2,
      err: expect.stringContaining('standard input') as string,
    })
  })

  it('call uploads files, and says where no file is taken', async () => {
    const uploaded = await upload('picture.png')
    expect(uploaded.code, uploaded.err).toBe(0)
    expect(json(uploaded.out)).toMatchObject({ fileId: expect.any(String) as string })
    expect(uploaded.err).toMatch(/^20\d from the CRM in \d+ ms · call \S+\n/)
    const words = ['call', 'locations.create-tag', '--location', locationId, 'name=x', '--file', 'file=x']
    expect(await shell.run(...words)).toMatchObject({
      code: 2,
      err: expect.stringContaining('takes no files') as string,
    })
  })

  it('wrong values end with code 2, naming the field and what is meant', async () => {
    const words = ['call', 'locations.create-tag', '--location', locationId]
    expect(await shell.run(...words, 'nmae=x')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Did you mean name?') as string,
    })
    const missing = await shell.run(...words)
    expect(missing.code).toBe(2)
    expect(missing.err).toMatch(/needs name \(body\)/)
    expect(missing.err).toMatch(/Try: Add name=/)
    expect(await shell.run(...words, 'name')).toMatchObject({ code: 2 })
  })

  it('a refusal by the CRM is printed as it came, with exit code 1', async () => {
    const words = ['call', 'contacts.get-contact', '--location', locationId, 'contactId=nobody000000000000nn']
    const refused = await shell.run(...words)
    expect(refused.code).toBe(1)
    expect(json(refused.out)).toHaveProperty('message')
    expect(refused.err).toMatch(/^4\d\d from the CRM/)
  })

  it('a location that is not connected is refused with what to do', async () => {
    const refused = await shell.run(
      'call',
      'locations.get-location-tags',
      '--location',
      'stranger0000000000nn',
    )
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/^Failed: .+\nTry: .+/)
  })

  it('calls lists what was called, and shows and exports it', async () => {
    await shell.run('call', 'locations.create-tag', '--location', locationId, 'name=logged')
    await shell.run(
      'call',
      'contacts.get-contact',
      '--location',
      locationId,
      'contactId=nobody000000000000nn',
    )
    const listed = await shell.run(
      '--json',
      'calls',
      '--location',
      locationId,
      '--since',
      '1h',
      '--limit',
      '300',
    )
    expect(listed.code, listed.err).toBe(0)
    const calls = JSON.parse(listed.out) as { id: string; at: string; entryId: string; surface: string }[]
    expect(calls.map(({ at }) => at)).toEqual(calls.map(({ at }) => at).toSorted())
    const made = calls.find(({ entryId }) => entryId === 'locations.create-tag')!
    expect(made.surface).toBe('cli')
    const shown = await shell.run('calls', 'show', made.id)
    expect(shown.out).toContain('Create a contact tag: POST /locations/')
    const refused = await shell.run('calls', '--outcome', 'refused')
    expect(refused.out).toContain('refused 4')
    expect(refused.out).not.toContain('ok 2')
    const file = join(shell.folder, 'calls.csv')
    const words = ['calls', 'export', '--location', locationId, '--format', 'csv', '--output', file]
    const exported = await shell.run('--json', ...words)
    expect(json(exported.out)).toEqual({ file, bytes: readFileSync(file).length })
    expect(readFileSync(file, 'utf8')).toMatch(/^id,at,operation,/)
    const lines = (await shell.run('calls', 'export')).out.trim().split('\n')
    expect(lines.map((line) => json(line)['id'])).toContain(made.id)
    expect(await shell.run('calls', '--since', 'yesterday')).toMatchObject({ code: 2 })
  })

  it('quota tells what is left and who spent it', async () => {
    const { out, code, err } = await shell.run('quota', '--location', locationId)
    expect(code, err).toBe(0)
    expect(out).toMatch(/free now +used today/)
    expect(out).toMatch(/operator +interactive +\d+/)
    const report = json((await shell.run('--json', 'quota')).out)
    expect(report).toMatchObject({ limits: [{ locationId }], spending: expect.any(Array) as unknown[] })
  })

  it('sync --forecast says what a sync would need, and syncs nothing', async () => {
    const words = ['sync', '--location', locationId, '--forecast', '--full']
    const { out, code, err } = await shell.run(...words)
    expect(code, err).toBe(0)
    expect(out).toMatch(/This sync needs about [\d,]+ calls?/)
    const streams = await shell.run('--json', ...words, '--stream', 'tags')
    expect(JSON.parse(streams.out)).toMatchObject([{ locationId, streams: [{ stream: 'tags' }] }])
  })
})

it('calls --follow prints calls as they are made, until it is stopped', async () => {
  const following = shell.start('--json', 'calls', '--follow', '--operation', 'locations.get-timezones')
  let printed = ''
  following.stdout.on('data', (chunk) => (printed += String(chunk)))
  await shell.run('call', 'locations.get-timezones', '--location', locationId, '--fresh')
  for (let tries = 0; tries < 200 && !printed.includes('\n'); tries++) await wait(100)
  expect(json(printed.split('\n')[0] ?? '')).toMatchObject({
    entryId: 'locations.get-timezones',
    outcome: 'ok',
  })
  const ended = new Promise((resolve) => following.once('exit', resolve))
  following.kill('SIGINT')
  expect(await ended).toBe(0)
})

it('a key may be made with every permission', async () => {
  const words = ['--permission', 'read', 'write', 'live', 'destroy', 'passthrough']
  const made = await shell.run('--json', 'keys', 'create', '--name', 'all', ...words)
  expect(json(made.out), made.err).toMatchObject({
    permissions: ['read', 'write', 'live', 'destroy', 'passthrough'],
  })
})

const published = publishedFolder()

it.skipIf(published === undefined)(
  published === undefined
    ? publishedMissing
    : 'catalog drift tells what changed in published files, and keeps it for the console',
  async () => {
    const copy = join(shell.folder, 'published')
    cpSync(published ?? '', copy, { recursive: true })
    const file = join(copy, 'v3', 'apps', 'links-v3.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('/links/search', '/links/find'))
    const changed = await shell.run('catalog', 'drift', copy, '--source', 'files of today')
    expect(changed.code, changed.err).toBe(1)
    expect(changed.out).toMatch(/^changed {2}GET \/links\/find +v3\.links\.search-trigger-links$/m)
    expect(changed.out).toContain('1 changed of 1203')
    const wrong = await shell.run('catalog', 'drift', shell.folder)
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('v2/apps') as string })
  },
)
