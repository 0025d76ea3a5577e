import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { CallFilter, CallLine } from '../../store/call-log.store.ts'
import { callerOf, checkLocation, coversLocation, locationsOf } from '../access/check-access.ts'
import type { Caller } from '../access/caller.types.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  CallDetail,
  CallExportQuery,
  CallQuery,
  CallRecord,
  pageOf,
  Spending,
  SpendingQuery,
} from '../contract/index.ts'
import { exportCalls, exportTypes } from './export-calls.ts'
import { idParams, listOf } from './route-shapes.ts'

const tags = ['Calls']
const dayMs = 86_400_000
/** How long a reader waits for lines that are about to be written. */
const settleMs = 500

/** The log of calls to the CRM, and who spent what. An API key sees the calls of its locations. */
export function addCallsRoutes(server: ApiServer, parts: ApiParts): void {
  const { calls, spending } = parts.stores
  /** Whoever just made a call wants to see it; a database that is away must not keep them waiting. */
  const settle = (flush: () => Promise<void>) =>
    Promise.race([flush(), sleep(settleMs, undefined, { ref: false })])

  server.get(
    '/v1/calls',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Search the log of calls, newest first',
        querystring: CallQuery,
        response: { 200: pageOf(CallRecord) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const filter = filterOf(callerOf(request), request.query)
      await settle(() => parts.callJournal.flush())
      const page = await calls.list(filter, { limit, cursor })
      return { items: page.items.map(viewCall), nextCursor: page.nextCursor }
    },
  )

  server.get(
    '/v1/calls/export',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Export the log of calls as CSV or as JSON lines',
        querystring: CallExportQuery,
      },
    },
    async (request, reply) => {
      const { format } = request.query
      const filter = filterOf(callerOf(request), request.query)
      await settle(() => parts.callJournal.flush())
      void reply.header('content-type', exportTypes[format])
      void reply.header('content-disposition', `attachment; filename="calls.${format}"`)
      return reply.send(Readable.from(exportCalls(calls.walk(filter), format)))
    },
  )

  server.get(
    '/v1/calls/spending',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Who spent how many calls, by day; by default the last seven days',
        querystring: SpendingQuery,
        response: { 200: listOf(Spending) },
      },
    },
    async (request) => {
      const { locationId, to = dayOf(parts.clock.now()) } = request.query
      const { from = dayOf(new Date(Date.parse(to) - 6 * dayMs)) } = request.query
      const caller = callerOf(request)
      if (locationId !== undefined) checkLocation(caller, locationId)
      await settle(() => parts.limiter.flushSpending())
      const spent = await spending.list({ from, to, locationId, locationIds: locationsOf(caller) })
      return {
        items: spent.map(({ spenderName, ...one }) => ({ ...one, spender: spenderName })),
      }
    },
  )

  server.get(
    '/v1/calls/:id',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Get a call of the log, with what was asked',
        params: idParams,
        response: { 200: CallDetail },
      },
    },
    async (request) => {
      const { id } = request.params
      await settle(() => parts.callJournal.flush())
      const line = await calls.find(id)
      if (line === undefined || !maySee(callerOf(request), line))
        throw apiErrors.call_unknown(`The call log has no call ${id}`)
      return { ...viewCall(line), ...detailsOf(line) }
    },
  )
}

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

/** Calls for no location, those for a company among them, are for those who may see every location. */
const maySee = (caller: Caller, line: CallLine): boolean =>
  locationsOf(caller) === undefined || (line.locationId !== null && coversLocation(caller, line.locationId))

/** Which calls a caller asks for, within the locations it may know of. */
function filterOf(caller: Caller, query: Omit<z.output<typeof CallExportQuery>, 'format'>): CallFilter {
  if (query.locationId !== undefined) checkLocation(caller, query.locationId)
  const { from, to, locationId, entryId, outcome, source, surface, access, callerId, q } = query
  return {
    locationId,
    entryId,
    outcome,
    source,
    surface,
    access,
    callerId,
    q,
    locationIds: locationsOf(caller),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }
}

function viewCall(line: CallLine): CallRecord {
  // Fields the contract does not name, such as what was asked, stay inside.
  return { ...line, at: line.at.toISOString(), surface: line.surface as CallRecord['surface'] }
}

const detailsOf = ({ request, message, hint, answerBytes }: CallLine) => ({
  request,
  message,
  hint,
  answerBytes,
})
