import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aForeignContactId, type CrmBench, startCrm } from '../../../test/start-crm.ts'
import type { CrmChange } from '../crm.types.ts'

let bench: CrmBench
beforeAll(async () => {
  bench = await startCrm()
})
afterAll(() => bench.simulator.close())

const read = async (contactId: string) =>
  (await bench.v2.call('contacts.get-contact', { params: { contactId } }))['contact']

test('a contact that was made is read again, and is gone once deleted', async () => {
  const made = await bench.aContact({ name: 'Ada King Lovelace', firstName: undefined, lastName: undefined })
  expect(await read(made['id'])).toMatchObject({
    firstName: 'Ada',
    lastName: 'King Lovelace',
    id: made['id'],
  })
  const params = { contactId: made['id'] as string }
  await expect(bench.v2.call('contacts.delete-contact', { params })).resolves.toMatchObject({
    succeded: true,
  })
  const { status, body } = await bench.v2.refuse('contacts.get-contact', { params })
  expect([status, body['message']]).toEqual([400, `Contact with id ${made['id']} not found`])
})

test('null empties a field and what is left out stays', async () => {
  const { id } = await bench.aContact({ city: 'Leeds', website: 'https://a.example' })
  await bench.v2.call('contacts.update-contact', { params: { contactId: id }, body: { website: null } })
  const contact = await read(id)
  expect(contact).toMatchObject({ city: 'Leeds' })
  expect(contact).not.toHaveProperty('website')
})

test('a change that is refused leaves nothing behind', async () => {
  const { id } = await bench.aContact({ firstName: 'Before' })
  const params = { contactId: id as string }
  const body = { firstName: 'After', email: 'not an address' }
  const refused = await bench.v2.refuse('contacts.update-contact', { params, body })
  expect(refused).toMatchObject({ status: 422, body: { message: ['email must be an email'] } })
  expect((await read(id))['firstName']).toBe('Before')
})

describe('duplicates', () => {
  test('an address or a number that is taken is refused, naming who has it', async () => {
    const { id, email, phone } = await bench.aContact()
    for (const [matchingField, fields] of [
      ['email', { email: String(email).toUpperCase() }],
      ['phone', { phone }],
    ] as const) {
      const body = { locationId: bench.locationId, ...fields }
      const refused = await bench.v2.refuse('contacts.create-contact', { body })
      expect(refused).toMatchObject({ status: 400, body: { meta: { contactId: id, matchingField } } })
      expect(refused.body['message']).toBe('This location does not allow duplicated contacts.')
    }
  })

  test('a location may allow them', async () => {
    const { email } = await bench.aContact()
    bench.contents.profile.settings['allowDuplicateContact'] = true
    const again = await bench.aContact({ email })
    bench.contents.profile.settings['allowDuplicateContact'] = false
    expect(again['email']).toBe(email)
  })

  test('the lookup finds the one with an address or a number, or null', async () => {
    const { id, phone } = await bench.aContact()
    const lookUp = (query: Record<string, string>) =>
      bench.v3.call('contacts.get-duplicate-contact', { query: { locationId: bench.locationId, ...query } })
    expect((await lookUp({ number: phone }))['contact'].id).toBe(id)
    expect((await lookUp({ email: 'nobody@mail.example' }))['contact']).toBeNull()
  })
})

describe('upsert', () => {
  const upsert = (fields: Record<string, unknown>) =>
    bench.v2.call('contacts.upsert-contact', { body: { locationId: bench.locationId, ...fields } })

  test('it makes a contact once and changes it the second time', async () => {
    const first = await upsert({ email: 'twice@mail.example', city: 'Leeds' })
    const second = await upsert({ email: 'TWICE@mail.example', city: 'York' })
    expect([first['new'], second['new']]).toEqual([true, false])
    expect(second['contact']).toMatchObject({ id: first['contact'].id, city: 'York' })
  })

  test('the address decides over the number, and a number of somebody else is passed over', async () => {
    const byEmail = await bench.aContact({ phone: undefined })
    const byPhone = await bench.aContact({ email: undefined })
    const { contact } = await upsert({ email: byEmail['email'], phone: byPhone['phone'] })
    expect(contact.id).toBe(byEmail['id'])
    expect(contact).not.toHaveProperty('phone')
  })

  test('found by a secondary address, that one becomes the primary, unless switched off', async () => {
    const draft = { locationId: bench.locationId, email: 'first@mail.example' }
    const { id } = bench.simulator.crm.createContact({ ...draft, additionalEmails: ['second@mail.example'] })
    bench.simulator.admin.setSwitches({ upsertReplacesPrimaryEmail: false })
    expect((await upsert({ email: 'second@mail.example' }))['contact']).toMatchObject({
      id,
      email: draft.email,
    })
    bench.simulator.admin.setSwitches({ upsertReplacesPrimaryEmail: true })
    const { contact } = await upsert({ email: 'second@mail.example' })
    expect(contact).toMatchObject({ id, email: 'second@mail.example', additionalEmails: [] })
  })

  test('the gender of a contact that exists is not changed, without a word', async () => {
    const { email } = await bench.aContact({ gender: 'female' })
    expect((await upsert({ email, gender: 'male' }))['contact'].gender).toBe('female')
  })
})

