import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { createHub, type Hub } from './hub.ts'
import { createLog } from './platform/log.ts'
import { testServerUrl } from './store/test-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-hub-test-'))
const consoleFolder = join(folder, 'console')
const log = createLog({ level: 'silent' })
const open = (given: Record<string, string> = {}, listen = true) =>
  createHub(readConfig({ CAUSEWAY_PORT: '0', CAUSEWAY_DATA_FOLDER: join(folder, 'data'), ...given }, {}), {
    listen,
    log,
    consoleFolder,
  })

let hub: Hub
beforeAll(async () => {
  mkdirSync(join(consoleFolder, 'assets'), { recursive: true })
  hub = await open()
})
afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string, init?: RequestInit) => fetch(`${hub.url}${path}`, { redirect: 'manual', ...init })

describe('createHub', () => {
  it('tells of the master key it made, and prints a link that makes the owner', async () => {
    expect(hub.newMasterKeyFile).toBe(join(folder, 'data', 'master-keys.json'))
    expect(await hub.createSetupLink()).toMatch(new RegExp(`^${hub.url}/console/setup\\?token=[\\w-]{43}$`))
  })

  it('answers the CLI, inside the process and over HTTP', async () => {
    const inside = await hub.inject('POST', '/v1/api-keys', { name: 'from the CLI' })
    expect(inside.status).toBe(201)
    const headers = { authorization: `Bearer ${hub.localToken}` }
    expect((await get('/v1/api-keys', { headers })).status).toBe(200)
  })

  it('refuses a second hub on the same folder, naming the first', async () => {
    await expect(open({}, false)).rejects.toMatchObject({
      code: 'store.folder_locked',
      message: expect.stringContaining(String(process.pid)) as string,
    })
  })

  it('names the setting when the port is in use, and lets the folder go', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const given = { CAUSEWAY_PORT: String(port), CAUSEWAY_DATA_FOLDER: join(folder, 'second') }
    await expect(open(given)).rejects.toMatchObject({
      code: 'hub.port_in_use',
      message: expect.stringContaining('CAUSEWAY_PORT') as string,
    })
    other.close()
    const second = await open({ CAUSEWAY_DATA_FOLDER: join(folder, 'second') })
    expect(second.newMasterKeyFile, 'the refused start made nothing').toBeDefined()
    await second.close()
  })

  it('names the setting when the address is not of this machine', async () => {
    const given = { CAUSEWAY_HOST: '203.0.113.7', CAUSEWAY_DATA_FOLDER: join(folder, 'third') }
    await expect(open(given)).rejects.toMatchObject({ code: 'hub.address_unusable' })
  })

  it('does what it is told of itself', async () => {
    const change = await hub.inject('PATCH', '/v1/settings', {
      publicUrl: 'https://hub.example.com/',
      brand: 'Ours',
    })
    expect(JSON.parse(change.text)).toMatchObject({
      publicUrl: 'https://hub.example.com',
      redirectUri: 'https://hub.example.com/oauth/crm/callback',
      brand: 'Ours',
    })
    const bad = await hub.inject('PATCH', '/v1/settings', { publicUrl: 'javascript:alert(1)' })
    expect(bad.status).toBe(400)
  })
})

const server = await testServerUrl()
describe.runIf(server !== undefined)('two hubs on one PostgreSQL', () => {
  it('start at once, and know the same', async () => {
    const name = `causeway_two_hubs_${process.pid}`
    const admin = new Client({ connectionString: server })
    await admin.connect()
    await admin.query(`create database ${name}`)
    const url = new URL(server!)
    url.pathname = `/${name}`
    const given = { CAUSEWAY_DATABASE_URL: url.href, CAUSEWAY_DATA_FOLDER: join(folder, 'shared') }
    const hubs = await Promise.all([open(given), open(given)])
    try {
      const made = await hubs[0].inject('POST', '/v1/api-keys', { name: 'shared', permissions: ['read'] })
      const { key } = JSON.parse(made.text) as { key: string }
      const answer = await fetch(`${hubs[1].url}/v1/locations`, {
        headers: { authorization: `Bearer ${key}` },
      })
      expect(await answer.json()).toEqual({ items: [] })
    } finally {
      await Promise.all(hubs.map((one) => one.close()))
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    }
  })
})

describe('readConfig', () => {
  it('names every wrong setting at once, and no secret', () => {
    const wrong = {
      CAUSEWAY_PORT: 'eighty',
      CAUSEWAY_MASTER_KEY: 'hunter2hunter2',
      CAUSEWAY_PUBLIC_URL: 'hub',
      CAUSEWAY_DATABASE_URL: 'mysql://x:secret-word@y',
    }
    const message = (() => {
      try {
        return JSON.stringify(readConfig(wrong, {}))
      } catch (problem) {
        return problem instanceof Error ? problem.message : ''
      }
    })()
    for (const name of Object.keys(wrong)) expect(message).toContain(name)
    expect(message).not.toMatch(/hunter2|secret-word/)
  })

  it('has a default for everything', () => {
    expect(readConfig({}, {})).toMatchObject({ port: 4400, host: '127.0.0.1', trustProxy: false })
  })
})

describe('the console', () => {
  it('says how to build it while it is not built', async () => {
    const answer = await get('/console/')
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm run build -w console')
  })

  it('is served with its pages and files, and nothing beside its folder', async () => {
    writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html><title>console</title>')
    writeFileSync(join(consoleFolder, 'assets', 'main-abc.js'), 'export {}')
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    expect((await get('/')).headers.get('location')).toBe('/console/')
    for (const page of ['/console/', '/console/locations/x/posts', '/console/setup?token=x'])
      expect(await (await get(page)).text()).toContain('<title>console</title>')
    const asset = await get('/console/assets/main-abc.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toContain('javascript')
    for (const path of [
      '/console/assets/gone.js',
      '/console/..%2fsecret.txt',
      '/console/assets/..%2f..%2fsecret.txt',
    ]) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([
        path,
        expect.toSatisfy((status: number) => status === 404 || status === 403),
      ])
      expect(await answer.text()).not.toBe('secret')
    }
  })
})

describe('what operators and readers ask', () => {
  it('lives, is ready, and says its version', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect(await (await get(path)).json()).toEqual({ status: 'ok' })
    expect(await (await get('/version')).json()).toMatchObject({ name: 'causeway', version: '0.1.0' })
  })

  it('describes itself in OpenAPI 3.1 whose references all resolve', async () => {
    const document = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/v1/locations/{locationId}/posts')
    const text = JSON.stringify(document)
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(text).toContain(`"${name}":{`)
  })

  it('says of every operation how it fails', async () => {
    const { paths } = (await (await get('/openapi.json')).json()) as { paths: Record<string, object> }
    for (const methods of Object.values(paths))
      for (const operation of Object.values(methods))
        expect(operation).toHaveProperty(['responses', 'default', 'content', 'application/problem+json'])
  })

  it('serves the reference page from this machine, compressed when asked', async () => {
    expect(await (await get('/docs')).text()).toContain('/docs/reference.js')
    const script = await get('/docs/reference.js', { headers: { 'accept-encoding': 'gzip' } })
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect((await script.text()).length).toBeGreaterThan(1_000_000)
  })
})
