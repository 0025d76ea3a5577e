import { z } from 'zod'
import { isFurther, placeOf } from '../../event-log/log-place.ts'
import { checkPosition } from '../../store/events.store.ts'
import type { EventReaderRow } from '../../store/event-readers.store.ts'
import { storeErrors } from '../../store/store.errors.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { EventReader, RewindReader } from '../contract/index.ts'
import { listOf } from './route-shapes.ts'

/** Counting further would take long and say no more. */
const mostCounted = 10_000

/** Who reads the event log, how far behind they are, and how to let them read again. */
export function addEventReadersRoutes(server: ApiServer, { stores, eventFeed, clock }: ApiParts): void {
  const tags = ['Events']
  const { events, eventReaders } = stores

  async function describe(row: EventReaderRow): Promise<EventReader> {
    const { events: eventsBehind, since } = await events.countBeyond(row.position ?? '0-0', mostCounted)
    return {
      name: row.name,
      position: row.position,
      eventsBehind,
      secondsBehind: since === null ? 0 : Math.max(0, (clock.now().getTime() - since.getTime()) / 1000),
      failures: row.failures,
      error: row.error,
      retryAt: row.retryAt?.toISOString() ?? null,
      updatedAt: row.updatedAt.toISOString(),
    }
  }

  async function positionOf(target: RewindReader): Promise<string | null> {
    if ('beginning' in target) return null
    if ('since' in target) return events.positionBefore(new Date(target.since))
    checkPosition(target.position)
    const latest = await events.latestPosition()
    if (latest === undefined || isFurther(placeOf(target.position), placeOf(latest)))
      throw storeErrors.position_invalid('The log does not reach as far as this position.')
    return target.position
  }

  server.get(
    '/v1/event-readers',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'List who reads the event log', response: { 200: listOf(EventReader) } },
    },
    async () => ({ items: await Promise.all((await eventReaders.list()).map(describe)) }),
  )

  server.post(
    '/v1/event-readers/:name/rewind',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'Let a reader read again from a position, an instant or the beginning',
        params: z.object({ name: z.string().min(1).max(200) }),
        body: RewindReader,
        response: { 200: EventReader },
      },
    },
    async ({ params: { name }, body }) => {
      const isThere = await eventReaders.rewind(name, await positionOf(body))
      const row = isThere ? (await eventReaders.list()).find((one) => one.name === name) : undefined
      if (row === undefined)
        throw apiErrors.event_reader_unknown(`Nothing called ${name} reads the event log`)
      eventFeed.wake()
      return describe(row)
    },
  )
}
