import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { Forecast, Location, type Stream, type StreamName, streamNames } from '../../api/contract/index.ts'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import { type Output, type Progress, table } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'

interface SyncOptions {
  location?: string[]
  stream?: StreamName[]
  full?: boolean
  forecast?: boolean
}

const pollMs = 500
const Locations = z.object({ items: z.array(Location) })

export function addSyncCommand(program: Command, context: CommandContext): void {
  program
    .command('sync')
    .description('bring locations up to date now, and wait until they are')
    .option('--location <id...>', 'only these locations; all connected ones without this')
    .addOption(new Option('--stream <stream...>', 'only these streams').choices([...streamNames]))
    .option('--full', 'look at everything again, not only at what may have changed')
    .option('--forecast', 'only say how many calls it would need')
    .action(async (options: SyncOptions, command: Command) => {
      const output = outputFor(command)
      if (options.forecast === true) {
        const forecasts = await withHub(configFor(command), (hub) => forecast(hub, options))
        output.result(forecasts, () => forecastText(forecasts))
        return
      }
      const synced = await withHub(configFor(command), (hub) => syncLocations(hub, options, output))
      const failed = synced.filter(({ streams }) => streams.some(({ error }) => error !== null))
      output.result(synced, () => summary(synced))
      if (failed.length > 0) context.finish(1)
    })
}

async function syncLocations(hub: HubAccess, options: SyncOptions, output: Output): Promise<Location[]> {
  const synced: Location[] = []
  for (const id of await wantedLocations(hub, options))
    synced.push(await syncLocation(hub, id, options, output))
  return synced
}

async function wantedLocations(hub: HubAccess, options: SyncOptions): Promise<string[]> {
  if (options.location !== undefined) return options.location
  const { items } = await hub.get('/v1/locations', Locations)
  const connected = items.filter(({ status }) => status !== 'uninstalled').map(({ id }) => id)
  if (connected.length === 0)
    throw cliErrors.sync_failed('No location is connected yet', {
      hint: 'Connect one first: causeway connect --help',
    })
  return connected
}

async function forecast(hub: HubAccess, options: SyncOptions): Promise<Forecast[]> {
  const forecasts: Forecast[] = []
  for (const locationId of await wantedLocations(hub, options)) {
    const query = new URLSearchParams({ locationId, kind: options.full === true ? 'full' : 'changes' })
    if (options.stream !== undefined) query.set('streams', options.stream.join(','))
    forecasts.push(await hub.get(`/v1/quota/forecast?${query.toString()}`, Forecast))
  }
  return forecasts
}

const forecastText = (forecasts: Forecast[]) =>
  forecasts
    .map(({ locationId, sentence, streams }) =>
      [
        `${locationId}: ${sentence}`,
        table(streams.map(({ stream, calls, basis }) => [`  ${stream}`, String(calls), basis])),
      ].join('\n'),
    )
    .join('\n\n')

async function syncLocation(
  hub: HubAccess,
  id: string,
  options: SyncOptions,
  output: Output,
): Promise<Location> {
  const path = `/v1/locations/${encodeURIComponent(id)}`
  const before = new Map(
    (await hub.get(path, Location)).streams.map((stream) => [stream.stream, stream.lastFinishedAt]),
  )
  const body = {
    full: options.full === true,
    ...(options.stream !== undefined && { streams: options.stream }),
  }
  await hub.send('POST', `${path}/sync`, body, z.unknown())
  const names: readonly StreamName[] = options.stream ?? streamNames
  const bars = new Map<string, Progress>()
  for (;;) {
    const location = await hub.get(path, Location)
    const pending = location.streams.filter(
      (stream) => names.includes(stream.stream) && !hasEnded(stream, before.get(stream.stream) ?? null),
    )
    showProgress(location, names, bars, output)
    if (pending.length === 0) {
      for (const bar of bars.values()) bar.end()
      return location
    }
    await sleep(pollMs)
  }
}

/** A stream has ended when it finished later than before we asked, or stands failed or paused. */
const hasEnded = (stream: Stream, finishedBefore: string | null) =>
  stream.state === 'failed' ||
  stream.state === 'paused' ||
  (stream.state === 'waiting' && stream.lastFinishedAt !== finishedBefore)

function showProgress(
  location: Location,
  names: readonly StreamName[],
  bars: Map<string, Progress>,
  output: Output,
) {
  for (const stream of location.streams) {
    if (!names.includes(stream.stream) || (stream.state !== 'running' && !bars.has(stream.stream))) continue
    const bar = bars.get(stream.stream) ?? output.progress(`${location.name} · ${stream.stream}`)
    bars.set(stream.stream, bar)
    bar.set(stream.done, stream.total)
  }
}

function summary(locations: Location[]): string {
  const rows = locations.flatMap((location) =>
    location.streams.map((stream) => [
      location.name,
      stream.stream,
      stream.error === null ? 'up to date' : stream.state,
      String(stream.recordsStored),
      stream.error === null ? '' : `${stream.error.message} ${stream.error.hint ?? ''}`,
    ]),
  )
  return table([['location', 'stream', 'state', 'stored', ''], ...rows])
}
