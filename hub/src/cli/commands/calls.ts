import { createWriteStream } from 'node:fs'
import process from 'node:process'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { CallDetail, CallOutcome, CallRecord, pageOf } from '../../api/contract/index.ts'
import { messageOf } from '../../platform/errors.ts'
import { cliErrors } from '../cli.errors.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import type { Output } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'
import { readSince } from '../read-since.ts'
import { callTable, renderCall } from '../render-calls.ts'
import { untilStopped } from '../until-stopped.ts'
import { positiveNumber } from './simulate.ts'

interface FilterOptions {
  location?: string
  operation?: string
  outcome?: string
  since?: Date
  search?: string
}
interface ListOptions extends FilterOptions {
  limit: number
  follow?: boolean
}
interface ExportOptions extends FilterOptions {
  format: 'csv' | 'ndjson'
  output?: string
}

const pollMs = 1000
/** Cached answers are counted by the minute, so a line may appear with an instant up to this long ago. */
const lateMs = 90_000
const pageSize = 200
const mostRemembered = 10_000

export function addCallsCommand(program: Command): void {
  const calls = filtered(program.command('calls'))
    .description('who called what, for which location, with what result; newest last')
    .option('--limit <number>', 'how many to show', positiveNumber, 50)
    .option('--follow', 'go on showing calls as they are made, until Ctrl+C')
    .action(async (options: ListOptions, command: Command) => {
      const output = outputFor(command)
      await withHub(configFor(command), async (hub) => {
        if (options.follow === true) await follow(hub, options, output)
        else {
          const found = await list(hub, options, options.limit)
          output.result(found, () => (found.length === 0 ? 'No calls yet.' : callTable(found)))
        }
      })
    })

  calls
    .command('show <id>')
    .description('one call, with what was asked')
    .action(async (id: string, _options: unknown, command: Command) => {
      const call = await withHub(configFor(command), (hub) =>
        hub.get(`/v1/calls/${encodeURIComponent(id)}`, CallDetail),
      )
      outputFor(command).result(call, () => renderCall(call))
    })

  filtered(calls.command('export'))
    .description('write the log of calls to a file or to standard output')
    .addOption(new Option('--format <format>', 'how').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--output <file>', 'file to write; standard output without this')
    .action(async (_options: unknown, command: Command) => {
      // Of `calls export --location x`, commander gives what both know to `calls`.
      const options = command.optsWithGlobals<ExportOptions>()
      const bytes = await withHub(configFor(command), (hub) => writeExport(hub, options))
      if (options.output === undefined) return
      const file = options.output
      outputFor(command).result({ file, bytes }, () => `Wrote ${bytes} bytes to ${file}.`)
    })
}

const filtered = (command: Command) =>
  command
    .option('--location <id>', 'only calls for this location')
    .option('--operation <id>', 'only calls of this operation of the catalog')
    .addOption(new Option('--outcome <outcome>', 'only these').choices(CallOutcome.options))
    .option('--since <when>', 'only calls since then: 30m, 1h, 7d, or an instant', (text) => readSince(text))
    .option('--search <words>', 'words in operation, path, caller, code or trace id')

function queryOf({ location, operation, outcome, since, search }: FilterOptions): URLSearchParams {
  const query = new URLSearchParams()
  const given = {
    locationId: location,
    entryId: operation,
    outcome,
    q: search,
    from: since?.toISOString(),
  }
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value)
  return query
}

/** The newest calls that fit, oldest of them first. */
async function list(hub: HubAccess, options: FilterOptions, most: number): Promise<CallRecord[]> {
  const query = queryOf(options)
  const found: CallRecord[] = []
  let cursor: string | null = null
  do {
    query.set('limit', String(Math.min(most - found.length, pageSize)))
    if (cursor !== null) query.set('cursor', cursor)
    const page: { items: CallRecord[]; nextCursor: string | null } = await hub.get(
      `/v1/calls?${query.toString()}`,
      pageOf(CallRecord),
    )
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && found.length < most)
  return found.toReversed()
}

async function follow(hub: HubAccess, options: ListOptions, output: Output): Promise<void> {
  if (hub.isOwn)
    throw cliErrors.usage('There is nothing to follow: no hub runs on this data folder', {
      hint: 'Start one with "causeway start", or leave --follow out.',
    })
  const stopped = untilStopped().then(() => true)
  let shown = new Set<string>()
  let latest = await list(hub, options, options.limit)
  let isOver = false
  while (!isOver) {
    const fresh = latest.filter(({ id }) => !shown.has(id))
    for (const call of fresh) process.stdout.write(`${output.isJson ? JSON.stringify(call) : lineOf(call)}\n`)
    shown = new Set([...shown, ...fresh.map(({ id }) => id)].slice(-mostRemembered))
    isOver = await Promise.race([stopped, sleep(pollMs, false)])
    // Looks back a little: lines are written some time after the call.
    const since = new Date(Math.max(Date.now() - lateMs, options.since?.getTime() ?? 0))
    latest = await list(hub, { ...options, since }, mostRemembered / 2)
  }
}

const lineOf = (call: CallRecord) => callTable([call]).split('\n').slice(1).join('\n')

async function writeExport(hub: HubAccess, options: ExportOptions): Promise<number> {
  const query = queryOf(options)
  query.set('format', options.format)
  const { body, status } = await hub.open({ method: 'GET', path: `/v1/calls/export?${query.toString()}` })
  if (status >= 400) throw cliErrors.hub_refused(`The hub answered with status ${status}`)
  let bytes = 0
  const counted = async function* () {
    for await (const chunk of body) {
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    if (options.output === undefined) await pipeline(counted, process.stdout, { end: false })
    else await pipeline(counted, createWriteStream(options.output))
  } catch (cause) {
    throw cliErrors.export_failed(`The log could not be written: ${messageOf(cause)}`, { cause })
  }
  return bytes
}
