import { readFileSync } from 'node:fs'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import {
  AppliedWorkflow,
  DryRun,
  pageOf,
  Run,
  RunState,
  RunSummary,
  Workflow,
  WorkflowIssue,
  WorkflowSummary,
  WorkflowTemplate,
} from '../../api/contract/index.ts'
import { HubError, messageOf } from '../../platform/errors.ts'
import { parse as parseYaml } from 'yaml'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'
import { readSince } from '../read-since.ts'
import { renderDryRun, renderIssues, renderRun, runTable } from '../render-workflows.ts'
import { positiveNumber } from './simulate.ts'

interface ApplyOptions {
  file: string[]
  disabled?: boolean
  dryRun?: boolean
  note?: string
}
interface RunOptions {
  location?: string
  input?: string
  event?: string
  wait?: boolean
}
interface RunsOptions {
  workflow?: string
  location?: string
  state?: string
  since?: Date
  limit: number
}
interface DryRunOptions {
  file?: string
  since?: Date
  location?: string
  input?: string
}

const pollMs = 500
const finalStates = new Set<string>(['succeeded', 'failed', 'cancelled', 'stopped', 'skipped'])

export function addWorkflowsCommand(program: Command, context: CommandContext): void {
  const workflows = program
    .command('workflows')
    .description('what happens by itself: definitions and their runs')

  workflows
    .command('list')
    .description('list workflows')
    .action(async (_options: unknown, command: Command) => {
      const items = await withHub(configFor(command), readAll)
      outputFor(command).result(items, () =>
        items.length === 0
          ? 'No workflows yet. "causeway workflows templates" lists some that are ready.'
          : table([
              ['key', 'name', 'state', 'trigger', 'succeeded', 'failed', 'active', 'last run'],
              ...items.map((one) => [
                one.key,
                one.name,
                one.isPaused ? 'paused' : one.isEnabled ? 'on' : 'off',
                triggerOf(one),
                String(one.runs.succeeded),
                String(one.runs.failed),
                String(one.runs.active),
                one.lastRunAt ?? 'never',
              ]),
            ]),
      )
    })

  workflows
    .command('show <key>')
    .description('one workflow, with its definition')
    .action(async (key: string, _options: unknown, command: Command) => {
      const { workflow, file } = await withHub(configFor(command), async (hub) => ({
        workflow: await hub.get(pathOf(key), Workflow),
        file: await readFile(hub, key, 'yaml'),
      }))
      outputFor(command).result(workflow, () => {
        const state = workflow.isPaused ? 'paused' : workflow.isEnabled ? 'on' : 'off'
        const head = `${workflow.name} (${workflow.key}), version ${workflow.version}, ${state}`
        return [head, '', file.trimEnd(), ...renderIssues(workflow.issues)].join('\n')
      })
    })

  workflows
    .command('apply')
    .description('make or update workflows from YAML or JSON files, by their keys')
    .requiredOption('-f, --file <file...>', 'files; - is standard input')
    .option('--disabled', 'leave new ones off, and switch known ones off')
    .option('--dry-run', 'only check, and say what would change')
    .option('--note <text>', 'what was changed, for the list of versions')
    .action(async (options: ApplyOptions, command: Command) => {
      const output = outputFor(command)
      const applied = await withHub(configFor(command), async (hub) => {
        const results: { file: string; applied: AppliedWorkflow }[] = []
        for (const file of options.file) {
          const body = {
            source: await readSource(file),
            dryRun: options.dryRun === true,
            ...(options.note !== undefined && { note: options.note }),
            ...(options.disabled === true && { isEnabled: false }),
          }
          results.push({
            file,
            applied: await hub.send('POST', '/v1/workflows/apply', body, AppliedWorkflow).catch(inFile(file)),
          })
        }
        return results
      })
      output.result(
        applied.map((one) => one.applied),
        () =>
          applied
            .flatMap(({ file, applied: one }) => applyText(file, one, options.dryRun === true))
            .join('\n'),
      )
    })

  workflows
    .command('export <key>')
    .description('write the definition as a file to standard output')
    .addOption(new Option('--format <format>', 'how').choices(['yaml', 'json']).default('yaml'))
    .action(async (key: string, options: { format: 'yaml' | 'json' }, command: Command) => {
      process.stdout.write(await withHub(configFor(command), (hub) => readFile(hub, key, options.format)))
    })

  workflows
    .command('run <key>')
    .description('run a workflow now')
    .option('--location <id>', 'for this location; for all of its own without this')
    .option('--input <json>', 'trigger.input, as JSON')
    .option('--event <id>', 'for this event of the log')
    .option('--wait', 'wait until the runs are over; needs a running hub')
    .action(async (key: string, options: RunOptions, command: Command) => {
      const body = {
        ...(options.location !== undefined && { locationId: options.location }),
        ...(options.input !== undefined && { input: parseJson(options.input) }),
        ...(options.event !== undefined && { eventId: options.event }),
      }
      const { runIds, runs } = await withHub(configFor(command), async (hub) => {
        const started = await hub.send(
          'POST',
          pathOf(key, 'run'),
          body,
          z.object({ runIds: z.array(z.string()) }),
        )
        if (options.wait === true && hub.isOwn)
          throw cliErrors.usage('No hub runs on this data folder: the runs wait until one does', {
            hint: 'Start one with "causeway start", or leave --wait out.',
          })
        return { ...started, runs: options.wait === true ? await untilOver(hub, started.runIds) : [] }
      })
      if (runs.some(({ state }) => state !== 'succeeded')) context.finish(1)
      outputFor(command).result(options.wait === true ? runs : runIds, () =>
        runs.length > 0 ? runs.map(renderRun).join('\n\n') : `Started ${runIds.join(', ')}.`,
      )
    })

  workflows
    .command('runs [id]')
    .description('runs, newest first; or one run with its steps')
    .option('--workflow <key>', 'only of this workflow')
    .option('--location <id>', 'only for this location')
    .addOption(new Option('--state <state>', 'only these').choices(RunState.options))
    .option('--since <when>', 'only runs since then: 30m, 1h, 7d, or an instant', (given) => readSince(given))
    .option('--limit <number>', 'how many to show', positiveNumber, 50)
    .action(async (id: string | undefined, options: RunsOptions, command: Command) => {
      const output = outputFor(command)
      if (id !== undefined) {
        const run = await withHub(configFor(command), (hub) =>
          hub.get(`/v1/runs/${encodeURIComponent(id)}`, Run),
        )
        output.result(run, () => renderRun(run))
        return
      }
      const query = new URLSearchParams({ limit: String(Math.min(options.limit, 200)) })
      const given = {
        workflowId: options.workflow,
        locationId: options.location,
        state: options.state,
        from: options.since?.toISOString(),
      }
      for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value)
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get(`/v1/runs?${query.toString()}`, pageOf(RunSummary)),
      )
      output.result(items, () => (items.length === 0 ? 'No runs yet.' : runTable(items)))
    })

  workflows
    .command('dry-run [key]')
    .description('what a workflow, or a file, would have done with past events; nothing is sent')
    .option('-f, --file <file>', 'a definition that is not saved')
    .option('--since <when>', 'events since then: 7d, 30d, or an instant', (given) => readSince(given))
    .option('--location <id>', 'only for this location')
    .option('--input <json>', 'trigger.input, of manual and HTTP triggers')
    .action(async (key: string | undefined, options: DryRunOptions, command: Command) => {
      if ((key === undefined) === (options.file === undefined))
        throw cliErrors.usage('Name a workflow, or a file with --file')
      const body = {
        ...(options.since !== undefined && { from: options.since.toISOString() }),
        ...(options.location !== undefined && { locationId: options.location }),
        ...(options.input !== undefined && { input: parseJson(options.input) }),
        ...(options.file !== undefined && {
          definition: parseYaml(await readSource(options.file)) as unknown,
        }),
      }
      const path = key === undefined ? '/v1/workflows/dry-run' : pathOf(key, 'dry-run')
      const result = await withHub(configFor(command), (hub) => hub.send('POST', path, body, DryRun))
      outputFor(command).result(result, () => renderDryRun(result))
    })

  workflows
    .command('templates')
    .description('workflows ready to switch on')
    .action(async (_options: unknown, command: Command) => {
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get('/v1/workflows/templates', z.object({ items: z.array(WorkflowTemplate) })),
      )
      outputFor(command).result(items, () =>
        table([
          ['key', 'name', 'state', 'asks for'],
          ...items.map((one) => [
            one.key,
            one.name,
            one.workflowId === null ? '' : one.isEnabled ? 'on' : 'off',
            Object.keys(one.parameters).join(', '),
          ]),
        ]),
      )
    })

  for (const [name, isEnabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    workflows
      .command(`${name} <key>`)
      .description(isEnabled ? 'switch a workflow on' : 'switch a workflow off; runs under way go on')
      .action(async (key: string, _options: unknown, command: Command) => {
        const workflow = await withHub(configFor(command), (hub) =>
          hub.send('PATCH', pathOf(key), { isEnabled }, Workflow),
        )
        outputFor(command).result(workflow, () => `${workflow.name} is ${isEnabled ? 'on' : 'off'}.`)
      })
}

const pathOf = (key: string, part?: string): string =>
  `/v1/workflows/${encodeURIComponent(key)}${part === undefined ? '' : `/${part}`}`

/** Says of each mistake where in the file it is, as editors and terminals understand it. */
const inFile =
  (file: string) =>
  (problem: unknown): never => {
    const details = problem instanceof HubError ? problem.details?.['issues'] : undefined
    const issues = z.array(WorkflowIssue).safeParse(details)
    if (!(problem instanceof HubError) || !issues.success) throw problem
    const placed = issues.data.map(({ path, line, column, message }) => ({
      path: line === null ? `${file} ${path}` : `${file}:${line}:${column ?? 1} ${path}`,
      message,
    }))
    throw new HubError(problem.code, problem.status, `${file} cannot be applied`, {
      details: { issues: placed },
      hint: 'Mend the places above; --dry-run checks without saving.',
    })
  }

async function readAll(hub: HubAccess): Promise<WorkflowSummary[]> {
  const found: WorkflowSummary[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: WorkflowSummary[]; nextCursor: string | null } = await hub.get(
      `/v1/workflows?limit=200${query}`,
      pageOf(WorkflowSummary),
    )
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

async function readFile(hub: HubAccess, key: string, format: 'yaml' | 'json'): Promise<string> {
  const { body } = await hub.open({ method: 'GET', path: `${pathOf(key, 'export')}?format=${format}` })
  return text(body)
}

async function readSource(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw cliErrors.usage(`${file} cannot be read: ${messageOf(cause)}`, { cause })
  }
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given)
  } catch (cause) {
    throw cliErrors.usage(`--input is no JSON: ${messageOf(cause)}`, { cause })
  }
}

