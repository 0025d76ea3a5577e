import { expect, it } from 'vitest'
import { createAnswerCache, type KeptAnswer } from './answer-cache.ts'

const anAnswer = (text: string): KeptAnswer => ({
  status: 200,
  bytes: Buffer.from(text),
  contentType: 'application/json',
  headers: {},
  traceId: undefined,
  asOfMs: 0,
  freshUntilMs: 1,
})
const contacts = { ownerId: 'location', module: 'contacts' }

function put(cache: ReturnType<typeof createAnswerCache>, key: string, place = contacts, text = key): void {
  cache.put(key, place, anAnswer(text), cache.epochOf(place))
}

it('forgets the least recently used when its room is used up', () => {
  const cache = createAnswerCache(40_000)
  for (let number = 0; number < 30; number++) put(cache, `${number}`, contacts, 'x'.repeat(1000))
  expect(cache.heldBytes).toBeLessThanOrEqual(40_000)
  expect(cache.find('0')).toBeUndefined()
  expect(cache.find('29')?.bytes.length).toBe(1000)
  cache.find('10')
  for (let number = 30; number < 50; number++) put(cache, `${number}`, contacts, 'x'.repeat(1000))
  expect(cache.find('10')).toBeDefined()
  expect(cache.find('11')).toBeUndefined()
})

it('keeps no answer that would push out all others', () => {
  const cache = createAnswerCache(16_000)
  put(cache, 'big', contacts, 'x'.repeat(5000))
  expect(cache.isEmpty).toBe(true)
})

it('forgets by owner and module, and counts what it holds', () => {
  const cache = createAnswerCache(1_000_000)
  put(cache, 'contact')
  put(cache, 'post', { ownerId: 'location', module: 'social' })
  put(cache, 'other', { ownerId: 'elsewhere', module: 'contacts' })
  cache.forget('location', ['contacts'])
  expect(['contact', 'post', 'other'].map((key) => cache.find(key) !== undefined)).toEqual([
    false,
    true,
    true,
  ])
  cache.forget('location', undefined)
  expect(cache.find('post')).toBeUndefined()
  cache.forget('elsewhere', undefined)
  expect([cache.isEmpty, cache.heldBytes]).toEqual([true, 0])
})

it('does not keep an answer that was asked for before a change', () => {
  const cache = createAnswerCache(1_000_000)
  for (const modules of [['contacts'], undefined]) {
    const epoch = cache.epochOf(contacts)
    cache.forget('location', modules)
    cache.put('late', contacts, anAnswer('old'), epoch)
    expect(cache.find('late')).toBeUndefined()
  }
  const epoch = cache.epochOf(contacts)
  cache.forget('location', ['social'])
  cache.put('other module', contacts, anAnswer('good'), epoch)
  expect(cache.find('other module')).toBeDefined()
})
