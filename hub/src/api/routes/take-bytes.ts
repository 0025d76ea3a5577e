import type { IncomingMessage } from 'node:http'

/** A sender that is cut off before it has sent everything hears no answer, so a little too much is let in unread. */
const patience = 4

/** Reads the whole body of a request, unless it is too large or ends early. */
export function takeBytes(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | 'too-large' | 'broken-off'> {
  const announced = Number(request.headers['content-length'])
  if (announced > maxBytes * patience) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else chunks.length = 0
      if (bytes > maxBytes * patience) resolve('too-large')
    })
    request.on('end', () =>
      resolve(bytes > maxBytes ? 'too-large' : chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)),
    )
    request.on('error', () => resolve('broken-off'))
    request.on('close', () => resolve('broken-off'))
  })
}
