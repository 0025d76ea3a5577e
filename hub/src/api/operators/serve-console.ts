import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { renderPage } from '../pages/render-page.ts'

const yearSeconds = 31_536_000

/** Serves the built console under `/console`; paths of its own pages all get its one document. */
export async function serveConsole(server: ApiServer, { settings, facts }: ApiParts): Promise<void> {
  const { consoleFolder } = settings
  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  // Files are sent by our own routes, so that they stand under the same rules as every other.
  await server.register(fastifyStatic, { root: consoleFolder, serve: false, cacheControl: false })

  const sendDocument = async (reply: FastifyReply): Promise<FastifyReply> => {
    // Looked for each time: the console may be built while the hub runs.
    if (existsSync(join(consoleFolder, 'index.html')))
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    const page = renderPage({
      brand: (await facts.read()).brand,
      title: 'The console is not built yet',
      message: 'The hub runs, and its API answers; only the pages are missing.',
      hint: 'Build them with "npm run build -w console" and load this page again.',
      link: { href: '/docs', label: 'API documentation' },
    })
    return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
  }

  server.get('/', options, async (_request, reply) => reply.redirect('/console/'))
  server.get('/console', options, async (_request, reply) => reply.redirect('/console/', 301))
  server.get('/favicon.ico', options, async (_request, reply) => reply.redirect('/console/favicon.svg', 301))
  server.get<{ Params: { '*': string } }>('/console/*', options, async (request, reply) => {
    const path = request.params['*']
    // Built files carry a fingerprint in their name, and an extension; pages of the console have neither.
    if (path.startsWith('assets/'))
      return reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`).sendFile(path)
    if (/\.[a-z0-9]{2,5}$/i.test(path) && path !== 'index.html')
      return reply.header('cache-control', 'public, max-age=3600').sendFile(path)
    return sendDocument(reply)
  })
}
