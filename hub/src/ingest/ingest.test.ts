import type { Client } from '@causeway/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectionErrors } from '../connections/connections.errors.ts'
import { createLog } from '../platform/log.ts'
import { createCompletenessStore } from '../store/completeness.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { createInboxStore, type InboxEntry } from '../store/inbox.store.ts'
import { createRecordsStore } from '../store/records.store.ts'
import type { Environment } from '../store/tables.types.ts'
import { testDatabases } from '../store/test-database.ts'
import { createIngest, type Ingest, type IngestOptions } from './create-ingest.ts'
import { aWebhook, createTestSigner } from './test-deliveries.ts'

const log = createLog({ level: 'silent' })
const signer = createTestSigner()

/** A CRM that answers what the test says. */
interface FakeCrm {
  answers: Record<string, unknown>
  asked: string[]
}

describe.each(await testDatabases())('webhooks on $name', (database) => {
  let opened: HubDatabase
  let crm: FakeCrm
  let done: string[]
  let environment: Environment | undefined
  let nowMs: number
  let running: Ingest[]
  let trusted: Promise<unknown> | undefined
  beforeEach(async () => {
    opened = await database.open()
    crm = { answers: {}, asked: [] }
    done = []
    environment = undefined
    nowMs = Date.now()
    running = []
    trusted = undefined
  })
  afterEach(async () => {
    await Promise.all(running.map((ingest) => ingest.stop()))
    await opened.close()
  })

  async function start(options: Partial<IngestOptions> = {}): Promise<Ingest> {
    const client = {
      async call(target: { path: string }) {
        crm.asked.push(target.path)
        const answer = crm.answers[target.path]
        if (answer instanceof Error) throw answer
        return { body: answer }
      },
    } as unknown as Client
    const ingest = createIngest({
      kysely: opened.kysely,
      clock: { now: () => new Date(nowMs) },
      log,
      maxAgeDays: 3,
      inboxDays: 30,
      acceptsRsa: false,
      allowsUnsigned: false,
      isAlone: false,
      graceMs: 0,
      driver: {
        async installLocation({ locationId, environment: of }) {
          done.push(`install ${locationId} ${of}`)
          return 'connected'
        },
        async markUninstalled(where) {
          done.push(`uninstall ${JSON.stringify(where)}`)
        },
        async noteAppChange(where, planId) {
          done.push(`change ${JSON.stringify(where)} ${planId ?? '-'}`)
          return 1
        },
        async ensureLocation(locationId) {
          done.push(`copy ${locationId}`)
        },
      },
      openClient: async () => ({ client }),
      environmentOf: async () => environment,
      invalidate: async (ownerId, modules) => void done.push(`forget ${ownerId} ${modules.join(' ')}`),
      ...options,
    })
    // Several processes have one list of keys.
    await (trusted ??= ingest.keys.add({ name: 'test', key: signer.spki }))
    await ingest.start()
    running.push(ingest)
    return ingest
  }

  const receive = (ingest: Ingest, body: Record<string, unknown>, family: string | null = null) => {
    const rawBody = Buffer.from(JSON.stringify(body))
    const headers = { 'x-ghl-signature': signer.signatureOf(rawBody) }
    return ingest.receive({ rawBody, headers, rawHeaders: [], family, isLoopback: false })
  }
  const inbox = () => createInboxStore(opened.kysely)
  const find = async (id: string): Promise<InboxEntry> => (await inbox().find(id))!
  const settled = async () => {
    await expect.poll(async () => (await inbox().count()).states.waiting, { timeout: 20_000 }).toBe(0)
  }
  const events = async () => {
    const rows = await opened.kysely.selectFrom('events').selectAll().orderBy('seq').execute()
    return rows.map(({ type, subject_id: id, data }) => ({ type, id, data }))
  }
  const types = async () =>
    (await events()).map(({ type, data }) =>
      typeof data['tag'] === 'string' ? `${type} ${data['tag']}` : type,
    )
  const at = (seconds: number) => new Date(nowMs - 60_000 + seconds * 1000).toISOString()
  const contact = (fields: Record<string, unknown>) => aWebhook({ type: 'ContactUpdate', id: 'c', ...fields })

  it('share statements while one runs, and each is answered with its own row', async () => {
    const ingest = await start()
    const receipts = await Promise.all(
      Array.from({ length: 120 }, (_, number) =>
        receive(ingest, aWebhook({ type: 'NoteCreate', id: `n${number}` })),
      ),
    )
    expect(new Set(receipts.map(({ id }) => id)).size).toBe(120)
    expect(ingest.counts()).toMatchObject({ accepted: 120, duplicates: 0 })
    expect(ingest.counts().batches).toBeLessThan(60)
    await settled()
    const ids = (await events()).map(({ id }) => id)
    const arrived = (await inbox().list({}, { limit: 200 })).items.toReversed()
    const told = await Promise.all(
      arrived.map(async ({ id }) => JSON.parse((await find(id)).raw.toString()) as { id: string }),
    )
    expect(ids).toEqual(told.map(({ id }) => id))
  })

  it('are searched part by part, whatever their letters, and all that match are replayed', async () => {
    const ingest = await start()
    for (const number of [1, 2, 3, 4, 5, 6, 7])
      await receive(
        ingest,
        aWebhook({
          type: 'NoteCreate',
          id: `n${number}`,
          text: number % 3 === 0 ? 'Zoë’s 50% \\ Offer' : 'else',
        }),
      )
    await settled()
    const searched = createInboxStore(opened.kysely, { searchedPerPage: 2 })
    const pages: number[] = []
    const bounds: boolean[] = []
    let cursor: string | undefined
    do {
      const page = await searched.list({ q: 'zoë’S 50% ' }, { limit: 10, cursor })
      pages.push(page.items.length)
      bounds.push(page.searchedTo !== null)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(pages).toEqual([1, 0, 1, 0])
    expect(bounds).toEqual([true, true, true, false])
    expect((await searched.list({ q: String.raw`50% \\ oFFer` }, { limit: 10 })).items).toHaveLength(1)
    expect((await searched.list({ type: 'NoteCreate' }, { limit: 10 })).items).toHaveLength(7)
    expect(await searched.replay({ q: 'zoë’s' })).toBe(2)
  })

  it('that tell of tags become tags added and removed, by what was known', async () => {
    const ingest = await start()
    const news = [
      contact({ type: 'ContactTagUpdate', tags: ['Old'], timestamp: at(1) }),
      contact({ type: 'ContactTagUpdate', tags: ['old', 'VIP'], timestamp: at(2) }),
      contact({ type: 'ContactUpdate', tags: ['vip'], city: 'Leeds', timestamp: at(3) }),
      contact({ type: 'ContactTagUpdate', tags: ['vip'], city: 'Leeds', timestamp: at(4) }),
      contact({ type: 'ContactDelete', timestamp: at(5) }),
    ]
    const receipts = []
    for (const one of news) receipts.push(await receive(ingest, one))
    await settled()
    expect(await types()).toEqual([
      'contact.tags_updated',
      'contact.tags_updated',
      'contact.tag_added vip',
      'contact.updated',
      'contact.tag_removed old',
      'contact.tags_updated',
      'contact.deleted',
    ])
    expect((await find(receipts[0]!.id)).outcome[0]).toMatch('first time')
    const history = await createRecordsStore(opened.kysely).history('loc', 'contact', 'c')
    expect(history.map(({ data }) => data?.['tags'] ?? null)).toEqual([
      null,
      ['vip'],
      ['old', 'vip'],
      ['old'],
    ])
    expect((await createCompletenessStore(opened.kysely).read('loc')).days).toMatchObject([
      { announced: 4, found: 0 },
    ])
    await expect.poll(() => done).toContain('forget loc contacts')
  })

  it('that come late change nothing newer', async () => {
    const ingest = await start()
    await receive(ingest, contact({ city: 'Leeds', timestamp: at(10) }))
    await settled()
    const late = await receive(ingest, contact({ city: 'York', timestamp: at(1) }))
    await settled()
    const record = await createRecordsStore(opened.kysely).find<{ city: string }>('loc', 'contact', 'c')
    expect(record).toMatchObject({ city: 'Leeds', version: 1 })
    expect((await find(late.id)).outcome[0]).toMatch('late')
  })

  it('that leave a field out leave it as it was', async () => {
    const ingest = await start()
    await receive(ingest, contact({ phone: '+441', email: 'a@mail.example', timestamp: at(1) }))
    await receive(ingest, contact({ email: null, timestamp: at(2) }))
    await settled()
    expect(await createRecordsStore(opened.kysely).find('loc', 'contact', 'c')).toMatchObject({
      phone: '+441',
      email: null,
    })
  })

  it('that are thin get the rest from the CRM, and do without when it is not to be had', async () => {
    crm.answers['/contacts/{contactId}'] = {
      contact: {
        id: 'c',
        tags: [],
        dnd: true,
        dndSettings: { SMS: { status: 'active' } },
        inboundDndSettings: { all: {} },
      },
    }
    crm.answers['/locations/{locationId}/tasks/search'] = {
      tasks: [{ _id: 't', contactId: 'c', body: 'Call' }],
    }
    crm.answers['/conversations/messages/{id}'] = connectionErrors.location_unknown('not connected')
    const ingest = await start()
    await receive(ingest, contact({ type: 'ContactDndUpdate', dnd: true }))
    await receive(ingest, aWebhook({ type: 'TaskCreate', id: 't', title: 'Call' }))
    const message = await receive(
      ingest,
      aWebhook({ type: 'InboundMessage', messageId: 'm', messageType: 'SMS' }),
    )
    await settled()
    const all = await events()
    expect(all.map(({ type }) => type)).toEqual(['contact.dnd_updated', 'task.created', 'message.received'])
    expect(all[0]?.data).toMatchObject({ inboundDndSettings: { all: {} } })
    expect(all[1]?.data).toMatchObject({ contactId: 'c', body: 'Call', title: 'Call' })
    expect((await find(message.id)).outcome[0]).toMatch('could not be read')
    const record = await createRecordsStore(opened.kysely).find('loc', 'contact', 'c')
    expect(record).toMatchObject({ dndSettings: { sms: { status: 'active' } } })
  })

  it('that fail are set aside and tried again, and the others go on', async () => {
    crm.answers['/conversations/messages/{id}'] = new Error('The line is dead')
    const ingest = await start()
    const bad = await receive(
      ingest,
      aWebhook({ type: 'InboundMessage', messageId: 'm', messageType: 'SMS' }),
    )
    const good = await receive(ingest, aWebhook({ type: 'NoteCreate' }))
    await settled()
    expect(await find(good.id)).toMatchObject({ state: 'processed' })
    const failed = await find(bad.id)
    expect(failed).toMatchObject({ state: 'retrying', attempts: 1 })
    expect(failed.attemptLog[0]?.error).toMatchObject({
      code: 'ingest.unexpected',
      message: 'The line is dead',
    })
    crm.answers['/conversations/messages/{id}'] = { message: { body: 'Hello' } }
    nowMs += 10_000
    ingest.wake()
    await expect.poll(async () => (await find(bad.id)).state, { timeout: 10_000 }).toBe('processed')
    expect((await events()).at(-1)).toMatchObject({ type: 'message.received', data: { body: 'Hello' } })
    expect((await find(bad.id)).attemptLog).toHaveLength(2)
  })

  it('of an installation connect the location; those of its end, and of older news, do what they should', async () => {
    const ingest = await start()
    const place = { locationId: 'new', companyId: 'company', id: undefined, appId: 'app' }
    await receive(ingest, aWebhook({ type: 'INSTALL', ...place, timestamp: at(10) }))
    await settled()
    expect(done.slice(0, 2)).toEqual(['install new live', 'copy new'])
    const late = await receive(ingest, aWebhook({ type: 'UNINSTALL', ...place, timestamp: at(5) }))
    await settled()
    expect((await find(late.id)).outcome[0]).toMatch('late')
    await receive(ingest, aWebhook({ type: 'UNINSTALL', ...place, timestamp: at(20) }))
    await receive(ingest, aWebhook({ type: 'PLAN_CHANGE', ...place, newPlanId: 'pro' }))
    await settled()
    expect(done).toContain('uninstall {"locationId":"new"}')
    expect(done.filter((what) => what.startsWith('uninstall'))).toHaveLength(1)
    expect(await types()).toEqual(['app.installed', 'app.uninstalled', 'app.uninstalled', 'app.plan_changed'])
  })

  it('of an installation wait for the consent, which may be finished after them', async () => {
    let isFinished = false
    const ingest = await start({
      driver: {
        async installLocation() {
          if (!isFinished) throw connectionErrors.company_unknown('no company')
          return 'connected'
        },
        markUninstalled: async () => {},
        noteAppChange: async () => 0,
        ensureLocation: async () => {},
      },
    })
    const receipt = await receive(
      ingest,
      aWebhook({ type: 'INSTALL', locationId: 'new', companyId: 'company' }),
    )
    await settled()
    const waiting = await find(receipt.id)
    expect(waiting.state).toBe('retrying')
    expect(waiting.attemptLog[0]?.error).toMatchObject({ code: 'ingest.install_without_grant' })
    isFinished = true
    nowMs += 10_000
    ingest.wake()
    await expect.poll(async () => (await find(receipt.id)).state, { timeout: 10_000 }).toBe('processed')
  })

  it('of the simulator’s kind do not touch a location of the CRM', async () => {
    environment = 'simulator'
    const ingest = await start()
    const receipt = await receive(ingest, contact({}))
    await settled()
    expect(await events()).toEqual([])
    expect((await find(receipt.id)).outcome[0]).toMatch('Passed over')
    expect(await createRecordsStore(opened.kysely).find('loc', 'contact', 'c')).toBeUndefined()
  })

  it('are processed in order however many processes do it', async () => {
    const some = await Promise.all([start(), start(), start()])
    for (let number = 0; number < 60; number++)
      await receive(
        some[number % 3]!,
        aWebhook({ type: 'NoteUpdate', id: `n${number}`, locationId: `l${number % 2}` }),
      )
    await settled()
    const ids = (await opened.kysely.selectFrom('events').selectAll().orderBy('seq').execute()).filter(
      ({ location_id: locationId }) => locationId === 'l0',
    )
    expect(ids.map(({ subject_id: id }) => id)).toEqual(
      Array.from({ length: 30 }, (_, number) => `n${number * 2}`),
    )
  })

  it('that cannot be stored are to be delivered again', async () => {
    const ingest = await start()
    await opened.kysely.schema.alterTable('inbox').renameTo('away').execute()
    await expect(receive(ingest, aWebhook())).rejects.toMatchObject({
      code: 'ingest.overloaded',
      status: 429,
      headers: { 'retry-after': expect.any(String) },
    })
    await opened.kysely.schema.alterTable('away').renameTo('inbox').execute()
    expect(await receive(ingest, aWebhook())).toMatchObject({ isDuplicate: false })
  })

  it('of another plan or version of the app have its access asked anew', async () => {
    const ingest = await start()
    await receive(
      ingest,
      aWebhook({ type: 'PLAN_CHANGE', id: undefined, currentPlanId: 'a', newPlanId: 'b' }),
    )
    await receive(
      ingest,
      aWebhook({ type: 'UPDATE', id: undefined, locationId: undefined, companyId: 'company' }),
    )
    await settled()
    expect(done.filter((line) => line.startsWith('change')).sort()).toEqual([
      'change {"companyId":"company"} -',
      'change {"locationId":"loc"} b',
    ])
    expect(await types()).toEqual(expect.arrayContaining(['app.plan_changed', 'app.updated']))
    const told = await Promise.all(
      (await inbox().list({}, { limit: 10 })).items.map(async ({ id }) => (await find(id)).outcome),
    )
    expect(told.flat()).toContain('The plan is b now')
  })

  describe('and what they do not tell', () => {
    const found = (id: string, fields: Record<string, unknown> = {}) => ({
      id,
      tags: [],
      dateAdded: at(-7200),
      dateUpdated: at(-3600),
      searchAfter: [1, id],
      ...fields,
    })
    const look = (ingest: Ingest, contacts: unknown[]) => {
      crm.answers['/contacts/search'] = { contacts }
      return ingest.checkCompleteness('loc')
    }

    it('is found, told as such and counted, and the first look tells nothing', async () => {
      const ingest = await start()
      await look(ingest, [found('known', { tags: ['a'] })])
      expect(await events()).toEqual([])
      nowMs += 600_000
      await look(ingest, [
        found('new', { dateAdded: at(0), dateUpdated: at(0) }),
        found('known', { tags: ['b'], city: 'Leeds', dateUpdated: at(0) }),
      ])
      expect(await types()).toEqual([
        'contact.created',
        'contact.updated',
        'contact.tag_removed a',
        'contact.tag_added b',
      ])
      const all = await events()
      expect(all.map(({ data }) => data['announced'])).toEqual([false, false, false, false])
      expect(all[1]?.data['changed']).toEqual(['city', 'tags'])
      await look(ingest, [found('known', { tags: ['b'], city: 'Leeds', dateUpdated: at(0) })])
      expect(await types()).toHaveLength(4)
      const { days, check } = await createCompletenessStore(opened.kysely).read('loc')
      expect(days).toMatchObject([{ announced: 0, found: 2 }])
      expect(check).toMatchObject({ error: null, lastCheckedAt: new Date(nowMs) })
    })

    it('is not told again when its webhook comes after all', async () => {
      const ingest = await start()
      await look(ingest, [])
      nowMs += 600_000
      await look(ingest, [
        found('new', { dateAdded: at(0), dateUpdated: at(0), firstName: 'Ada', tags: ['a'] }),
      ])
      const body = { id: 'new', firstName: 'Ada', tags: ['a'], dateAdded: at(0), timestamp: at(1) }
      await receive(ingest, contact({ type: 'ContactCreate', ...body }))
      await settled()
      expect(await types()).toEqual(['contact.created'])
    })

    it('is left alone when webhooks told of it, or told newer news', async () => {
      const ingest = await start()
      await look(ingest, [])
      nowMs += 600_000
      await receive(ingest, contact({ id: 'c', city: 'Leeds', dateAdded: at(0), timestamp: at(5) }))
      await settled()
      await look(ingest, [found('c', { city: 'York', dateAdded: at(0), dateUpdated: at(1) })])
      expect(await createRecordsStore(opened.kysely).find('loc', 'contact', 'c')).toMatchObject({
        city: 'Leeds',
      })
      expect(await types()).toEqual(['contact.updated'])
    })

    it('is not to be had when the CRM refuses, which is said', async () => {
      const ingest = await start()
      crm.answers['/contacts/search'] = connectionErrors.scope_missing('contacts.readonly is missing')
      await expect(ingest.checkCompleteness('loc')).rejects.toMatchObject({
        code: 'connections.scope_missing',
      })
      const { check } = await createCompletenessStore(opened.kysely).read('loc')
      expect(check?.error).toMatchObject({ code: 'connections.scope_missing' })
    })
  })
})
