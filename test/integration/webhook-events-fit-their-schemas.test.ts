import { afterAll, beforeAll, expect, it } from 'vitest'
import { HubEvent } from '../../hub/src/api/contract/index.ts'
import { findSchemaErrors } from './find-schema-errors.ts'
import { type InboxReader, readInbox } from './read-inbox.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

let house: HubBesideCrm
let inbox: InboxReader
beforeAll(async () => {
  house = await startHub({ simulator: { webhooks: { retryScale: 0.01 } } })
  inbox = readInbox(house)
  await house.becomeOwner()
})
afterAll(() => house.close())

it('events that webhooks cause have the shape that the catalog says they have', async () => {
  const { simulator } = house
  const locationId = simulator.world.locations.find(({ name }) => name === 'Cedar Lane Dental')!.id
  const { token } = simulator.admin.createPrivateToken({ locationId })
  const crm = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, version: 'v3', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    expect([path, response.ok]).toEqual([path, true])
    return (await response.json()) as Record<string, { id: string }>
  }
  await house.install(await house.addApp(), `location:${locationId}`)
  await house.untilFilled(locationId)

  const { contact } = await crm('POST', '/contacts/', {
    locationId,
    firstName: 'Ada',
    email: 'ada@mail.example',
  })
  const id = contact!.id
  await crm('PUT', `/contacts/${id}`, { city: 'Leeds' })
  await crm('POST', `/contacts/${id}/tags`, { tags: ['vip', 'news'] })
  await crm('DELETE', `/contacts/${id}/tags`, { tags: ['news'] })
  await crm('PUT', `/contacts/${id}`, { dnd: true })
  await crm('POST', `/contacts/${id}/notes`, { body: 'Called back' })
  await crm('POST', `/contacts/${id}/tasks`, {
    title: 'Send the offer',
    body: 'By Friday',
    dueDate: '2026-12-01T08:00:00Z',
    completed: false,
  })
  simulator.crm.receiveMessage({ locationId, contactId: id, body: 'Are you open?' })
  await crm('POST', '/products/', { locationId, name: 'Toothbrush', productType: 'PHYSICAL' })
  simulator.crm.changeContacts(locationId, 10)
  await inbox.settle()
  await crm('DELETE', `/contacts/${id}`)
  await inbox.settle()

  const events = await inbox.readAll('/v1/events?order=oldest', HubEvent)
  expect([...new Set(events.flatMap(findSchemaErrors))]).toEqual([])
  const types = new Set(events.map(({ type }) => type))
  for (const type of [
    'app.installed',
    'contact.created',
    'contact.updated',
    'contact.tags_updated',
    'contact.tag_added',
    'contact.tag_removed',
    'contact.dnd_updated',
    'contact.deleted',
    'note.created',
    'task.created',
    'message.received',
    'product.created',
  ])
    expect([...types]).toContain(type)
})
