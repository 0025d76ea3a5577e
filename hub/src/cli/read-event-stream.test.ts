import { expect, it } from 'vitest'
import { readEventStream, type StreamMessage } from './read-event-stream.ts'

async function read(chunks: Uint8Array[]): Promise<StreamMessage[]> {
  async function* arriving() {
    for (const chunk of chunks) yield await Promise.resolve(chunk)
  }
  const messages: StreamMessage[] = []
  for await (const message of readEventStream(arriving())) messages.push(message)
  return messages
}

const stream =
  'retry: 2000\nevent: ready\nid: 1-1\ndata: {}\n\n: still here\n\nid: 2-2\ndata: Gr\u00fc\u00dfe: \ud83d\ude42\n\n'
const expected = [
  { event: 'ready', id: '1-1', data: '{}' },
  { event: 'message', id: '2-2', data: 'Gr\u00fc\u00dfe: \ud83d\ude42' },
]

it('reads messages however the bytes are cut, and no heartbeats', async () => {
  const bytes = new TextEncoder().encode(stream)
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)]), String(cut)).toEqual(expected)
  expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
})

it('does not take a message for whole that was cut off', async () => {
  expect(await read([new TextEncoder().encode('id: 1-1\ndata: whole\n\nid: 2-2\ndata: ha')])).toEqual([
    { event: 'message', id: '1-1', data: 'whole' },
  ])
})