describe('tags', () => {
  test('names are lower-cased, and an update replaces the whole set', async () => {
    const { id, tags } = await bench.aContact({ tags: ['Early Bird', 'VIP', 'vip'] })
    expect(tags).toEqual(['early bird', 'vip'])
    await bench.v2.call('contacts.update-contact', { params: { contactId: id }, body: { tags: ['Late'] } })
    expect((await read(id))['tags']).toEqual(['late'])
    const { tags: vocabulary } = await bench.v2.call('locations.get-location-tags')
    expect(vocabulary.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['early bird', 'late']),
    )
  })

  test('adding and removing leaves the others', async () => {
    const { id } = await bench.aContact({ tags: ['one', 'two'] })
    const params = { contactId: id as string }
    const added = await bench.v2.call('contacts.add-tags', { params, body: { tags: ['THREE', 'one'] } })
    expect(added['tags']).toEqual(['one', 'two', 'three'])
    const removed = await bench.v2.call('contacts.remove-tags', { params, body: { tags: ['One'] } })
    expect(removed['tags']).toEqual(['two', 'three'])
  })

  test('a bulk change succeeds as a whole with failures inside', async () => {
    const { id } = await bench.aContact({ tags: ['old'] })
    const contacts = [id, 'short', aForeignContactId(bench), 'Z'.repeat(20)]
    const change = (type: string, extra = {}) =>
      bench.v2.call('contacts.create-association', {
        params: { type },
        body: { locationId: bench.locationId, contacts, tags: ['New'], ...extra },
      })
    const added = await change('add')
    expect(added).toMatchObject({ succeded: true, errorCount: 3 })
    expect(added['responses'].map(({ message }: { message: string }) => message)).toEqual([
      'Tags updated',
      'contact id is not a valid firebase id',
      'contact does not belong to location',
      'contact is deleted',
    ])
    expect(added['responses'][0]).toMatchObject({ oldTags: ['old'], tagsAdded: ['new'], tagsRemoved: [] })
    await change('remove', { removeAllTags: true })
    expect((await read(id))['tags']).toEqual([])
  })
})

test('do-not-disturb is the same under both spellings, and what is permanent stays', async () => {
  const { id } = await bench.aContact()
  const params = { contactId: id as string }
  const closed = { status: 'active', message: 'asked', code: '1' }
  await bench.v3.call('contacts.update-contact', { params, body: { dndSettings: { sms: closed } } })
  expect((await read(id))['dndSettings']).toEqual({ SMS: closed })
  bench.contents.contacts.get(id)!.dndSettings.SMS = { status: 'permanent' }
  await bench.v2.call('contacts.update-contact', {
    params,
    body: { dndSettings: { SMS: { status: 'inactive' } } },
  })
  const { contact } = await bench.v3.call('contacts.get-contact', { params })
  expect(contact.dndSettings).toEqual({ sms: { status: 'permanent' } })
})

test('v2 misspells success and v3 spells it both ways', async () => {
  const one = await bench.aContact()
  const other = await bench.aContact()
  const remove = (caller: CrmBench['v2'], contactId: string) =>
    caller.call('contacts.delete-contact', { params: { contactId } })
  expect(await remove(bench.v2, one['id'])).toEqual({ succeded: true, traceId: expect.any(String) })
  expect(await remove(bench.v3, other['id'])).toMatchObject({ succeded: true, succeeded: true })
})

test('a contact of another location is refused like that location, by whatever path', async () => {
  const contactId = aForeignContactId(bench)
  for (const name of ['get-contact', 'delete-contact', 'get-all-notes', 'get-all-tasks']) {
    const { status, body } = await bench.v2.refuse(`contacts.${name}`, { params: { contactId } })
    expect([name, status, body['message']]).toEqual([
      name,
      403,
      'The token does not have access to this location.',
    ])
  }
})

test('the deprecated list shows every contact once, newest first', async () => {
  const seen: string[] = []
  let cursor: Record<string, string> = {}
  for (;;) {
    const { contacts, meta } = await bench.v2.call('contacts.get-contacts', {
      query: { locationId: bench.locationId, limit: '30', ...cursor },
    })
    seen.push(...contacts.map(({ id }: { id: string }) => id))
    if (meta.startAfterId === null) break
    cursor = { startAfter: String(meta.startAfter), startAfterId: meta.startAfterId }
  }
  expect(seen).toHaveLength(bench.contents.contacts.size)
  expect(new Set(seen).size).toBe(seen.length)
})

test('every change is told once it is made', async () => {
  const told: CrmChange[] = []
  bench.simulator.crm.onChange((change) => told.push(change))
  const { id } = await bench.aContact()
  const params = { contactId: id as string }
  await bench.v2.call('contacts.add-tags', { params, body: { tags: ['told'] } })
  await bench.v2.call('contacts.create-note', { params, body: { body: 'A note' } })
  await bench.v2.call('contacts.delete-contact', { params })
  expect(told.map(({ kind }) => kind)).toEqual([
    'contact.created',
    'contact.updated',
    'contact.tags_updated',
    'note.created',
    'contact.deleted',
  ])
})
