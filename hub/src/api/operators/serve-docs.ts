import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import fastifySwagger from '@fastify/swagger'
import Fastify from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { escapeHtml } from '../pages/render-page.ts'

/** Tells the reference page to keep to this machine: no fonts, no telemetry, no assistants, no hosted client. */
const referenceSettings = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
}

/** Collects the contract of every route added after this; call it before the routes. */
export async function describeApi(server: ApiServer, version: string): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Causeway',
        version,
        description:
          'The hub between a CRM’s Social Planner and your own app. Paths under /v1 are the hub’s own; the others have the CRM’s own shapes. Failures are problems of RFC 9457 with a stable `code` and a `hint`.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the hub: cw_…' },
          session: { type: 'apiKey', in: 'cookie', name: 'causeway_session' },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withProblems(jsonSchemaTransformObject(document)),
  })
}

type OpenApi = ReturnType<typeof jsonSchemaTransformObject>

const problemAnswer = {
  description: 'A problem of RFC 9457',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Every operation can fail, and all fail in one shape: said here once instead of with each route. */
function withProblems(document: OpenApi): OpenApi {
  for (const methods of Object.values(document.paths ?? {}))
    for (const operation of Object.values(methods ?? {}))
      if (typeof operation === 'object' && operation !== null && 'responses' in operation)
        Object.assign(operation.responses ?? {}, { default: problemAnswer })
  return document
}

/** Serves the contract at `/openapi.json` and a page to read it at `/docs`. */
export function serveDocs(server: ApiServer, { facts }: ApiParts): void {
  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  const compressed = lazily(loadReferenceScript)

  server.get(
    '/openapi.json',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Operation'],
        summary: 'This contract, as OpenAPI 3.1',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => server.swagger() as unknown as Record<string, unknown>,
  )
  server.get('/docs', options, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage((await facts.read()).brand)),
  )
  server.get('/docs/', options, async (_request, reply) => reply.redirect('/docs', 301))
  server.get('/docs/reference.js', options, async (request, reply) => {
    const script = await compressed()
    void reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(script.plain())
    return reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').send(script.gzipped)
  })
}

function docsPage(brand: string): string {
  const settings = escapeHtml(JSON.stringify(referenceSettings))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(brand)} API</title>
</head>
<body>
<script id="api-reference" data-url="/openapi.json" data-configuration="${settings}"></script>
<script src="/docs/reference.js"></script>
</body>
</html>
`
}

/** The reader is 5 MB of script inside a package that gives it out only through its plugin. Loaded when first asked for. */
async function loadReferenceScript() {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const source = Fastify()
  await source.register(reference, { routePrefix: '/reference', configuration: { content: '{}' } })
  const { rawPayload } = await source.inject('/reference/js/scalar.js')
  await source.close()
  const gzipped = await promisify(gzip)(rawPayload, { level: 9 })
  return { gzipped, plain: () => rawPayload }
}

/** Runs `load` when first called, and once; a failure is forgotten, so that the next call tries again. */
function lazily<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined
  return () => {
    loading ??= load().catch((problem: unknown) => {
      loading = undefined
      throw problem
    })
    return loading
  }
}
