import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../platform/ids.ts'
import { createApiKeysStore } from './api-keys.store.ts'
import { createCachedAnswersStore } from './cached-answers.store.ts'
import type { HubDatabase } from './database.ts'
import { createHubSettingsStore } from './hub-settings.store.ts'
import { createSessionsStore } from './sessions.store.ts'
import { createSetupLinksStore } from './setup-links.store.ts'
import { testDatabases } from './test-database.ts'
import { createUsersStore } from './users.store.ts'

const now = new Date('2026-11-23T12:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const aUser = (email: string) => ({
  id: newId(),
  email,
  name: 'Ada',
  password_hash: 'scrypt$…',
  role: 'owner' as const,
})

describe.each(await testDatabases())('people, keys and settings on $name', (database) => {
  let opened: HubDatabase
  beforeEach(async () => void (opened = await database.open()))
  afterEach(() => opened.close())

  it('knows a person by e-mail address in any case, once', async () => {
    const users = createUsersStore(opened.kysely)
    expect(await users.hasOwner()).toBe(false)
    expect(await users.insert(aUser(' Ada@Example.com '))).toBe(true)
    expect(await users.insert(aUser('ADA@example.com'))).toBe(false)
    expect(await users.findByEmail('aDa@example.COM')).toMatchObject({ email: 'ada@example.com' })
    expect(await users.hasOwner()).toBe(true)
  })

  it('makes one owner, whoever else wants to be it at the same moment', async () => {
    const users = createUsersStore(opened.kysely)
    const wishes = ['one', 'two', 'three', 'four'].map((name) => users.insert(aUser(`${name}@example.com`)))
    expect((await Promise.all(wishes)).filter((isMade) => isMade)).toHaveLength(1)
    expect(await users.insert(aUser('late@example.com'))).toBe(false)
    expect(await users.insert({ ...aUser('member@example.com'), role: 'member' })).toBe(true)
  })

  it('finds the person of a session until it ends, is ended, or everything of the person is', async () => {
    const [users, sessions] = [createUsersStore(opened.kysely), createSessionsStore(opened.kysely)]
    const user = aUser('ada@example.com')
    await users.insert(user)
    for (const token of ['a', 'b', 'c'])
      await sessions.insert({ token, userId: user.id, expiresAt: later(10) })
    expect(await sessions.findUser('a', now)).toMatchObject({ id: user.id, expiresAt: later(10) })
    expect(await sessions.findUser('a', later(10))).toBeUndefined()
    expect(await sessions.findUser('x', now)).toBeUndefined()
    await sessions.extend('a', later(20))
    expect(await sessions.findUser('a', later(10))).toBeDefined()
    await sessions.delete('b')
    expect(await sessions.findUser('b', now)).toBeUndefined()
    await sessions.deleteOfUser(user.id)
    expect(await sessions.findUser('c', now)).toBeUndefined()
  })

  it('lets exactly one of many visitors at once use a setup link', async () => {
    const links = createSetupLinksStore(opened.kysely)
    await links.insert({ token: 'link', expiresAt: later(60) })
    expect(await links.isUsable('link', later(61))).toBe(false)
    const uses = await Promise.all(Array.from({ length: 8 }, () => links.use('link', now)))
    expect(uses.filter(Boolean)).toHaveLength(1)
    expect(await links.isUsable('link', now)).toBe(false)
    expect(await links.use('other', now)).toBe(false)
  })

  it('recognises an API key until it is revoked or runs out, and never stores the key', async () => {
    const keys = createApiKeysStore(opened.kysely)
    const wanted = { name: 'BI', permissions: ['read'], locationIds: ['loc-1'], expiresAt: null }
    const { key, row } = await keys.create(wanted)
    const short = await keys.create({ ...wanted, locationIds: null, expiresAt: later(5) })
    expect(key).toMatch(/^cw_[0-9A-Za-z]{40}$/)
    expect(row).toMatchObject({ prefix: key.slice(0, 9), location_ids: ['loc-1'], permissions: ['read'] })
    expect(await keys.findUsable(key, now)).toMatchObject({ id: row.id })
    expect((await keys.findUsable(key, later(1)))?.last_used_at).toEqual(now)
    expect(await keys.findUsable(short.key, later(5))).toBeUndefined()
    expect(await keys.findUsable(`${key}x`, now)).toBeUndefined()
    expect(await keys.revoke(row.id, now)).toBe(true)
    expect(await keys.revoke(row.id, now)).toBe(false)
    expect(await keys.findUsable(key, now)).toBeUndefined()
    const listed = await keys.list()
    expect(listed).toHaveLength(2)
    expect(JSON.stringify(listed)).not.toContain(key)
  })

  it('keeps any JSON as a setting', async () => {
    const settings = createHubSettingsStore(opened.kysely)
    expect(await settings.read('brand')).toBeUndefined()
    for (const value of ['Ünïcode “quoted”', null, 3, { deep: [1] }, false]) {
      await settings.write('brand', value)
      expect(await settings.read('brand')).toEqual(value)
    }
    expect(await settings.readAll()).toEqual({ brand: false })
  })

  it('keeps the newest answer of the CRM, whatever order they arrive in', async () => {
    const answers = createCachedAnswersStore(opened.kysely)
    await answers.put('loc', 'key', { status: 201, body: { n: 2 }, fetchedAt: later(2) })
    await answers.put('loc', 'key', { status: 200, body: { n: 1 }, fetchedAt: later(1) })
    expect(await answers.find('loc', 'key')).toEqual({ status: 201, body: { n: 2 }, fetchedAt: later(2) })
    expect(await answers.find('other', 'key')).toBeUndefined()
    expect(await answers.deleteOlder(later(3))).toBe(1)
  })
})
