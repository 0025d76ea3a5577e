import { randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { guardRoutes } from './access/guard-routes.ts'
import { createCallerFinder } from './access/identify-caller.ts'
import { refuseUnusableText } from './access/refuse-unusable-text.ts'
import { addAgentOAuthRoutes } from './agents/agent-oauth.routes.ts'
import { addMcpRoutes } from './agents/mcp.routes.ts'
import { apiErrors } from './api.errors.ts'
import type { ApiParts, ApiServer } from './api.types.ts'
import { addCallsV1Routes } from './gateway/calls-v1.routes.ts'
import { addCrmPathsRoutes } from './gateway/crm-paths.routes.ts'
import { keepContract } from './keep-contract.ts'
import { createMetrics } from './operators/create-metrics.ts'
import { addOperatorsRoutes } from './operators/operators.routes.ts'
import { serveConsole } from './operators/serve-console.ts'
import { describeApi, serveDocs } from './operators/serve-docs.ts'
import { answerMalformed } from './problems/answer-malformed.ts'
import { answerFailure, answerProblems, pathOf } from './problems/answer-problems.ts'
import { readJson } from './read-json.ts'
import { addAgentsRoutes } from './routes/agents.routes.ts'
import { addApiKeysRoutes } from './routes/api-keys.routes.ts'
import { addAppsRoutes } from './routes/apps.routes.ts'
import { addCallsRoutes } from './routes/calls.routes.ts'
import { addCatalogRoutes } from './routes/catalog.routes.ts'
import { addConnectionsRoutes } from './routes/connections.routes.ts'
import { addCrmWebhooksRoutes } from './routes/crm-webhooks.routes.ts'
import { addDeliveriesRoutes } from './routes/deliveries.routes.ts'
import { addDestinationsRoutes } from './routes/destinations.routes.ts'
import { addDriftRoutes } from './routes/drift.routes.ts'
import { addEventReadersRoutes } from './routes/event-readers.routes.ts'
import { addEndpointsRoutes } from './routes/endpoints.routes.ts'
import { addEventsRoutes } from './routes/events.routes.ts'
import { addInboxRoutes } from './routes/inbox.routes.ts'
import { addLocationsRoutes } from './routes/locations.routes.ts'
import { addMappedRecordsRoutes } from './routes/mapped-records.routes.ts'
import { addMappingOutputsRoutes } from './routes/mapping-outputs.routes.ts'
import { addMappingsRoutes } from './routes/mappings.routes.ts'
import { addMasterKeyRoutes } from './routes/master-key.routes.ts'
import { addOAuthRoutes } from './routes/oauth.routes.ts'
import { addPostsRoutes } from './routes/posts.routes.ts'
import { addQuotaRoutes } from './routes/quota.routes.ts'
import { addReceiverRoutes } from './routes/receiver.routes.ts'
import { addRecordsRoutes } from './routes/records.routes.ts'
import { addSessionRoutes } from './routes/session.routes.ts'
import { addSettingsRoutes } from './routes/settings.routes.ts'
import { addStatisticsRoutes } from './routes/statistics.routes.ts'
import { addRunsRoutes } from './routes/runs.routes.ts'
import { addTagsRoutes } from './routes/tags.routes.ts'
import { addWebhookKeysRoutes } from './routes/webhook-keys.routes.ts'
import { addSecretsRoutes } from './routes/secrets.routes.ts'
import { addWorkflowHooksRoutes } from './routes/workflow-hooks.routes.ts'
import { addWorkflowsRoutes } from './routes/workflows.routes.ts'
import { addSocialStatisticsRoutes } from './social/social-statistics.routes.ts'
import { addSocialTagsRoutes } from './social/social-tags.routes.ts'

const maxBodyBytes = 1_048_576
/** For the whole request: whoever drips it would hold a connection for good. Answers may take as long as they do. */
const requestTimeoutMs = 60_000

/** Builds the hub's HTTP server; it does not listen yet. */
export async function createServer(parts: ApiParts): Promise<ApiServer> {
  const server = bareServer(parts)
  const findCaller = createCallerFinder(parts)

  // What every request passes, in this order.
  answerProblems(server)
  const metrics = createMetrics(server, parts)
  await addCrmWebhooksRoutes(server, parts)
  // Paths of the CRM have rules of their own and stand before those of pages and records, which cost each request.
  await addCrmPathsRoutes(server, parts, findCaller)
  await server.register(fastifyCookie)
  readJson(server)
  await protectPages(server)
  guardRoutes(server, parts, findCaller)
  refuseUnusableText(server)
  await limitGuesses(server)
  await describeApi(server, parts.version)

  // The hub's own resources.
  addSessionRoutes(server, parts)
  addSettingsRoutes(server, parts)
  addMasterKeyRoutes(server, parts)
  addAppsRoutes(server, parts)
  addConnectionsRoutes(server, parts)
  addLocationsRoutes(server, parts)
  addRecordsRoutes(server, parts)
  addPostsRoutes(server, parts)
  addTagsRoutes(server, parts)
  addStatisticsRoutes(server, parts)
  addEventsRoutes(server, parts, findCaller)
  addEndpointsRoutes(server, parts)
  addDeliveriesRoutes(server, parts)
  addEventReadersRoutes(server, parts)
  addInboxRoutes(server, parts)
  addWebhookKeysRoutes(server, parts)
  addMappingsRoutes(server, parts)
  addMappedRecordsRoutes(server, parts)
  addDestinationsRoutes(server, parts)
  addMappingOutputsRoutes(server, parts)
  addWorkflowsRoutes(server, parts)
  addSecretsRoutes(server, parts)
  addRunsRoutes(server, parts, findCaller)
  addWorkflowHooksRoutes(server, parts)
  addApiKeysRoutes(server, parts, findCaller)
  addAgentsRoutes(server, parts)
  addQuotaRoutes(server, parts)
  addCatalogRoutes(server, parts)
  addDriftRoutes(server, parts)
  addCallsRoutes(server, parts)
  addCallsV1Routes(server, parts)

  // What the CRM serves, in its shapes, and its way back from consent.
  addSocialTagsRoutes(server, parts)
  addSocialStatisticsRoutes(server, parts)
  addOAuthRoutes(server, parts)

  // What agents speak, and how people let them in.
  addMcpRoutes(server, parts)
  await addAgentOAuthRoutes(server, parts)

  // What people without an account see by a link.
  await addReceiverRoutes(server, parts)

  // For operators, readers and people.
  addOperatorsRoutes(server, parts, metrics, findCaller)
  serveDocs(server, parts)
  await serveConsole(server, parts)
  await server.ready()
  return server
}

function bareServer({ log, settings }: ApiParts): ApiServer {
  const server: ApiServer = Fastify({
    loggerInstance: log.child({ part: 'api' }) as FastifyBaseLogger,
    // Our own line below says the same without the query, which may hold codes and tokens.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: settings.trustProxy,
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    clientErrorHandler: answerMalformed,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (error, request, reply) => void answerFailure(error, request, reply),
    // Streams of events would keep a stopping server waiting for good.
    forceCloseConnections: true,
  })
  server.setValidatorCompiler(validatorCompiler)
  server.decorateRequest('caller', null)
  keepContract(server, log)
  // By callback: what every request passes should not cost each a turn of promises.
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id)
    done()
  })
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    done()
    if (!log.isLevelEnabled('debug')) return
    const { method } = request
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    request.log.debug(
      { method, path: pathOf(request), status: reply.statusCode, durationMs },
      'request answered',
    )
  })
  return server
}

/** Pages may load only what the hub itself serves, and no other site may frame them. */
async function protectPages(server: ApiServer): Promise<void> {
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library sets sizes and colours through style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP both would lead browsers to an https address nobody answers at.
    hsts: false,
    // Both mean something on https only, and make browsers complain in the console elsewhere.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  })
}

async function limitGuesses(server: ApiServer): Promise<void> {
  await server.register(fastifyRateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      apiErrors.too_many_requests(`Too many tries; wait ${after}`),
  })
}
