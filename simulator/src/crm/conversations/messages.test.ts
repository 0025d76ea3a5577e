import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../../test/exercise-social.ts'
import { aForeignContactId, type CrmBench, startCrm } from '../../../test/start-crm.ts'

let bench: CrmBench
beforeAll(async () => {
  bench = await startCrm()
})
afterAll(() => bench.simulator.close())

const send = (contactId: string, fields: Record<string, unknown> = {}): Promise<Answer> =>
  bench.v2.call('conversations.send-a-new-message', {
    body: { type: 'SMS', contactId, message: 'Hello', ...fields },
  })

const refuse = async (contactId: string, fields: Record<string, unknown> = {}) => {
  const body = { type: 'SMS', contactId, message: 'Hello', ...fields }
  const refused = await bench.v2.refuse('conversations.send-a-new-message', { body })
  return [refused.status, refused.body['message']]
}

const statusOf = async (messageId: string) =>
  (await bench.v2.call('conversations.get-message', { params: { id: messageId } }))['status']

const inbound = (conversationId: string, contactId: string, fields: Record<string, unknown> = {}) => ({
  body: {
    type: 'SMS',
    message: 'Hi',
    conversationId,
    contactId,
    conversationProviderId: bench.contents.providers[0]!.id,
    ...fields,
  },
})

describe('status', () => {
  test('accepted is not delivered: the clock decides', async () => {
    const { id } = await bench.aContact()
    const answer = await send(id)
    expect(answer).toMatchObject({ msg: 'Message queued successfully.', status: 'pending' })
    expect(await statusOf(answer['messageId'])).toBe('pending')
    bench.simulator.clock.advance(2_000)
    expect(await statusOf(answer['messageId'])).toBe('sent')
    bench.simulator.clock.advance(4_000)
    expect(await statusOf(answer['messageId'])).toBe('delivered')
  })

  test('some numbers and addresses take nothing, and the answer does not tell', async () => {
    const { id: byPhone } = await bench.aContact({ phone: '+17205550199' })
    const { id: byEmail } = await bench.aContact({ email: 'gone@bounce.example' })
    const answers = [await send(byPhone), await send(byEmail, { type: 'Email', html: 'Hello' })]
    expect(answers.map(({ status }) => status)).toEqual(['pending', 'pending'])
    bench.simulator.clock.advance(60_000)
    for (const { messageId } of answers) expect(await statusOf(messageId)).toBe('undelivered')
  })

  test('it may be set at once, or not before the provider has the message', async () => {
    const { id } = await bench.aContact()
    const set = async () => {
      const { messageId } = await send(id)
      const params = { messageId: messageId as string }
      const body = { status: 'failed' }
      return [
        params.messageId,
        await bench.v2.refuse('conversations.update-message-status', { params, body }),
      ] as const
    }
    const [messageId, done] = await set()
    expect(done.status).toBe(200)
    expect(await statusOf(messageId)).toBe('failed')
    bench.simulator.admin.setSwitches({ messageStatusRaces: true })
    const [, tooEarly] = await set()
    bench.simulator.admin.setSwitches({ messageStatusRaces: false })
    expect(tooEarly.status).toBe(403)
  })
})

describe('scheduled', () => {
  const inSeconds = (seconds: number) => Math.floor(bench.simulator.clock.now().getTime() / 1_000) + seconds

  test('a message waits for its time, which is in seconds', async () => {
    const { id } = await bench.aContact()
    const { messageId } = await send(id, { scheduledTimestamp: inSeconds(60) })
    expect(await statusOf(messageId)).toBe('scheduled')
    bench.simulator.clock.advance(70_000)
    expect(await statusOf(messageId)).toBe('delivered')
    expect((await refuse(id, { scheduledTimestamp: inSeconds(-1) }))[0]).toBe(400)
  })

  test('it can be cancelled until it leaves', async () => {
    const { id } = await bench.aContact()
    const first = await send(id, { scheduledTimestamp: inSeconds(60) })
    const second = await send(id, { scheduledTimestamp: inSeconds(60) })
    const cancel = (messageId: string) =>
      bench.v2.refuse('conversations.cancel-scheduled-message', { params: { messageId } })
    expect((await cancel(first['messageId'])).status).toBe(200)
    bench.simulator.clock.advance(61_000)
    expect((await cancel(second['messageId'])).status).toBe(400)
    expect((await cancel(first['messageId'])).body['message']).toContain('not found')
  })
})

