import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createEventFeed } from '../event-log/create-event-feed.ts'
import { createExpressions } from '../platform/expressions/create-expressions.ts'
import { newId } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound } from '../platform/outbound/create-outbound.ts'
import type { HubDatabase } from '../store/database.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { appendEvents, createEventsStore } from '../store/events.store.ts'
import { createRunListsStore } from '../store/runs-lists.store.ts'
import { createWorkflowsStore } from '../store/workflows.store.ts'
import { createEngine, type Engine } from './create-engine.ts'
import { createRehearsal, type Rehearsal } from './dry-run.ts'
import { WorkflowDefinition } from './definition/workflow-definition.ts'
import { resetTimer } from './triggers/fire-schedules.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

/** What a receiver got. */
export interface Received {
  path: string
  key: string | undefined
  runId: string | undefined
  headers: IncomingHttpHeaders
  body: unknown
}

/** A receiver on loopback that counts what it gets. */
export interface Receiver {
  url: string
  received: Received[]
  /** Answers instead of 200 and `{"ok":true}`. */
  answer: (request: Received, response: ServerResponse) => void
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
    close: () => Promise.resolve(),
  }
  const server = createServer(async (request, response) => {
    const got = await read(request)
    receiver.received.push(got)
    receiver.answer(got, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  receiver.close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return receiver
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const { 'idempotency-key': key, 'causeway-run': runId } = request.headers
  return {
    path: request.url ?? '',
    key: typeof key === 'string' ? key : undefined,
    runId: typeof runId === 'string' ? runId : undefined,
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

/** An engine over an empty database, without a CRM. */
export interface TestEngine {
  engine: Engine
  rehearsal: Rehearsal
  /** Saves and enables a workflow; gives its id. */
  add(definition: Record<string, unknown>): Promise<string>
  /** Records events, as sync and webhooks do. */
  tell(...events: TestEvent[]): Promise<void>
  runs(workflowId?: string): ReturnType<RunsOf>
  steps(runId: string): ReturnType<StepsOf>
  lists: ReturnType<typeof createRunListsStore>
  stop(): Promise<void>
}
interface TestEvent {
  type: string
  subject?: string
  data?: Record<string, unknown>
}
type Lists = ReturnType<typeof createRunListsStore>
type RunsOf = () => Promise<Awaited<ReturnType<Lists['list']>>['items']>
type StepsOf = () => Promise<Awaited<ReturnType<Lists['steps']>>['steps']>

/** Opens an engine; several on one database are several processes. */
export function openEngine(
  { kysely }: HubDatabase,
  options: Partial<WorkflowsOptions> & { isIdle?: boolean } = {},
): TestEngine {
  const log = createLog({ level: 'silent' })
  const feed = createEventFeed(createEventsStore(kysely), log)
  const expressions = createExpressions({ threads: 1 })
  const outbound = createOutbound({ allowPrivate: ['loopback'] })
  const clock = options.clock ?? { now: () => new Date() }
  const noCrm = () => Promise.reject(new Error('this test has no CRM'))
  const parts: WorkflowsOptions = {
    kysely,
    gateway: { call: noCrm, plan: noCrm },
    evaluate: (source, input, limits) => expressions.evaluate(source, input, limits),
    send: (request) => outbound.send(request),
    feed,
    readers: createEventReadersStore(kysely),
    listLocations: async () => ['loc'],
    pullStatistics: noCrm,
    clock,
    log,
    workerId: newId(),
    isAlone: true,
    ...options,
  }
  const engine = createEngine(parts)
  if (options.isIdle !== true) engine.start()
  const workflows = createWorkflowsStore(kysely)
  const lists = createRunListsStore(kysely)
  return {
    engine,
    lists,
    rehearsal: createRehearsal(parts),
    async add(input) {
      const definition = WorkflowDefinition.parse(input)
      const key = definition.key ?? `w${newId()}`
      const id = await workflows.insert({
        key,
        name: definition.name,
        definition: { ...definition, key },
        createdBy: 'test',
        isEnabled: true,
      })
      engine.definitions.forget()
      const known = (await engine.definitions.list()).find((one) => one.id === id)
      await resetTimer({ kysely, clock }, known!)
      return id!
    },
    tell: (...events) =>
      kysely.transaction().execute((trx) =>
        appendEvents(
          trx,
          events.map(({ type, subject = 's', data = {} }) => ({
            locationId: 'loc',
            type,
            subject: { kind: 'post', id: subject },
            occurredAt: new Date(),
            data,
          })),
        ),
      ),
    runs: async (workflowId) => (await lists.list({ workflowId, limit: 200 })).items,
    steps: async (runId) => (await lists.steps(runId, 1000)).steps,
    async stop() {
      await engine.stop()
      feed.close()
      await expressions.stop()
      await outbound.close()
    },
  }
}
