import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { hashToken, randomText } from '../platform/tokens.ts'
import { createAgentClientsStore } from '../store/agent-clients.store.ts'
import { createAgentConfirmationsStore } from '../store/agent-confirmations.store.ts'
import { createAgentGrantsStore } from '../store/agent-grants.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { createUsersStore } from '../store/users.store.ts'
import { createAgentRetention } from './forget-ended-agents.ts'

const dayMs = 86_400_000
const now = new Date('2026-11-23T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
const redirectUri = 'http://127.0.0.1/callback'

describe.each(await testDatabases())('what agents leave behind on $name', (database) => {
  let opened: HubDatabase
  let userId: string
  beforeEach(async () => {
    opened = await database.open()
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

  const stores = () => ({
    clients: createAgentClientsStore(opened.kysely),
    grants: createAgentGrantsStore(opened.kysely),
    confirmations: createAgentConfirmationsStore(opened.kysely),
  })
  const makeRetention = () =>
    createAgentRetention({ ...stores(), clock: { now: () => now }, log: createLog({ level: 'silent' }) })

  async function aCode(clientId: string, at: Date) {
    const code = randomText(20)
    await stores().grants.insertCode(
      { code, redirectUri, codeChallenge: 'c', expiresAt: new Date(at.getTime() + 60_000) },
      { clientId, userId, permissions: ['read'], locationIds: null },
    )
    return { code, clientId, redirectUri, codeChallenge: 'c' }
  }

  /** A program that somebody let in; its refresh token lives thirty days. */
  async function anAgent(name: string, at: Date, revokedAt?: Date): Promise<string> {
    const { clients, grants } = stores()
    const { id: clientId } = await clients.insert({ name, redirectUris: [redirectUri], now: at })
    const tokens = {
      access: randomText(20),
      accessExpiresAt: new Date(at.getTime() + 3_600_000),
      refresh: randomText(20),
      refreshExpiresAt: new Date(at.getTime() + 30 * dayMs),
    }
    const outcome = await grants.redeemCode(await aCode(clientId, at), tokens, at)
    if (outcome.kind !== 'granted') throw new Error(outcome.kind)
    if (revokedAt) await grants.revoke(outcome.grantId, 'person', revokedAt)
    return outcome.grantId
  }

  const namesLeft = async () => {
    const rows = await opened.kysely.selectFrom('agent_clients').select('name').orderBy('name').execute()
    return rows.map(({ name }) => name)
  }
  const countOf = async (table: 'agent_tokens' | 'agent_codes' | 'agent_confirmations') => {
    const rows = await opened.kysely.selectFrom(table).selectAll().execute()
    return rows.length
  }

  it('is deleted once it ended long ago, and what may still be used or asked about stays', async () => {
    await anAgent('ended long ago', daysAgo(200), daysAgo(91))
    await anAgent('ended lately', daysAgo(200), daysAgo(89))
    await anAgent('never came back', daysAgo(91))
    await anAgent('silent since its token ran out', daysAgo(60))
    const used = await anAgent('used lately', daysAgo(200))
    await opened.kysely
      .updateTable('agent_grants')
      .set({ last_used_at: daysAgo(10) })
      .where('id', '=', used)
      .execute()
    await anAgent('let in today', daysAgo(0))
    const { clients } = stores()
    await clients.insert({ name: 'stranger of today', redirectUris: [redirectUri], now: daysAgo(0.5) })
    await clients.insert({ name: 'stranger of old', redirectUris: [redirectUri], now: daysAgo(2) })
    const waiting = await clients.insert({
      name: 'being let in',
      redirectUris: [redirectUri],
      now: daysAgo(2),
    })
    await aCode(waiting.id, now)

    expect(await makeRetention().forget()).toEqual({ grants: 2, clients: 3 })
    expect(await namesLeft()).toEqual([
      'being let in',
      'ended lately',
      'let in today',
      'silent since its token ran out',
      'stranger of today',
      'used lately',
    ])
    // An access and a refresh token of today, and the codes of today.
    expect([await countOf('agent_tokens'), await countOf('agent_codes')]).toEqual([2, 2])
  })

  it('goes for confirmations when the answer is no longer given again', async () => {
    const { confirmations } = stores()
    const write = { caller: 'key:1', requestHash: hashToken('request') }
    await confirmations.insert({ ...write, token: 'old', expiresAt: daysAgo(1.1) })
    await confirmations.insert({ ...write, token: 'may be answered again', expiresAt: daysAgo(0.9) })
    await makeRetention().forget()
    expect(await countOf('agent_confirmations')).toBe(1)
    expect(await confirmations.take('old', write, now)).toBe('unknown')
  })

  it('is deleted in batches by several processes at once', async () => {
    for (let number = 0; number < 1200; number++)
      await opened.kysely
        .insertInto('agent_clients')
        .values({ id: newId(), name: 'stranger', redirect_uris: [redirectUri], created_at: daysAgo(3) })
        .execute()
    const rounds = await Promise.all([makeRetention().forget(), makeRetention().forget()])
    expect(rounds.reduce((sum, { clients }) => sum + clients, 0)).toBe(1200)
    expect(await namesLeft()).toEqual([])
  })
})
