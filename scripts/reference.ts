/** `npm run reference`: writes the pages of docs/reference from the tables in the code. A test fails when they differ. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { glob } from 'node:fs/promises'
import {
  catalogModules,
  listEntries,
  listTriggers,
  type OperationEntry,
  type TriggerEntry,
} from '@causeway/spec'
import { settings } from '../hub/src/config.ts'
import { definedErrors } from '../hub/src/platform/errors.ts'

const root = new URL('../', import.meta.url)

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const table = (heading: string[], rows: string[][]) =>
  [row(heading), row(heading.map(() => '---')), ...rows.map(row)].join('\n')

function settingsPage(): string {
  const rows = Object.values(settings).map((setting) => {
    const fallback =
      setting.env === 'CAUSEWAY_DATA_FOLDER' ? '`.causeway` in your home folder' : defaultOf(setting.schema)
    return [`\`${setting.env}\``, setting.doc, fallback]
  })
  return `# Settings\n\nEvery setting has a default. Secrets can also be given as a file: \`<NAME>_FILE\`.\n\n${table(['setting', 'meaning', 'default'], rows)}\n`
}

function defaultOf(schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }): string {
  const outcome = schema.safeParse(undefined)
  return outcome.success && outcome.data !== undefined
    ? `\`${JSON.stringify(outcome.data).replaceAll('"', '')}\``
    : ''
}

async function errorsPage(): Promise<string> {
  for await (const file of glob('hub/src/**/*.errors.ts', { cwd: fileURLToPath(root) }))
    await import(new URL(file, root).href)
  await import(new URL('hub/src/platform/settings.ts', root).href)
  const rows = [...definedErrors]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([code, { status, hint }]) => [`\`${code}\``, String(status), hint])
  return `# Errors\n\nEvery failed answer is \`application/problem+json\` with one of these codes; the CLI prints the same codes.\n\n${table(['code', 'status', 'what to do'], rows)}\n`
}

function operationsPage(): string {
  const entries = listEntries()
  const sections = catalogModules.flatMap(({ module, title }) => {
    const rows = entries.filter((entry) => entry.module === module).map(operationRow)
    const heading = ['id', 'what it does', 'call', 'scopes', 'generations', 'mind']
    return rows.length === 0 ? [] : [`## ${title}\n\n${table(heading, rows)}`]
  })
  return `# Operations\n\nAll ${entries.length} calls the CRM offers. What both generations of its API offer stands once. Call any with \`causeway call <id>\`, \`POST /v1/calls\`, or at the CRM's own path on the hub.\n\n${sections.join('\n\n')}\n`
}

function operationRow(entry: OperationEntry): string[] {
  const mind = [
    entry.access,
    ...(entry.isDestructive ? ['destructive'] : []),
    ...(entry.costsMoney ? ['costs money'] : []),
    ...(entry.isDeprecated ? ['deprecated'] : []),
    ...(entry.isWithheld ? ['made by the hub only'] : []),
    ...(entry.tokenClasses.join() === 'company' ? ['company'] : []),
  ]
  return [
    `\`${entry.id}\``,
    `${entry.title}. ${entry.summary}`,
    `\`${entry.method} ${entry.path}\``,
    entry.scopes.map((scope) => `\`${scope}\``).join(' '),
    Object.keys(entry.operationIds).toSorted().join(', '),
    mind.join(', '),
  ]
}

function triggersPage(): string {
  const triggers = listTriggers()
  const sections = catalogModules.flatMap(({ module, title }) => {
    const rows = triggers.filter((trigger) => trigger.module === module).map(triggerRow)
    const heading = ['id', 'when', 'source', 'event and type in the CRM', 'scopes', 'mind']
    return rows.length === 0 ? [] : [`## ${title}\n\n${table(heading, rows)}`]
  })
  return `# Triggers\n\nAll ${triggers.length} events that can start something: sent by the CRM (webhook), found by the hub when it compares what it synced (derived), or started from outside.\n\n${sections.join('\n\n')}\n`
}

function triggerRow({ id, title, summary, source, webhook, scopes }: TriggerEntry): string[] {
  const type = webhook?.type === null ? 'no type' : `\`${webhook?.type}\``
  return [
    `\`${id}\``,
    `${title}. ${summary}`,
    source,
    webhook === undefined ? '' : `\`${webhook.event}\`, ${type}`,
    scopes.map((scope) => `\`${scope}\``).join(' '),
    webhook?.traps.join(' ') ?? '',
  ]
}

/** Every reference page by its path from the root. */
export async function referencePages(): Promise<Record<string, string>> {
  return {
    'docs/reference/settings.md': settingsPage(),
    'docs/reference/errors.md': await errorsPage(),
    'docs/reference/operations.md': operationsPage(),
    'docs/reference/triggers.md': triggersPage(),
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('docs/reference/', root), { recursive: true })
  for (const [path, text] of Object.entries(await referencePages())) writeFileSync(new URL(path, root), text)
}
