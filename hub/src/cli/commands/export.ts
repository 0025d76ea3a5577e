import { createWriteStream } from 'node:fs'
import process from 'node:process'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { Account, HubEvent, pageOf, Statistics } from '../../api/contract/index.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import type { HubAccess } from '../reach-hub.ts'
import { csvLine } from '../../platform/csv-line.ts'

const kinds = ['accounts', 'tags', 'categories', 'posts', 'comments', 'statistics', 'events'] as const
type Kind = (typeof kinds)[number]
type Row = Record<string, unknown>

interface ExportOptions {
  location: string
  kind: Kind
  format: 'ndjson' | 'csv'
  out?: string
  from?: string
  to?: string
}

const Page = pageOf(z.record(z.string(), z.unknown()))

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write a location’s records, daily statistics or events to a file or to standard output')
    .requiredOption('--location <id>', 'the location')
    .addOption(new Option('--kind <kind>', 'what to export').choices([...kinds]).makeOptionMandatory())
    .addOption(new Option('--format <format>', 'how').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--out <file>', 'file to write; standard output without this')
    .option('--from <day>', 'first day of statistics, YYYY-MM-DD')
    .option('--to <day>', 'last day of statistics, YYYY-MM-DD')
    .action(async (options: ExportOptions, command: Command) => {
      const count = await withHub(configFor(command), (hub) => writeRows(rowsOf(hub, options), options))
      if (options.out === undefined) return
      const file = options.out
      outputFor(command).result({ file, rows: count }, () => `Wrote ${count} ${options.kind} to ${file}.`)
    })
}

function rowsOf(hub: HubAccess, options: ExportOptions): AsyncGenerator<Row> {
  const location = encodeURIComponent(options.location)
  if (options.kind === 'statistics') return statisticRows(hub, location, options)
  if (options.kind === 'events')
    return pages(hub, `/v1/events?locationId=${location}&order=oldest`, pageOf(HubEvent))
  return pages(hub, `/v1/locations/${location}/${options.kind}?`, Page)
}

async function* pages(
  hub: HubAccess,
  path: string,
  schema: z.ZodType<{ items: Row[]; nextCursor: string | null }>,
) {
  let cursor: string | null = null
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: Row[]; nextCursor: string | null } = await hub.get(
      `${path}&limit=200${from}`,
      schema,
    )
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

/** One row for each account, metric and day the hub holds. */
async function* statisticRows(hub: HubAccess, location: string, options: ExportOptions): AsyncGenerator<Row> {
  const base = `/v1/locations/${location}`
  for await (const account of pages(hub, `${base}/accounts?`, pageOf(Account))) {
    if (typeof account['profileId'] !== 'string') continue
    const profile = encodeURIComponent(account['profileId'])
    const period = await periodOf(hub, base, options)
    if (period === undefined) return
    const statistics = await hub.get(
      `${base}/statistics?profileIds=${profile}&from=${period.from}&to=${period.to}`,
      Statistics,
    )
    for (const { platform, metric, values } of statistics.series)
      for (const [index, value] of values.entries())
        if (value !== null)
          yield {
            accountId: account['id'],
            profileId: account['profileId'],
            platform,
            metric,
            day: statistics.periods[index],
            value,
          }
  }
}

/** The days asked for; where they are not, all the hub holds. */
async function periodOf(hub: HubAccess, base: string, options: ExportOptions) {
  if (options.from !== undefined && options.to !== undefined) return { from: options.from, to: options.to }
  const { coverage } = await hub.get(`${base}/statistics?dateRange=7d`, Statistics)
  return coverage === null
    ? undefined
    : { from: options.from ?? coverage.from, to: options.to ?? coverage.to }
}

async function writeRows(rows: AsyncGenerator<Row>, options: ExportOptions): Promise<number> {
  const target: Writable = options.out === undefined ? process.stdout : createWriteStream(options.out)
  let columns: string[] | undefined
  let count = 0
  for await (const row of rows) {
    if (options.format === 'csv' && columns === undefined) {
      columns = Object.keys(row)
      await write(target, csvLine(columns))
    }
    const line = columns === undefined ? JSON.stringify(row) : csvLine(columns.map((column) => row[column]))
    await write(target, line)
    count += 1
  }
  if (options.out !== undefined) {
    target.end()
    await finished(target)
  }
  return count
}

const write = (target: Writable, line: string) =>
  new Promise<void>((resolve, reject) => {
    target.write(`${line}\n`, (problem) => (problem ? reject(problem) : resolve()))
  })
