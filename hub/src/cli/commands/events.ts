import process from 'node:process'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { EventReader, HubEvent, pageOf } from '../../api/contract/index.ts'
import { cliErrors } from '../cli.errors.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import { followLog } from '../follow-log.ts'
import type { Output } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'
import { readSince } from '../read-since.ts'
import { eventLine, readerTable } from '../render-events.ts'
import { untilStopped } from '../until-stopped.ts'
import { positiveNumber } from './simulate.ts'

interface TailOptions {
  location?: string
  types?: string
  since?: Date
  limit: number
  follow: boolean
}

const pageSize = 200

export function addEventsCommand(program: Command): void {
  const events = program.command('events').description('the log of all that happened')

  events
    .command('tail')
    .description('the latest events, and what happens from now on, until Ctrl+C')
    .option('--location <id>', 'only events of this location')
    .option('--types <types>', 'only these: exact types or prefixes such as post.*, separated by commas')
    .option(
      '--since <when>',
      'everything since then: 30m, 1h, 7d, or an instant; otherwise the last few',
      (text) => readSince(text),
    )
    .option('--limit <number>', 'how many to begin with, without --since', positiveNumber, 10)
    .addOption(new Option('--follow', 'go on showing events as they happen').default(true).hideHelp())
    .option('--no-follow', 'end after what there is')
    .action(async (options: TailOptions, command: Command) => {
      const output = outputFor(command)
      const config = configFor(command)
      let isOwn = false
      const after = await withHub(config, (hub) => {
        ;({ isOwn } = hub)
        return showStored(hub, options, output)
      })
      if (!options.follow) return
      if (isOwn)
        throw cliErrors.usage('There is nothing to follow: no hub runs on this data folder', {
          hint: 'Start one with "causeway start", or add --no-follow.',
        })
      const stopping = new AbortController()
      void untilStopped().then(() => stopping.abort())
      await followLog({
        config,
        query: followQueryOf(options),
        after,
        signal: stopping.signal,
        onEvent: (event) => show(event, output),
        onState: (state) =>
          output.note(state === 'gone' ? 'The hub is gone; waiting for it …' : 'The hub is back.'),
      })
    })

  events
    .command('readers')
    .description('what reads the log, how far behind it is, and whether it fails')
    .action(async (_options: unknown, command: Command) => {
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get('/v1/event-readers', z.object({ items: z.array(EventReader) })),
      )
      outputFor(command).result(items, () =>
        items.length === 0 ? 'Nothing reads the log yet.' : readerTable(items),
      )
    })

  events
    .command('rewind <reader>')
    .description('let a reader of the log read again: what it does for each event it does once more')
    .option('--to <position>', 'beyond the event with this position')
    .option('--since <when>', 'from then on: 30m, 1h, 7d, or an instant', (text) => readSince(text))
    .option('--beginning', 'everything the log still holds')
    .action(
      async (name: string, options: { to?: string; since?: Date; beginning?: boolean }, command: Command) => {
        const targets = [
          ...(options.to === undefined ? [] : [{ position: options.to }]),
          ...(options.since === undefined ? [] : [{ since: options.since.toISOString() }]),
          ...(options.beginning === true ? [{ beginning: true as const }] : []),
        ]
        if (targets.length !== 1) throw cliErrors.usage('Say where to: one of --to, --since and --beginning')
        const path = `/v1/event-readers/${encodeURIComponent(name)}/rewind`
        const reader = await withHub(configFor(command), (hub) =>
          hub.send('POST', path, targets[0], EventReader),
        )
        outputFor(command).result(reader, () => `${name} reads ${reader.eventsBehind} events again.`)
      },
    )
}

function queryOf({ location, types }: TailOptions): URLSearchParams {
  return new URLSearchParams({
    ...(location !== undefined && { locationId: location }),
    ...(types !== undefined && { types }),
  })
}

/** Where nothing was found there is no position to go on from: then the instant says where to begin. */
function followQueryOf(options: TailOptions): URLSearchParams {
  const query = queryOf(options)
  query.set('since', (options.since ?? new Date(0)).toISOString())
  return query
}

/** Prints what the log holds of what is asked for, oldest first; gives the position to go on from. */
async function showStored(hub: HubAccess, options: TailOptions, output: Output): Promise<string | undefined> {
  if (options.since === undefined) {
    const query = queryOf(options)
    query.set('limit', String(Math.min(options.limit, pageSize)))
    const { items } = await readPage(hub, query)
    for (const event of items.toReversed()) show(event, output)
    return items[0]?.position
  }
  const query = queryOf(options)
  query.set('since', options.since.toISOString())
  query.set('order', 'oldest')
  query.set('limit', String(pageSize))
  let last: string | undefined
  let cursor: string | null = null
  do {
    if (cursor !== null) query.set('cursor', cursor)
    const page: { items: HubEvent[]; nextCursor: string | null } = await readPage(hub, query)
    for (const event of page.items) show(event, output)
    last = page.items.at(-1)?.position ?? last
    cursor = page.nextCursor
  } while (cursor !== null)
  return last
}

const readPage = (hub: HubAccess, query: URLSearchParams) =>
  hub.get(`/v1/events?${query.toString()}`, pageOf(HubEvent))

function show(event: HubEvent, output: Output): void {
  process.stdout.write(`${output.isJson ? JSON.stringify(event) : eventLine(event)}\n`)
}