describe('refusals', () => {
  const closed = { status: 'active' }

  test.each([
    ['SMS', { dndSettings: { SMS: closed } }, {}],
    ['SMS', { dnd: true }, {}],
    ['Email', { dndSettings: { Email: closed } }, { type: 'Email', html: 'x' }],
    ['WhatsApp', { dndSettings: { WhatsApp: closed } }, { type: 'WhatsApp' }],
  ])('do-not-disturb for %s', async (channel, contact, fields) => {
    const { id } = await bench.aContact(contact)
    expect(await refuse(id, fields)).toEqual([400, `Cannot send message as DND is active for ${channel}.`])
  })

  test('do-not-disturb for one channel leaves the others', async () => {
    const { id } = await bench.aContact({ dndSettings: { SMS: closed } })
    expect(await send(id, { type: 'Email', html: 'x' })).toHaveProperty('emailMessageId')
  })

  test('nobody to reach, and nothing to say', async () => {
    const { id } = await bench.aContact({ phone: undefined })
    expect(await refuse(id)).toEqual([400, 'Missing phone number'])
    const { id: reachable, email } = await bench.aContact()
    expect((await refuse(reachable, { message: '' }))[0]).toBe(400)
    bench.contents.contacts.get(reachable)!.hasUnsubscribedEmail = true
    expect(await refuse(reachable, { type: 'Email', html: 'x' })).toEqual([
      400,
      `cannot send email as ${email} has unsubscribed`,
    ])
  })

  test('a contact of another location', async () => {
    expect(await refuse(aForeignContactId(bench))).toEqual([
      403,
      'The token does not have access to this location.',
    ])
  })

  test('WhatsApp outside of a day after the last word of the customer, but for a template', async () => {
    const { id } = await bench.aContact()
    expect((await refuse(id, { type: 'WhatsApp' }))[0]).toBe(400)
    const template = bench.contents.templates.find(({ type }) => type === 'whatsapp')
    const { conversationId } = await send(id, {
      type: 'WhatsApp',
      message: undefined,
      templateId: template!.id,
    })
    await bench.v2.call(
      'conversations.add-an-inbound-message',
      inbound(conversationId, id, { type: 'WhatsApp' }),
    )
    await send(id, { type: 'WhatsApp' })
    bench.simulator.clock.advance(25 * 3_600_000)
    expect((await refuse(id, { type: 'WhatsApp' }))[0]).toBe(400)
    bench.simulator.admin.setSwitches({ channelWindowsApply: false })
    await send(id, { type: 'WhatsApp' })
    bench.simulator.admin.setSwitches({ channelWindowsApply: true })
  })
})

test('WhatsApp loses attachments without a word', async () => {
  const { id } = await bench.aContact()
  const attachments = ['https://media.example.com/a.jpg']
  bench.simulator.admin.setSwitches({ channelWindowsApply: false })
  const whatsApp = await send(id, { type: 'WhatsApp', attachments })
  const sms = await send(id, { attachments })
  bench.simulator.admin.setSwitches({ channelWindowsApply: true })
  const attached = async (messageId: string) =>
    (await bench.v2.call('conversations.get-message', { params: { id: messageId } }))['attachments']
  expect(await attached(whatsApp['messageId'])).toEqual([])
  expect(await attached(sms['messageId'])).toEqual(attachments)
})

test('an answer to an e-mail goes on in its thread', async () => {
  const { id } = await bench.aContact()
  const email = (fields = {}) => send(id, { type: 'Email', html: 'Hello', ...fields })
  const first = await email()
  const answer = await email({ replyMessageId: first['emailMessageId'] })
  expect(answer['threadId']).toBe(first['threadId'])
  expect((await email())['threadId']).not.toBe(first['threadId'])
})

test('messages are listed newest first, nested, page after page', async () => {
  const { id } = await bench.aContact()
  const sent: string[] = []
  let conversationId = ''
  for (let index = 0; index < 5; index += 1) {
    const answer = await send(id, { message: `Message ${index}` })
    conversationId = answer['conversationId']
    sent.unshift(answer['messageId'])
    bench.simulator.clock.advance(1_000)
  }
  const list = async (lastMessageId?: string) => {
    const query = { limit: '2', ...(lastMessageId === undefined ? {} : { lastMessageId }) }
    return (await bench.v2.call('conversations.get-messages', { params: { conversationId }, query }))[
      'messages'
    ]
  }
  const pages = [await list()]
  while (pages.at(-1).nextPage) pages.push(await list(pages.at(-1).lastMessageId))
  expect(pages).toHaveLength(3)
  expect(pages.flatMap(({ messages }) => messages.map((message: Answer) => message['id']))).toEqual(sent)
})

