import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ApiParts } from '../api.types.ts'
import { watchInbox } from './watch-inbox.ts'

export interface HubMetrics {
  contentType: string
  render(): Promise<string>
}

/** Counts what the hub does. What stands in the database is read when somebody asks, so that it is always true. */
export function createMetrics(server: FastifyInstance, parts: ApiParts): HubMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  timeRequests(server, registry)
  countRows(parts.kysely, registry, 'causeway_streams', 'Streams by state', 'streams', 'state')
  countRows(parts.kysely, registry, 'causeway_connections', 'Connections by status', 'connections', 'status')
  watchLimits(parts, registry)
  watchCallLog(parts, registry)
  watchInbox(parts, registry)
  return { contentType: registry.contentType, render: () => registry.metrics() }
}

function timeRequests(server: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'causeway_http_request_seconds',
    help: 'Time to answer a request, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  server.addHook('onResponse', (request, reply, done) => {
    // The pattern, never the path: paths are without number, and a label each would fill the memory.
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
}

function countRows(
  kysely: Kysely<ApiTables>,
  registry: Registry,
  name: string,
  help: string,
  table: 'streams' | 'connections',
  column: 'state' | 'status',
): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: [column],
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ label: string; count: number }>`
        select ${sql.ref(column)} as label, count(*)::int as count from ${sql.table(table)} group by 1`.execute(
        kysely,
      )
      gauge.reset()
      for (const { label, count } of rows) gauge.set({ [column]: label }, count)
    },
  })
}
type ApiTables = ApiParts['kysely'] extends Kysely<infer Tables> ? Tables : never

function watchCallLog({ callJournal }: ApiParts, registry: Registry): void {
  const dropped: Gauge = new Gauge({
    name: 'causeway_call_log_lines_dropped',
    help: 'Lines of the call log this process lost because the database could not keep up',
    registers: [registry],
    collect: () => dropped.set(callJournal.dropped),
  })
  const waiting: Gauge = new Gauge({
    name: 'causeway_call_log_lines_waiting',
    help: 'Lines of the call log this process has not written yet',
    registers: [registry],
    collect: () => waiting.set(callJournal.waiting),
  })
}

function watchLimits({ limiter }: ApiParts, registry: Registry): void {
  const waiting: Gauge = new Gauge({
    name: 'causeway_crm_calls_waiting',
    help: 'Calls to the CRM waiting for its limits in this process, by lane',
    labelNames: ['lane'],
    registers: [registry],
    collect: () => {
      for (const [lane, calls] of Object.entries(limiter.waitingByLane())) waiting.set({ lane }, calls)
    },
  })
  const left: Gauge = new Gauge({
    name: 'causeway_crm_daily_calls_left',
    help: 'Calls to the CRM left today, by budget',
    labelNames: ['budget'],
    registers: [registry],
    async collect() {
      left.reset()
      for (const { key, dailyLimit, dailyUsed } of await limiter.readQuota())
        left.set({ budget: key }, Math.max(0, dailyLimit - dailyUsed))
    },
  })
}
