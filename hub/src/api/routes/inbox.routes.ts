import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { ingestErrors } from '../../ingest/ingest.errors.ts'
import { readBody } from '../../ingest/read-delivery.ts'
import type { InboxEntry, InboxFilter, InboxLine } from '../../store/inbox.store.ts'
import type { Caller } from '../access/caller.types.ts'
import { callerOf, checkLocation, coversLocation, locationsOf } from '../access/check-access.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import {
  Completeness,
  type HubEvent,
  InboxCounts,
  InboxDelivery,
  InboxDetail,
  InboxPage,
  InboxQuery,
  InboxReplay,
  InboxReplayed,
  type RefusalReason,
} from '../contract/index.ts'
import { idParams, locationParams } from './route-shapes.ts'

const tags = ['Inbox']
const dayMs = 86_400_000
const refusalDays = 30
/** A delivery that was replayed again and again has many. */
const mostEvents = 200

/** Webhooks of the CRM: what came in, what it caused, and how complete they are. A key sees those of its locations. */
export function addInboxRoutes(server: ApiServer, parts: ApiParts): void {
  const { ingest, stores, clock } = parts

  server.get(
    '/v1/inbox',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Search the webhooks that came in, newest first',
        querystring: InboxQuery,
        response: { 200: InboxPage },
      },
    },
    async (request) => {
      const { limit, cursor, ...query } = request.query
      const page = await stores.inbox.list(filterOf(callerOf(request), query), { limit, cursor })
      return {
        items: page.items.map(viewDelivery),
        nextCursor: page.nextCursor,
        searchedTo: page.searchedTo?.toISOString() ?? null,
      }
    },
  )

  server.get(
    '/v1/inbox/counts',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'How many webhooks wait, failed, came again or were refused',
        response: { 200: InboxCounts },
      },
    },
    async (request) => {
      const locationIds = locationsOf(callerOf(request))
      const counts = await stores.inbox.count(locationIds)
      await ingest.flushRefusals()
      const since = new Date(clock.now().getTime() - refusalDays * dayMs).toISOString().slice(0, 10)
      const refused = locationIds === undefined ? await stores.webhookRefusals.list(since) : []
      return {
        ...counts,
        oldestWaitingAt: counts.oldestWaitingAt?.toISOString() ?? null,
        refused: refused.map(({ reason, count, lastAt }) => ({
          reason: reason as RefusalReason,
          count,
          lastAt: lastAt.toISOString(),
        })),
      }
    },
  )

  server.get(
    '/v1/inbox/:id',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Get a webhook with its very bytes, its attempts and what it caused',
        params: idParams,
        response: { 200: InboxDetail },
      },
    },
    async (request) => {
      const entry = await find(callerOf(request), request.params.id)
      return { ...viewDelivery(entry), ...(await detailsOf(entry)) }
    },
  )

  server.post(
    '/v1/inbox/:id/replay',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Process a webhook anew: what it causes happens again',
        params: idParams,
        response: { 200: InboxDelivery },
      },
    },
    async (request) => {
      const { id } = request.params
      const entry = await find(callerOf(request), id)
      if (entry.state === 'unreadable') throw ingestErrors.unreadable('The delivery cannot be processed')
      await stores.inbox.replay({ id })
      ingest.wake()
      return viewDelivery((await stores.inbox.find(id)) ?? entry)
    },
  )

  server.post(
    '/v1/inbox/replay',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Process all webhooks anew that match',
        body: InboxReplay,
        response: { 200: InboxReplayed },
      },
    },
    async (request) => {
      const { dryRun, ...wanted } = request.body
      const filter = filterOf(callerOf(request), wanted)
      if (dryRun) return { queued: await stores.inbox.countReplayable(filter) }
      const queued = await stores.inbox.replay(filter)
      ingest.wake()
      return { queued }
    },
  )

  server.get(
    '/v1/locations/:locationId/completeness',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'How many changes webhooks announced, and how many the hub had to find',
        params: locationParams,
        response: { 200: Completeness },
      },
    },
    async (request) => viewCompleteness(request.params.locationId),
  )

  server.post(
    '/v1/locations/:locationId/completeness/check',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Look now for changes no webhook announced',
        params: locationParams,
        response: { 200: Completeness },
      },
    },
    async (request) => {
      const { locationId } = request.params
      await ingest.checkCompleteness(locationId)
      return viewCompleteness(locationId)
    },
  )

  /** A delivery as the caller may see it. @throws `ingest.delivery_unknown` */
  async function find(caller: Caller, id: string): Promise<InboxEntry> {
    const entry = await stores.inbox.find(id)
    if (entry === undefined || !maySee(caller, entry))
      throw ingestErrors.delivery_unknown(`The inbox has no delivery ${id}`)
    return entry
  }

  async function detailsOf(entry: InboxEntry) {
    return {
      headers: headersOf(entry.headers),
      body: readBody(entry.raw)?.body ?? null,
      raw: entry.raw.toString('base64'),
      keyId: entry.keyId,
      sha256: createHash('sha256').update(entry.raw).digest('hex'),
      attemptLog: entry.attemptLog,
      events: await eventsOf(entry.eventIds),
    }
  }

  async function eventsOf(ids: readonly string[]): Promise<HubEvent[]> {
    if (ids.length === 0) return []
    return (await stores.events.read({ ids, limit: mostEvents })).events
  }

  async function viewCompleteness(locationId: string): Promise<Completeness> {
    const { days, check } = await stores.completeness.read(locationId)
    const announced = days.reduce((sum, day) => sum + day.announced, 0)
    const found = days.reduce((sum, day) => sum + day.found, 0)
    return {
      locationId,
      score: scoreOf(announced, found),
      announced,
      found,
      days: days.map((day) => ({ ...day, score: scoreOf(day.announced, day.found) })),
      lastCheckedAt: check?.lastCheckedAt?.toISOString() ?? null,
      nextCheckAt: check?.nextCheckAt.toISOString() ?? null,
      sweep: check?.sweep
        ? {
            seen: check.sweep.seen,
            total: check.sweep.total,
            finishedAt: check.sweptAt?.toISOString() ?? null,
          }
        : null,
      error: check?.error ?? null,
    }
  }
}

