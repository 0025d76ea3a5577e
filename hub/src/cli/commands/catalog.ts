import { type Command, Option } from 'commander'
import { CatalogEntry, CatalogItem, pageOf } from '../../api/contract/index.ts'
import { chooseDefinition } from '../choose-definition.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'
import { renderEntry } from '../render-entry.ts'
import { addDriftCommand } from './catalog-drift.ts'
import { positiveNumber } from './simulate.ts'

interface SearchOptions {
  kind?: string
  module?: string
  access?: string
  location?: string
  allowed?: boolean
  limit: number
}
interface ShowOptions {
  location?: string
  generation?: 'v2' | 'v3'
}

export function addCatalogCommand(program: Command, context: CommandContext): void {
  const catalog = program.command('catalog').description('every call and trigger the CRM offers')
  addSearch(catalog)
  addShow(catalog)
  addDriftCommand(catalog, context)
}

function addSearch(catalog: Command): void {
  catalog
    .command('search [words...]')
    .description('find operations and triggers: by words, path or id; all of them without words')
    .addOption(new Option('--kind <kind>', 'only these').choices(['operation', 'trigger']))
    .option('--module <module>', 'only this part of the CRM, such as contacts')
    .addOption(new Option('--access <access>', 'only what reads, or what writes').choices(['read', 'write']))
    .option('--location <id>', 'tell which scopes this location’s connection lacks')
    .option('--allowed', 'with --location: only what its scopes allow')
    .option('--limit <number>', 'most hits to show', positiveNumber, 20)
    .action(async (words: string[], options: SearchOptions, command: Command) => {
      const query = new URLSearchParams({ limit: String(options.limit) })
      if (words.length > 0) query.set('q', words.join(' '))
      for (const name of ['kind', 'module', 'access'] as const)
        if (options[name] !== undefined) query.set(name, options[name])
      if (options.location !== undefined) query.set('locationId', options.location)
      if (options.allowed === true) query.set('allowed', 'true')
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get(`/v1/catalog?${query.toString()}`, pageOf(CatalogItem)),
      )
      outputFor(command).result(items, () => listText(items))
    })
}

function listText(items: CatalogItem[]): string {
  if (items.length === 0) return 'Nothing fits. Try fewer or other words.'
  return table([
    ['id', 'what', 'call', ''],
    ...items.map((item) => [
      item.id,
      item.title,
      item.method === null ? `on ${item.source}` : `${item.method} ${item.path}`,
      marksOf(item).join(', '),
    ]),
  ])
}

const marksOf = ({ isDestructive, costsMoney, isDeprecated, isWithheld, missingScopes }: CatalogItem) => [
  ...(isDestructive ? ['cannot be undone'] : []),
  ...(costsMoney ? ['costs money'] : []),
  ...(isDeprecated ? ['deprecated'] : []),
  ...(isWithheld ? ['cannot be called'] : []),
  ...(missingScopes !== null && missingScopes.length > 0 ? [`lacks ${missingScopes.join(' ')}`] : []),
]

function addShow(catalog: Command): void {
  catalog
    .command('show <id>')
    .description('one operation or trigger: what it does, its fields, and a command line to call it')
    .option('--location <id>', 'tell which scopes this location’s connection lacks')
    .addOption(new Option('--generation <generation>', 'default the newest').choices(['v2', 'v3']))
    .action(async (id: string, options: ShowOptions, command: Command) => {
      const query =
        options.location === undefined ? '' : `?locationId=${encodeURIComponent(options.location)}`
      const entry = await withHub(configFor(command), (hub) =>
        hub.get(`/v1/catalog/${encodeURIComponent(id)}${query.toString()}`, CatalogEntry),
      )
      const definition =
        entry.kind === 'operation' ? chooseDefinition(entry, id, options.generation) : undefined
      outputFor(command).result(entry, () => renderEntry(entry, definition))
    })
}
