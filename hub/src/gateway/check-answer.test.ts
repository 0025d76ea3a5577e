import { afterEach, expect, it, vi } from 'vitest'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createLog } from '../platform/log.ts'
import { checkAnswer } from './check-answer.ts'
import type { AnswerDrift } from './gateway-parts.types.ts'
import { compileChecks } from './compile-check.ts'
import { anAnswer, operationOf } from './prepared-call.suite.ts'
import type { SentAnswer } from './send-call.ts'

const checks = compileChecks(() => {})
const tags = operationOf('v3.locations.get-location-tags')
const tag = { id: 'a', name: 'one', locationId: 'home' }

afterEach(() => void vi.restoreAllMocks())

/** What is told about an answer, and what is complained of. */
async function told(answer: Partial<SentAnswer>, operation: typeof tags | undefined = tags) {
  const drifts: AnswerDrift[] = []
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } })
  const parts = { checks, log, onDrift: (drift: AnswerDrift) => void drifts.push(drift) }
  checkAnswer(parts, operation, anAnswer(answer))
  expect(drifts, 'the answer waited for its check').toEqual([])
  await nextTurn()
  return { drifts: drifts.map(({ place, problem }) => `${place} ${problem}`), lines: lines.join('') }
}
const json = (value: unknown) => ({ bytes: Buffer.from(JSON.stringify(value)) })

it('says nothing of an answer that is as published', async () => {
  expect(await told(json({ tags: [tag] }))).toEqual({ drifts: [], lines: '' })
})

it('names each place once, however many items of a list show it', async () => {
  const { name: _, ...nameless } = tag
  const { drifts } = await told(json({ tags: [{ ...tag, name: 7 }, { ...tag, name: 8 }, nameless] }))
  expect(drifts).toEqual(['tags[].name must be string'])
})

it('names what is missing by its own name', async () => {
  const operation = operationOf('v3.contacts.create-note')
  const { drifts } = await told(json({ note: 5 }), operation)
  expect(drifts).not.toEqual([])
  const required = { ...tags, success: { status: 200, schema: { type: 'object', required: ['tags'] } } }
  expect((await told(json({}), { ...required, id: 'test.required' })).drifts).toEqual(['tags is missing'])
})

it('says of a union that it does not fit, and nothing of its branches', async () => {
  const schema = {
    type: 'object',
    properties: {
      value: { anyOf: [{ type: 'string' }, { type: 'object', required: ['a'], properties: { a: {} } }] },
    },
  }
  const { drifts } = await told(json({ value: 5 }), {
    ...tags,
    id: 'test.union',
    success: { status: 200, schema },
  })
  expect(drifts).toEqual(['value must match a schema in anyOf'])
})

it('tells at most twenty places of one answer', async () => {
  const names = Array.from({ length: 40 }, (_, number) => `field${number}`)
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  }
  const value = Object.fromEntries(names.map((name) => [name, 1]))
  const { drifts } = await told(json(value), { ...tags, id: 'test.many', success: { status: 200, schema } })
  expect(drifts).toHaveLength(20)
})

const wrong = json({ tags: 'none' })
it.each<[string, Partial<SentAnswer>]>([
  ['a refusal', { ...wrong, status: 422 }],
  ['a redirect', { ...wrong, status: 302 }],
  ['nothing', { bytes: Buffer.alloc(0) }],
  ['a file', { ...wrong, contentType: 'audio/mpeg' }],
  ['text without a type', { ...wrong, contentType: undefined }],
  ['what is too large to parse for this', { bytes: Buffer.alloc(4_000_001, '1') }],
])('does not look at %s', async (_, answer) => {
  expect(await told(answer)).toEqual({ drifts: [], lines: '' })
})

it('does not look where nothing is published', async () => {
  const open = { ...tags, success: { status: 200 } }
  expect((await told(wrong, open)).drifts).toEqual([])
  checkAnswer(
    { checks, log: createLog({ level: 'silent' }), onDrift: () => expect.fail() },
    undefined,
    anAnswer(wrong),
  )
  await nextTurn()
})

it('notes what calls itself JSON and is none, and goes on', async () => {
  const { drifts, lines } = await told({ bytes: Buffer.from('<html>') })
  expect(drifts).toEqual([])
  expect(lines).toContain('an answer could not be checked')
  expect(lines).not.toContain('<html>')
})

it('looks at every small answer, and at one in twenty of the large', async () => {
  const large = json({ tags: 'x'.repeat(40_000) })
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.06)
  expect((await told(wrong)).drifts).toHaveLength(1)
  expect((await told(large)).drifts).toEqual([])
  random.mockReturnValue(0.04)
  expect((await told(large)).drifts).toHaveLength(1)
})
