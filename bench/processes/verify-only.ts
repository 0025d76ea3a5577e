/**
 * The yardstick of taking webhooks in: a bare `node:http` server that verifies the signature on its own thread and
 * stores nothing. Started with the public key (SPKI in base64).
 */
import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

const key = createPublicKey({
  key: Buffer.from(process.argv[2] ?? '', 'base64'),
  format: 'der',
  type: 'spki',
})
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const signature = Buffer.from(String(request.headers['x-ghl-signature']), 'base64')
    const isGenuine = verify(null, Buffer.concat(chunks), key, signature)
    response.writeHead(isGenuine ? 200 : 401, { 'content-type': 'application/json', 'content-length': 2 })
    response.end('{}')
  })
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
