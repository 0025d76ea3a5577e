import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Simulator } from '@causeway/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { causeway, type CommandLine, openCommandLine } from './cli-process.ts'

const bakery = 'Hearth & Crumb Bakery'

let shell: CommandLine
let folder: string
let simulator: Simulator

beforeAll(async () => {
  shell = await openCommandLine({ isEmpty: true })
  ;({ folder, simulator } = shell)
})
afterAll(() => shell.close())

const run = (...words: string[]) => shell.run(...words)

const bakeryToken = () => {
  const location = simulator.world.locations.find(({ name }) => name === bakery)!
  const token = simulator.admin.createPrivateToken({ locationId: location.id })
  return { locationId: location.id, token: token.token }
}

describe('without a running hub', () => {
  it('migrate makes the database, and says when there is nothing to do', async () => {
    const first = await run('--json', 'migrate')
    expect(first.code, first.err).toBe(0)
    expect(JSON.parse(first.out)).toMatchObject({
      database: 'pglite',
      applied: expect.arrayContaining(['0001_social_hub.sql']),
    })
    expect((await run('migrate')).out).toBe('The database is up to date.\n')
  })

  it('doctor says that nothing is connected yet', async () => {
    const { code, out } = await run('doctor')
    expect(code).toBe(0)
    expect(out).toContain('Nothing is connected yet.')
  })

  it('connect, sync and export work one after the other, and no token is printed', async () => {
    const { locationId, token } = bakeryToken()
    const connected = await run('connect', '--simulator', '--token', token, '--location', locationId)
    expect(connected.code, connected.err).toBe(0)
    expect(connected.out).toContain(bakery)
    const synced = await run('--json', 'sync', '--location', locationId)
    expect(synced.code, synced.err).toBe(0)
    expect(JSON.parse(synced.out)).toMatchObject([{ id: locationId, isFilled: true }])
    const tags = await run('export', '--location', locationId, '--kind', 'tags')
    const names = tags.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { name: string }).name)
    expect(names.toSorted()).toEqual(
      simulator.world
        .contentsOf(locationId)
        .tags.filter(({ isDeleted }) => !isDeleted)
        .map(({ tag }) => tag)
        .toSorted(),
    )
    const statistics = join(folder, 'statistics.csv')
    const exported = await run(
      'export',
      '--location',
      locationId,
      '--kind',
      'statistics',
      '--format',
      'csv',
      '--out',
      statistics,
    )
    expect(exported.out).toMatch(/^Wrote \d+ statistics to /)
    expect(readFileSync(statistics, 'utf8')).toMatch(/^accountId,profileId,platform,metric,day,value\n/)
    expect(connected.out + connected.err + synced.out + synced.err).not.toContain(token)
  })

  it('a token the CRM refuses is answered with what to do', async () => {
    const { locationId } = bakeryToken()
    const refused = await run(
      'connect',
      '--simulator',
      '--token',
      'pit-00000000-0000-4000-8000-000000000000',
      '--location',
      locationId,
    )
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/^Failed: .+\(connections\.private_token_refused\)\nTry: .+/)
  })

  it('wrong usage ends with code 2, on the error stream', async () => {
    expect(await run('frobnicate')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining("unknown command 'frobnicate'"),
    })
    expect(await run('export', '--location', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--kind'),
    })
    expect(await run('start', '--port', 'many')).toMatchObject({
      code: 2,
      err: expect.stringContaining('whole number'),
    })
  })

  it('names every wrong setting at once', () => {
    const { status, stderr } = spawnSync(process.execPath, [causeway, 'migrate'], {
      env: { ...shell.environment, CAUSEWAY_PORT: 'abc', CAUSEWAY_PUBLIC_URL: 'ftp://x' },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('CAUSEWAY_PORT')
    expect(stderr).toContain('CAUSEWAY_PUBLIC_URL')
  })
})

describe('with a running hub', () => {
  let url: string
  let pid: number
  beforeAll(async () => {
    url = await shell.startHub()
    const running = readFileSync(join(folder, 'running.json'), 'utf8')
    pid = (JSON.parse(running) as { pid: number }).pid
  })

  it('commands speak to it over HTTP instead of opening its folder', async () => {
    const doctor = await run('--json', 'doctor')
    expect(doctor.code, doctor.out + doctor.err).toBe(0)
    expect(JSON.parse(doctor.out)).toMatchObject({
      healthy: true,
      checks: expect.arrayContaining([
        { name: 'hub', outcome: 'pass', message: 'The hub runs and answers.', hint: null },
      ]),
    })
  })

  it('a key made by the CLI opens the hub to an app, and revoking it closes the hub', async () => {
    const created = JSON.parse((await run('--json', 'keys', 'create', '--name', 'my app')).out) as {
      id: string
      key: string
    }
    const ask = () => fetch(`${url}/v1/locations`, { headers: { authorization: `Bearer ${created.key}` } })
    expect((await ask()).status).toBe(200)
    expect((await run('keys', 'revoke', created.id)).code).toBe(0)
    expect((await ask()).status).toBe(401)
  })

  it('rotate-key replaces the master key while the hub runs, and every credential still opens', async () => {
    const keyFile = () => readFileSync(join(folder, 'master-keys.json'), 'utf8')
    const before = JSON.parse(keyFile()) as { current: string }
    const rotated = await run('--json', 'rotate-key')
    expect(rotated.code, rotated.err).toBe(0)
    const { masterKeyId, rewrapped } = JSON.parse(rotated.out) as { masterKeyId: string; rewrapped: number }
    expect(rewrapped).toBeGreaterThan(0)
    expect(JSON.parse(keyFile())).toMatchObject({ current: masterKeyId, keys: [{ id: masterKeyId }] })
    expect(masterKeyId).not.toBe(before.current)
    expect((await run('doctor')).code).toBe(0)
  })

  it('a second hub on the folder is refused, naming the first and the setting', async () => {
    const second = await run('start', '--port', '0')
    expect(second.code).toBe(1)
    expect(second.err).toContain(`process ${pid}`)
    expect(second.err).toContain('CAUSEWAY_DATA_FOLDER')
  })

  it('a port in use is refused, naming the setting', async () => {
    const other = mkdtempSync(join(tmpdir(), 'causeway-cli-'))
    const { port } = new URL(url)
    const refused = await run('--data-folder', other, 'start', '--port', port)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('CAUSEWAY_PORT')
    rmSync(other, { recursive: true })
  })
})
