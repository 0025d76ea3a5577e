import type { Command } from 'commander'
import { stringify } from 'yaml'
import { z } from 'zod'
import {
  Mapping,
  MappingDefinition,
  MappingName,
  MappingOutput,
  MappingPreview,
  SavedMapping,
} from '../../api/contract/index.ts'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'
import { readDocuments } from '../read-documents.ts'

/** A mapping as it stands in a file. */
const MappingFile = z.looseObject({ name: MappingName })

export function addMappingsCommand(program: Command, context: CommandContext): void {
  const mappings = program
    .command('mappings')
    .description('how records become records of your own, and where these are written')

  mappings
    .command('list')
    .description('list the mappings and where they are written')
    .action(async (_options: unknown, command: Command) => {
      const found = await withHub(configFor(command), readMappings)
      outputFor(command).result(found, () =>
        found.length === 0 ? 'There is no mapping yet.' : renderList(found),
      )
    })

  mappings
    .command('show <name>')
    .description('print a mapping as a file that "mappings apply" takes')
    .option('--draft', 'what is being worked on instead of what is in use')
    .action(async (name: string, { draft = false }: { draft?: boolean }, command: Command) => {
      const mapping = await withHub(configFor(command), (hub) => readMapping(hub, name))
      const definition = draft ? mapping.draft : (mapping.definition ?? mapping.draft)
      if (definition === null)
        throw cliErrors.usage(`Mapping ${name} has no ${draft ? 'draft' : 'definition'}`)
      const file = { name, ...definition }
      outputFor(command).result(file, () => stringify(file).trimEnd())
    })

  mappings
    .command('apply')
    .description('put the mappings of a YAML or JSON file to use; what is unchanged stays as it is')
    .requiredOption(
      '-f, --file <file>',
      'the file, - for standard input; several mappings are separated by ---',
    )
    .option('--draft', 'keep them as drafts')
    .action(async ({ file, draft = false }: { file: string; draft?: boolean }, command: Command) => {
      const wanted = (await readDocuments(file)).map(readFile)
      const output = outputFor(command)
      const saved = await withHub(configFor(command), async (hub) => {
        const done: SavedMapping[] = []
        for (const { name, definition } of wanted)
          done.push(await hub.send('PUT', `/v1/mappings/${name}`, { definition, draft }, SavedMapping))
        return done
      })
      output.result(saved, () => saved.map((mapping) => sayApplied(mapping, draft)).join('\n'))
    })

  mappings
    .command('preview [name]')
    .description(
      'send real records through a mapping, of the hub or of a file, and print what becomes of them',
    )
    .option('-f, --file <file>', 'a file instead of a mapping of the hub')
    .option('--limit <count>', 'how many records, at most 20', '20')
    .action(async (name: string | undefined, options: { file?: string; limit: string }, command: Command) => {
      const preview = await withHub(configFor(command), async (hub) =>
        hub.send(
          'POST',
          '/v1/mapping-previews',
          { definition: await definitionOf(hub, name, options.file), limit: Number(options.limit) },
          MappingPreview,
        ),
      )
      outputFor(command).result(preview, () => renderPreview(preview))
      if (preview.issues.length > 0 || preview.rows.some(({ errors }) => errors.length > 0)) context.finish(1)
    })
}

function readFile(value: unknown): { name: string; definition: unknown } {
  const file = MappingFile.safeParse(value)
  if (!file.success)
    throw cliErrors.usage(
      'A mapping in a file begins with its name, such as "name: tags": lower-case letters, digits and dashes',
    )
  const { name, ...definition } = file.data
  return { name, definition }
}

async function definitionOf(
  hub: HubAccess,
  name: string | undefined,
  file: string | undefined,
): Promise<unknown> {
  if (file !== undefined) {
    const found = (await readDocuments(file)).map(readFile)
    const chosen = name === undefined ? found[0] : found.find((each) => each.name === name)
    if (chosen === undefined) throw cliErrors.usage(`The file ${file} has no mapping ${name ?? ''}`)
    return chosen.definition
  }
  if (name === undefined) throw cliErrors.usage('Name a mapping of the hub, or a file with -f')
  const mapping = await readMapping(hub, name)
  return mapping.draft ?? mapping.definition
}

const readMapping = (hub: HubAccess, name: string) =>
  hub.get(`/v1/mappings/${encodeURIComponent(name)}`, Mapping)

type ListedMapping = z.infer<typeof Mapping> & { outputs: MappingOutput[] }

async function readMappings(hub: HubAccess): Promise<ListedMapping[]> {
  const { items } = await hub.get('/v1/mappings', z.object({ items: z.array(Mapping) }))
  const outputs = await hub.get('/v1/mapping-outputs', z.object({ items: z.array(MappingOutput) }))
  return items.map((mapping) => ({
    ...mapping,
    outputs: outputs.items.filter((output) => output.mapping === mapping.name),
  }))
}

const renderList = (mappings: ListedMapping[]): string =>
  table([
    ['name', 'of', 'fields', 'version', 'written to'],
    ...mappings.map(({ name, definition, draft, activeVersion, outputs }) => {
      const shown: MappingDefinition | null = definition ?? draft
      return [
        name,
        shown?.source.kind ?? '',
        String(shown?.fields.length ?? 0),
        activeVersion === null ? 'draft' : `${activeVersion}${draft === null ? '' : ' + draft'}`,
        outputs.map(sayOutput).join(', ') || 'nowhere',
      ]
    }),
  ])

function sayOutput({
  destination,
  target,
  problem,
  isPaused,
  fill,
  state,
  quarantined,
}: MappingOutput): string {
  const held = quarantined === 0 ? '' : `, ${quarantined} held back`
  const how = isPaused
    ? 'paused'
    : problem !== null
      ? `away: ${problem.message}`
      : state === 'filling'
        ? `filling ${fill.done}/${fill.total ?? '?'}`
        : 'up to date'
  return `${destination.name}/${target} (${how}${held})`
}

function sayApplied({ name, activeVersion, isNew, issues }: SavedMapping, isDraft: boolean): string {
  if (!isDraft)
    return isNew
      ? `${name}: version ${activeVersion} is in use.`
      : `${name}: unchanged, version ${activeVersion}.`
  const wrong = issues.map(({ path, message }) => `\n  ${path}: ${message}`).join('')
  return `${name}: kept as a draft.${wrong}`
}

function renderPreview({ issues, rows }: MappingPreview): string {
  const wrong = issues.map(({ path, message }) => `${path}: ${message}`)
  const lines = rows.map(({ record, errors, source }) =>
    record === null
      ? `! ${JSON.stringify(source['id'] ?? null)} ${errors.map(({ field, message }) => `${field}: ${message}`).join(' ')}`
      : JSON.stringify(record),
  )
  return [...wrong, ...(lines.length === 0 ? ['There are no records of this kind yet.'] : lines)].join('\n')
}
