import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../platform/ids.ts'
import { hashToken, randomText } from '../platform/tokens.ts'
import { type AgentClientsStore, createAgentClientsStore } from './agent-clients.store.ts'
import { type AgentConfirmationsStore, createAgentConfirmationsStore } from './agent-confirmations.store.ts'
import { type AgentGrantsStore, createAgentGrantsStore } from './agent-grants.store.ts'
import type { HubDatabase } from './database.ts'
import { testDatabases } from './test-database.ts'
import { createUsersStore } from './users.store.ts'

const now = new Date('2026-11-23T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const redirectUri = 'http://127.0.0.1/callback'

const someTokens = (from = now) => ({
  access: randomText(20),
  accessExpiresAt: new Date(from.getTime() + 3_600_000),
  refresh: randomText(20),
  refreshExpiresAt: new Date(from.getTime() + 30 * 86_400_000),
})

describe.each(await testDatabases())('agents on $name', (database) => {
  let opened: HubDatabase
  let clients: AgentClientsStore
  let grants: AgentGrantsStore
  let confirmations: AgentConfirmationsStore
  let clientId: string
  let userId: string
  beforeEach(async () => {
    opened = await database.open()
    clients = createAgentClientsStore(opened.kysely)
    grants = createAgentGrantsStore(opened.kysely)
    confirmations = createAgentConfirmationsStore(opened.kysely)
    clientId = (await clients.insert({ name: 'Agent', redirectUris: [redirectUri], now })).id
    userId = newId()
    await createUsersStore(opened.kysely).insert({
      id: userId,
      email: 'a@example.com',
      name: 'Person',
      password_hash: 'x',
      role: 'owner',
    })
  })
  afterEach(() => opened.close())

  async function aCode() {
    const code = randomText(20)
    await grants.insertCode(
      { code, redirectUri, codeChallenge: 'challenge', expiresAt: later(60) },
      { clientId, userId, permissions: ['read'], locationIds: ['one'] },
    )
    return { code, clientId, redirectUri, codeChallenge: 'challenge' }
  }

  it('a code gives what the person allowed, and only within its minute', async () => {
    const tokens = someTokens()
    expect(await grants.redeemCode(await aCode(), tokens, later(59))).toMatchObject({ kind: 'granted' })
    expect(await grants.findUsable(tokens.access, later(60))).toMatchObject({
      client_name: 'Agent',
      user_name: 'Person',
      permissions: ['read'],
      location_ids: ['one'],
    })
    expect(await grants.redeemCode(await aCode(), someTokens(), later(61))).toEqual({ kind: 'refused' })
  })

  it('of two that present a code at once, one gets tokens, and they are taken back', async () => {
    const proof = await aCode()
    const [first, second] = [someTokens(), someTokens()]
    const outcomes = await Promise.all([
      grants.redeemCode(proof, first, now),
      grants.redeemCode(proof, second, now),
    ])
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['granted', 'reused'])
    for (const { access } of [first, second]) expect(await grants.findUsable(access, now)).toBeUndefined()
    expect(await grants.list()).toMatchObject([{ revoked_by: 'code_reused' }])
  })

  it('tokens end in time', async () => {
    const tokens = someTokens()
    await grants.redeemCode(await aCode(), tokens, now)
    expect(await grants.findUsable(tokens.access, later(3601))).toBeUndefined()
    expect(await grants.findUsable(tokens.refresh, now)).toBeUndefined()
    const wanted = { token: tokens.refresh, clientId }
    expect(await grants.redeemRefreshToken(wanted, someTokens(), later(31 * 86_400))).toEqual({
      kind: 'refused',
    })
  })

  it('of two that present a refresh token at once, one gets tokens, and the grant ends', async () => {
    const tokens = someTokens()
    await grants.redeemCode(await aCode(), tokens, now)
    const wanted = { token: tokens.refresh, clientId }
    const outcomes = await Promise.all([
      grants.redeemRefreshToken(wanted, someTokens(), now),
      grants.redeemRefreshToken(wanted, someTokens(), now),
    ])
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['granted', 'reused'])
    expect(await grants.findUsable(tokens.access, now)).toBeUndefined()
  })

  it('programs nobody let in are forgotten after a day, others are not', async () => {
    await grants.redeemCode(await aCode(), someTokens(), now)
    const stranger = await clients.insert({ name: 'Stranger', redirectUris: [redirectUri], now })
    expect(await clients.countStrangers(later(3600))).toBe(1)
    expect(await clients.countStrangers(later(90_000))).toBe(0)
    expect(await clients.find(stranger.id)).toBeUndefined()
    expect(await clients.find(clientId)).toMatchObject({ name: 'Agent' })
  })

  it('a confirmation fits its caller and request, in time, and as often as needed once it was taken', async () => {
    const write = { caller: 'key:1', requestHash: hashToken('request') }
    await confirmations.insert({ ...write, token: 'first', expiresAt: later(600) })
    await confirmations.insert({ ...write, token: 'second', expiresAt: later(600) })
    expect(await confirmations.take('first', { ...write, caller: 'key:2' }, now)).toBe('unknown')
    expect(await confirmations.take('first', { ...write, requestHash: hashToken('other') }, now)).toBe(
      'unknown',
    )
    expect(await confirmations.take('third', write, now)).toBe('unknown')
    const taken = await confirmations.take('first', write, later(599))
    expect(taken).toEqual({ id: expect.any(String) })
    expect(await confirmations.take('first', write, later(3600))).toEqual(taken)
    expect(await confirmations.take('first', write, later(90_000))).toBe('expired')
    expect(await confirmations.take('second', write, later(601))).toBe('expired')
  })
})