/** Webhooks of no location, those of a company among them, are for those who may see every location. */
const maySee = (caller: Caller, { locationId }: InboxLine): boolean =>
  locationsOf(caller) === undefined || (locationId !== null && coversLocation(caller, locationId))

/** Which deliveries a caller asks for, within the locations it may know of. */
function filterOf(caller: Caller, query: Omit<z.output<typeof InboxQuery>, 'limit' | 'cursor'>): InboxFilter {
  if (query.locationId !== undefined) checkLocation(caller, query.locationId)
  const { from, to, ...rest } = query
  return {
    ...rest,
    locationIds: locationsOf(caller),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }
}

function viewDelivery(line: InboxLine): InboxDelivery {
  const isInTrouble = line.state === 'failed' || line.state === 'retrying'
  return {
    id: line.id,
    receivedAt: line.receivedAt.toISOString(),
    webhookId: line.webhookId,
    event: line.event,
    triggerId: line.triggerId,
    locationId: line.locationId,
    companyId: line.companyId,
    appId: line.appId,
    sentAt: line.sentAt?.toISOString() ?? null,
    bytes: line.bytes,
    verdict: line.verdict,
    state: line.state,
    attempts: line.attempts,
    nextAttemptAt: line.nextAttemptAt?.toISOString() ?? null,
    processedAt: line.processedAt?.toISOString() ?? null,
    duplicates: line.duplicates,
    outcome: line.outcome,
    error: isInTrouble ? (line.attemptLog[0]?.error ?? null) : null,
  }
}

/** Of a header that came more than once all values, in order. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>()
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const name = rawHeaders[place]!.toLowerCase()
    const known = headers.get(name)
    const value = rawHeaders[place + 1]!
    headers.set(name, known === undefined ? value : `${known}, ${value}`)
  }
  return Object.fromEntries(headers)
}

const scoreOf = (announced: number, found: number): number | null =>
  announced + found === 0 ? null : Math.round((announced / (announced + found)) * 10_000) / 10_000