async function untilOver(hub: HubAccess, ids: readonly string[]): Promise<Run[]> {
  const over: Run[] = []
  for (const id of ids)
    for (;;) {
      const run = await hub.get(`/v1/runs/${id}`, Run)
      if (finalStates.has(run.state)) {
        over.push(run)
        break
      }
      await sleep(pollMs)
    }
  return over
}

function applyText(
  file: string,
  { change, workflow, diff, issues }: AppliedWorkflow,
  isDryRun: boolean,
): string[] {
  const name = workflow?.key ?? file
  const done = isDryRun && change !== 'unchanged' ? `would be ${change}` : change
  const version = isDryRun || workflow === null ? '' : `, version ${workflow.version}`
  return [
    `${name}: ${done}${version}`,
    ...diff.changes.slice(0, 20).map(({ path, kind }) => `  ${kind} ${path}`),
    ...renderIssues(issues),
    ...(workflow?.hook?.url != null ? [`  listens at ${workflow.hook.url}`] : []),
    ...(workflow?.hook?.secret != null
      ? [`  secret ${workflow.hook.secret}: keep it now, it is not shown again`]
      : []),
  ]
}

const triggerOf = ({ trigger }: WorkflowSummary): string => {
  if (trigger.type === 'event') return trigger.events.join(', ')
  return trigger.type === 'schedule' ? `${trigger.cron} ${trigger.timezone}` : trigger.type
}
