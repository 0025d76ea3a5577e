import { RemoteError } from '@causeway/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createIdempotentCallsStore, type IdempotentCallsStore } from '../store/idempotent-calls.store.ts'
import type { HubDatabase } from '../store/database.ts'
import { testDatabases } from '../store/test-database.ts'
import { applyOnce } from './apply-once.ts'
import { gatewayErrors } from './gateway.errors.ts'
import { aCaller, anAnswer, aPreparedCall, aRequest } from './prepared-call.suite.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { SentAnswer } from './send-call.ts'

const start = new Date('2026-03-01T10:00:00Z')

describe.each(await testDatabases())('a write under a key on $name', (database) => {
  let opened: HubDatabase
  let idempotentCalls: IdempotentCallsStore
  let now = start
  let call: PreparedCall
  let number = 0
  /** Nobody used it before. */
  let ownKey: string
  beforeAll(async () => {
    opened = await database.open()
    idempotentCalls = createIdempotentCallsStore(opened.kysely)
    call = await aPreparedCall()
  })
  afterAll(() => opened.close())
  beforeEach(() => {
    number += 1
    ownKey = `order ${number}`
    now = start
  })

  const applyWith = (
    send: (beforeSend: () => Promise<void>) => Promise<SentAnswer>,
    given: { call?: PreparedCall; id?: string } = {},
  ) =>
    applyOnce(
      { idempotentCalls, clock: { now: () => now } },
      given.call ?? call,
      { caller: aCaller({ id: given.id ?? 'one' }), key: ownKey, callId: 'call' },
      send,
    )
  const apply = (send: () => Promise<SentAnswer>, given?: { call?: PreparedCall; id?: string }) =>
    applyWith(async (beforeSend) => {
      await beforeSend()
      return send()
    }, given)
  const isIn = (state: string) =>
    vi.waitFor(async () => {
      const { rows } =
        await sql`select 1 from idempotent_calls where key = ${ownKey} and state = ${state}`.execute(
          opened.kysely,
        )
      expect(rows).toHaveLength(1)
    })
  const codeOf = (problem: unknown) => (problem as { code?: string }).code
  const refusalOf = (outcome: Promise<unknown>) => outcome.then(() => 'none', codeOf)
  const created = () => anAnswer({ status: 201, bytes: Buffer.from('{"id":"ü", "n":1.0}') })

  it('is sent once, and its answer given again to the byte', async () => {
    const send = vi.fn(async () => created())
    expect((await apply(send)).kind).toBe('sent')
    now = new Date(start.getTime() + 3_600_000)
    const again = await apply(send)
    expect(again).toMatchObject({
      kind: 'replay',
      answer: { status: 201, traceId: 'trace', asOfMs: start.getTime() },
    })
    expect(again.answer.bytes.toString()).toBe('{"id":"ü", "n":1.0}')
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('whose answer is a file gets the same bytes again', async () => {
    const bytes = Buffer.from([0, 255, 0x89, 0x50, 13, 10])
    await apply(async () => anAnswer({ bytes, contentType: 'audio/x-wav' }))
    const again = await apply(async () => Promise.reject(new Error('sent twice')))
    expect([again.answer.bytes.equals(bytes), again.answer.contentType]).toEqual([true, 'audio/x-wav'])
  })

  it('is another caller’s own under the same key, and another write under it is a mistake', async () => {
    const send = vi.fn(async () => created())
    await apply(send)
    await apply(send, { id: 'two' })
    expect(send).toHaveBeenCalledTimes(2)
    const body = { locationId: 'home', firstName: 'Other' }
    const other = await aPreparedCall(aRequest('v3.contacts.create-contact', { body }))
    expect(await refusalOf(apply(send, { call: other }))).toBe('gateway.idempotency_mismatch')
    expect(send).toHaveBeenCalledTimes(2)
  })

  it('of a file is another when one byte of it is', async () => {
    const uploadOf = (text: string) =>
      aPreparedCall(
        aRequest('v3.medias.upload-media-content', {
          rawBody: { bytes: Buffer.from(text), contentType: 'multipart/form-data; boundary=x' },
        }),
      )
    await apply(async () => created(), { call: await uploadOf('one') })
    expect((await apply(async () => created(), { call: await uploadOf('one') })).kind).toBe('replay')
    expect(await refusalOf(apply(async () => created(), { call: await uploadOf('onE') }))).toBe(
      'gateway.idempotency_mismatch',
    )
  })

  it('that is under way is not begun again', async () => {
    const { promise, resolve } = Promise.withResolvers<SentAnswer>()
    const { promise: begun, resolve: tellBegun } = Promise.withResolvers<void>()
    const first = apply(() => {
      tellBegun()
      return promise
    })
    await begun
    expect(await refusalOf(apply(async () => created()))).toBe('gateway.idempotency_under_way')
    resolve(created())
    expect((await first).kind).toBe('sent')
    expect((await apply(async () => created())).kind).toBe('replay')
  })

  it.each([400, 404, 409, 422])('answered with %i is answered so again', async (status) => {
    const send = vi.fn(async () => anAnswer({ status }))
    await apply(send)
    expect(await apply(send)).toMatchObject({ kind: 'replay', answer: { status } })
  })

  it.each([401, 403, 429])('turned away with %i may be sent again', async (status) => {
    await apply(async () => anAnswer({ status }))
    expect((await apply(async () => created())).kind).toBe('sent')
  })

  it.each([408, 500, 502, 504])(
    'answered with %i may have been applied: it is not sent again',
    async (status) => {
      expect((await apply(async () => anAnswer({ status }))).answer.status).toBe(status)
      const send = vi.fn(async () => created())
      expect(await refusalOf(apply(send))).toBe('gateway.outcome_unknown')
      expect(send).not.toHaveBeenCalled()
    },
  )

  it.each([
    ['a refusal of the hub', gatewayErrors.confirm_required('not confirmed')],
    [
      'a connection that was never made',
      new RemoteError('connection_failed', 'refused', { wasNeverSent: true }),
    ],
    ['a limit', new RemoteError('rate_limited', 'later')],
    ['a token that is over', new RemoteError('token_invalid', 'over')],
  ])('that ended in %s frees its key', async (_, problem) => {
    expect(await refusalOf(apply(async () => Promise.reject(problem)))).toBe(problem.code)
    expect((await apply(async () => created())).kind).toBe('sent')
  })

  it.each([
    ['a connection that broke', new RemoteError('connection_failed', 'cut')],
    ['silence', new RemoteError('timeout', 'no answer')],
    ['a bug', new TypeError('x is not a function')],
  ])('that ended in %s is not sent again', async (_, problem) => {
    await apply(async () => Promise.reject(problem)).catch(() => {})
    expect(await refusalOf(apply(async () => created()))).toBe('gateway.outcome_unknown')
  })

  it('whose process died counts as under way for two minutes, and then as unknown', async () => {
    // Never settles: as if the process were gone.
    void apply(() => new Promise(() => {}))
    await isIn('sent')
    expect(await refusalOf(apply(async () => created()))).toBe('gateway.idempotency_under_way')
    now = new Date(start.getTime() + 121_000)
    expect(await refusalOf(apply(async () => created()))).toBe('gateway.outcome_unknown')
  })

  it('whose process died while it waited for the limits is sent by the next, and never by the dead', async () => {
    const { promise: slot, resolve: grant } = Promise.withResolvers<void>()
    const send = vi.fn(async () => created())
    const first = applyWith(async (beforeSend) => {
      await slot
      await beforeSend()
      return send()
    })
    await isIn('started')
    expect(await refusalOf(apply(send))).toBe('gateway.idempotency_under_way')
    now = new Date(start.getTime() + 121_000)
    expect((await apply(send)).kind).toBe('sent')
    grant()
    expect(await refusalOf(first)).toBe('gateway.idempotency_under_way')
    expect((await apply(send)).kind).toBe('replay')
    expect(send).toHaveBeenCalledTimes(1)
  })
})
