import { styleText } from 'node:util'
import type { Command } from 'commander'
import { z } from 'zod'
import { type Check, Connection, Diagnosis } from '../../api/contract/index.ts'
import type { Config } from '../../config.ts'
import { HubError, messageOf } from '../../platform/errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import type { HubAccess } from '../reach-hub.ts'

interface DoctorOptions {
  location?: string
}

export function addDoctorCommand(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('walk the whole chain from database to CRM, and say in one sentence what to do')
    .option('--location <id>', 'only the connection of this location')
    .action(async (options: DoctorOptions, command: Command) => {
      const diagnosis = await examine(configFor(command), options)
      outputFor(command).result(diagnosis, () => render(diagnosis))
      if (!diagnosis.healthy) context.finish(1)
    })
}

/** A hub that cannot be reached or opened is itself the first finding, not a crash of the doctor. */
async function examine(config: Config, options: DoctorOptions): Promise<Diagnosis> {
  const opened = await openingCheck(config, (hub) => connectionChecks(hub, options))
  const checks = opened
  const worst =
    checks.find(({ outcome }) => outcome === 'fail') ?? checks.find(({ outcome }) => outcome === 'warn')
  return {
    healthy: !checks.some(({ outcome }) => outcome === 'fail'),
    conclusion:
      worst === undefined
        ? 'All is well: the hub, its database and every connection work.'
        : [worst.message, worst.hint].filter((part) => part !== null).join(' '),
    checks,
  }
}

async function openingCheck(config: Config, look: (hub: HubAccess) => Promise<Check[]>): Promise<Check[]> {
  try {
    return await withHub(config, async (hub) => [
      {
        name: 'hub',
        outcome: 'pass',
        message: hub.isOwn
          ? 'No hub is running; the data folder opens and its database is up to date.'
          : 'The hub runs and answers.',
        hint: null,
      },
      ...(await look(hub)),
    ])
  } catch (problem) {
    const hint = problem instanceof HubError ? (problem.hint ?? null) : null
    return [{ name: 'hub', outcome: 'fail', message: messageOf(problem), hint }]
  }
}

async function connectionChecks(hub: HubAccess, options: DoctorOptions): Promise<Check[]> {
  const { items } = await hub.get('/v1/connections', z.object({ items: z.array(Connection) }))
  const wanted = items.filter(
    ({ locationId, status }) =>
      status !== 'uninstalled' && (options.location === undefined || locationId === options.location),
  )
  if (wanted.length === 0)
    return [
      {
        name: 'connections',
        outcome: options.location === undefined ? 'warn' : 'fail',
        message:
          options.location === undefined
            ? 'Nothing is connected yet.'
            : `Location ${options.location} is not connected.`,
        hint: 'Connect it in Console > Connections, or with "causeway connect".',
      },
    ]
  const checks: Check[] = []
  for (const connection of wanted) {
    const name =
      connection.locationName ?? connection.companyName ?? connection.locationId ?? connection.companyId
    const diagnosis = await hub.get(`/v1/connections/${connection.id}/diagnosis`, Diagnosis)
    checks.push(...diagnosis.checks.map((check) => ({ ...check, name: `${name} · ${check.name}` })))
  }
  return checks
}

const marks = {
  pass: styleText('green', 'ok  '),
  warn: styleText('yellow', 'warn'),
  fail: styleText('red', 'FAIL'),
  skip: styleText('gray', 'skip'),
}

const render = ({ checks, conclusion }: Diagnosis) =>
  [
    ...checks.map(({ name, outcome, message }) => `${marks[outcome]} ${name}: ${message}`),
    '',
    conclusion,
  ].join('\n')
