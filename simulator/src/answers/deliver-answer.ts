import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Fault } from '../faults/faults.types.ts'
import type { ShapedAnswer } from './shape-answer.ts'

const bytesOf = (payload: string | Buffer): Buffer =>
  typeof payload === 'string' ? Buffer.from(payload) : payload

/** Cuts the connection without a word. */
export function cutConnection(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.destroy()
}

/** Sends an answer, spoilt by the faults that befall answers. False when the connection was cut instead. */
export async function deliverAnswer(
  reply: FastifyReply,
  answer: ShapedAnswer,
  faults: Fault[],
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind === 'lost_refresh_answer' || (fault.kind === 'cut' && fault.when === 'after')) {
      cutConnection(reply)
      return false
    }
    if (fault.kind === 'cut' && fault.when === 'amid') {
      await cutAmid(reply, answer)
      return false
    }
  }
  const isMalformed = faults.some(({ kind }) => kind === 'malformed_json')
  const payload = isMalformed
    ? answer.payload.slice(0, Math.ceil(answer.payload.length * 0.6))
    : answer.payload
  const slow = faults.find((fault) => fault.kind === 'slow_body')
  reply.code(answer.status).headers(answer.headers)
  await reply.send(slow ? Readable.from(drip(payload, slow.durationMs)) : payload)
  return true
}

/** Sends the head and half of the body, then cuts: the length promised never arrives. */
async function cutAmid(reply: FastifyReply, { status, headers, payload }: ShapedAnswer) {
  reply.hijack()
  const bytes = bytesOf(payload)
  reply.raw.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  await new Promise<void>((resolve) => reply.raw.write(bytes.subarray(0, bytes.length / 2), () => resolve()))
  // A moment, so that the head reaches the caller before the cut does.
  await wait(10)
  reply.raw.destroy()
}

async function* drip(payload: string | Buffer, durationMs: number) {
  const pieces = 20
  const bytes = bytesOf(payload)
  const size = Math.max(1, Math.ceil(bytes.length / pieces))
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size)
    await wait(durationMs / pieces)
  }
}
