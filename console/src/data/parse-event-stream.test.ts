import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStreamParser } from './parse-event-stream.ts'

test('messages carry id, event and data; comments give nothing', () => {
  const parse = createStreamParser()
  expect(parse(': heartbeat\n\nid: 7\nevent: ready\ndata: {}\n\ndata: a\ndata: b\n\n')).toEqual([
    { id: '7', event: 'ready', data: '{}' },
    { id: undefined, event: 'message', data: 'a\nb' },
  ])
})

test('a message without data is dropped', () => {
  expect(createStreamParser()('retry: 2000\nid: 3\n\n')).toEqual([])
})

test('any cutting of the stream gives the same messages', () => {
  const text = 'id: 1\r\ndata: ein Stück 🍞\r\n\r\n: beat\n\nid: 2\nevent: x\ndata: {"a":\ndata: 1}\n\n'
  const whole = createStreamParser()(text)
  expect(whole).toHaveLength(2)
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const parse = createStreamParser()
      const places = [0, ...cuts.sort((one, other) => one - other), text.length]
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end))
      expect(pieces.flatMap(parse)).toEqual(whole)
    }),
  )
})
