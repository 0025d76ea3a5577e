import { type Client, RemoteError } from '@causeway/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sweep } from '../store/completeness.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { sweepContacts } from './sweep-contacts.ts'

const dayMs = 86_400_000
const now = new Date('2026-05-01T10:00:00Z')

describe.each(await testDatabases())('a look at all contacts on $name', (database) => {
  let opened: HubDatabase
  /** What the CRM has. */
  let contacts: string[]
  let asked: string[]
  let sweep: Sweep | null
  beforeEach(async () => {
    opened = await database.open()
    contacts = []
    asked = []
    sweep = null
  })
  afterEach(() => opened.close())

  const client = {
    async call(
      { method }: { method: string },
      given: { path?: { contactId: string }; body?: { searchAfter?: [number]; pageLimit: number } },
    ) {
      if (method === 'GET') {
        const id = given.path!.contactId
        asked.push(id)
        if (!contacts.includes(id))
          throw new RemoteError('invalid_request', `Contact with id ${id} not found`, { status: 400 })
        return { body: { contact: { id } } }
      }
      const from = given.body!.searchAfter?.[0] ?? 0
      const page = contacts.slice(from, from + given.body!.pageLimit)
      return {
        body: {
          total: contacts.length,
          contacts: page.map((id, place) => ({
            id,
            firstName: id,
            dateAdded: now.getTime() - dayMs,
            dateUpdated: now.getTime() - dayMs,
            searchAfter: [from + place + 1],
          })),
        },
      }
    },
  } as unknown as Client

  /** One part of the look; gives what it found. */
  async function look() {
    const outcome = await sweepContacts({ kysely: opened.kysely, clock: { now: () => now } }, client, {
      locationId: 'loc',
      sweep,
      checkpoint: now,
    })
    sweep = outcome.sweep
    return outcome
  }
  const stored = async () =>
    (
      await opened.kysely
        .selectFrom('records')
        .select('id')
        .where('kind', '=', 'contact')
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute()
    ).map(({ id }) => id)
  const deletions = async () =>
    (
      await opened.kysely
        .selectFrom('events')
        .select(['subject_id', 'data'])
        .where('type', '=', 'contact.deleted')
        .orderBy('seq')
        .execute()
    ).map(({ subject_id: id, data }) => [id, data['announced'], data['firstName']])
  const named = (count: number) => Array.from({ length: count }, (_, place) => `c${1000 + place}`)

  it('takes over what the hub does not know, however many there are, a part at a time', async () => {
    contacts = named(1250)
    expect(await look()).toMatchObject({ isOver: false, found: 0, sweep: { seen: 1000, total: 1250 } })
    expect(await stored()).toHaveLength(1000)
    expect(await look()).toMatchObject({ isOver: true, found: 0, sweep: { generation: 2, seen: 0 } })
    expect(await stored()).toEqual(contacts)
    expect([await deletions(), asked]).toEqual([[], []])
  })

  it('finds what was deleted, once it was asked for by id, and tells it as not announced', async () => {
    contacts = named(30)
    await look()
    const gone = contacts.splice(3, 2)
    expect(await look()).toMatchObject({ isOver: true, found: 2 })
    expect(asked).toEqual(gone)
    expect(await deletions()).toEqual(gone.map((id) => [id, false, id]))
    expect(await stored()).toEqual(contacts)
    expect(await look()).toMatchObject({ isOver: true, found: 0 })
    expect(asked).toEqual(gone)
  })

  it('believes that many are gone only when two looks miss them', async () => {
    contacts = named(40)
    await look()
    const gone = contacts.splice(0, 30)
    expect(await look()).toMatchObject({ isOver: true, found: 0 })
    expect([await deletions(), asked]).toEqual([[], []])
    // Twenty-five are asked for at a time.
    expect(await look()).toMatchObject({ isOver: false, found: 25 })
    expect(await look()).toMatchObject({ isOver: true, found: 5 })
    expect((await deletions()).map(([id]) => id)).toEqual(gone)
    expect(await stored()).toEqual(contacts)
  })

  it('deletes nothing that the list hides and the CRM still has, or that it cannot tell of', async () => {
    contacts = named(3)
    await look()
    const [hidden, ...listed] = contacts
    contacts = listed
    const isListed = (id: string) => id !== hidden
    contacts.push(hidden!)
    const all = contacts
    // The list leaves it out, the CRM has it.
    contacts = new Proxy(all, {
      get: (target, name) =>
        name === 'slice' ? () => target.filter(isListed) : Reflect.get(target, name, target),
    })
    expect(await look()).toMatchObject({ isOver: true, found: 0 })
    expect(asked).toEqual([hidden])
    expect(await stored()).toHaveLength(3)
  })
})
