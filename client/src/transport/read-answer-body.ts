import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { RemoteError } from '../client.errors.ts'

/** What we ask for, and can open again. */
export const acceptedEncodings = 'gzip, br, deflate'

const openers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
} as const

/**
 * Reads a body to its end.
 * @param limitBytes counted before and after decompression, so that neither a flood nor a bomb fills the memory.
 * @throws RemoteError `answer_too_large`, `malformed_answer`
 */
export async function readAnswerBody(
  body: AsyncIterable<Buffer>,
  encoding: string | string[] | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limitBytes) throw tooLarge(limitBytes)
    chunks.push(chunk)
  }
  const bytes = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)
  return decompress(bytes, encoding, limitBytes)
}

async function decompress(
  bytes: Buffer,
  encoding: string | string[] | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const name = typeof encoding === 'string' ? encoding.trim().toLowerCase() : ''
  if (name === '' || name === 'identity' || bytes.length === 0) return bytes
  if (!isOpenable(name)) {
    throw new RemoteError('malformed_answer', `The answer is encoded as ${name}, which was not asked for`)
  }
  try {
    return await openers[name](bytes, { maxOutputLength: limitBytes })
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(limitBytes)
    throw new RemoteError('malformed_answer', `The answer is not valid ${name}`, { cause })
  }
}

function isOpenable(name: string): name is keyof typeof openers {
  return Object.hasOwn(openers, name)
}

function tooLarge(limitBytes: number): RemoteError {
  return new RemoteError('answer_too_large', `The answer is larger than ${limitBytes} bytes`)
}