describe('inbound', () => {
  test('a message raises what is unread and moves the conversation to the top', async () => {
    const { id } = await bench.aContact()
    const { conversationId } = await send(id)
    bench.simulator.clock.advance(1_000)
    await bench.v2.call('conversations.add-an-inbound-message', inbound(conversationId, id))
    const query = { locationId: bench.locationId, limit: '1', status: 'unread' }
    const { conversations } = await bench.v2.call('conversations.search-conversation', { query })
    expect(conversations[0]).toMatchObject({ id: conversationId, unreadCount: 1, lastMessageBody: 'Hi' })
  })

  test('a message of a custom provider without its id is answered 201 with nothing, and is nowhere', async () => {
    const { id } = await bench.aContact()
    const { conversationId } = await send(id)
    const before = bench.contents.messages.size
    const draft = { type: 'Custom', conversationProviderId: undefined, contactId: undefined }
    const add = (fields: Record<string, unknown>) =>
      fetch(`${bench.simulator.url}/conversations/messages/inbound`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bench.token}`,
          version: 'v3',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...inbound(conversationId, id, draft).body, ...fields }),
      })
    const empty = await add({})
    expect([empty.status, await empty.text(), bench.contents.messages.size]).toEqual([201, '', before])
    expect((await add({ type: 'SMS' })).status).toBe(200)
    expect(bench.contents.messages.size).toBe(before + 1)
  })

  test('what our side wrote elsewhere is entered as ours and is not unread', async () => {
    const { id } = await bench.aContact()
    const { conversationId } = await send(id)
    await bench.v2.call(
      'conversations.add-an-inbound-message',
      inbound(conversationId, id, { direction: 'outbound' }),
    )
    expect(bench.contents.conversations.get(conversationId)).toMatchObject({ unreadCount: 0 })
    expect(bench.contents.conversations.get(conversationId)?.messages.at(-1)?.direction).toBe('outbound')
  })

  test('an unknown provider or conversation is answered as if the server had failed', async () => {
    const { id } = await bench.aContact()
    const { conversationId } = await send(id)
    const add = (...asked: Parameters<typeof inbound>) =>
      bench.v2.refuse('conversations.add-an-inbound-message', inbound(...asked))
    expect((await add('unknown', id)).status).toBe(500)
    expect((await add(conversationId, id, { conversationProviderId: 'unknown' })).status).toBe(500)
  })
})

test('an export goes through every message of the location once', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query = { locationId: bench.locationId, limit: '50', sortOrder: 'asc', ...(cursor && { cursor }) }
    const page = await bench.v2.call('conversations.export-messages-by-location', { query })
    seen.push(...page['messages'].map((message: Answer) => message['id']))
    cursor = page['nextCursor'] as string | undefined
  } while (cursor !== undefined)
  expect(seen).toHaveLength(bench.contents.messages.size)
  expect(new Set(seen).size).toBe(seen.length)
})

test('there is one conversation with a contact', async () => {
  const { id: contactId } = await bench.aContact()
  const body = { locationId: bench.locationId, contactId }
  const { conversation } = await bench.v2.call('conversations.create-conversation', { body })
  const refused = await bench.v2.refuse('conversations.create-conversation', { body })
  expect(refused).toMatchObject({ status: 400, body: { conversationId: conversation.id } })
  expect((await send(contactId))['conversationId']).toBe(conversation.id)
})

test('the recording of a call is a sound file, and other messages have none', async () => {
  const { id } = await bench.aContact()
  const { conversationId, messageId } = await send(id)
  const voice = await bench.v2.call(
    'conversations.add-an-outbound-message',
    inbound(conversationId, id, { type: 'Call', message: undefined, contactId: undefined }),
  )
  const open = (params: { messageId: string }) =>
    bench.v2.open('conversations.get-message-recording', { params })
  expect(await open({ messageId: voice['messageId'] })).toMatch(/^RIFF/)
  await expect(open({ messageId })).rejects.toThrow('404')
})
