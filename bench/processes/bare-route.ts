/** The least a Node server can be: Fastify with one route that sends fixed bytes. Started with path and body as JSON. */
import process from 'node:process'
import Fastify from 'fastify'

const { path, body } = JSON.parse(process.argv[2] ?? '{}') as { path: string; body: string }
const bytes = Buffer.from(body)
const server = Fastify()
server.get(path, (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes))
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => void server.close().then(() => process.exit()))
process.send?.({ url: await server.listen({ port: 0, host: '127.0.0.1' }) })
