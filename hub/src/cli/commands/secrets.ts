import type { Command } from 'commander'
import { text } from 'node:stream/consumers'
import process from 'node:process'
import { z } from 'zod'
import { Secret } from '../../api/contract/index.ts'
import { terminalOf } from '../ask-to-confirm.ts'
import { askForSecret } from '../ask-for-secret.ts'
import { cliErrors } from '../cli.errors.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'

export function addSecretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('secrets that requests of workflows name, as in {{ secrets.APP_KEY }}')

  secrets
    .command('list')
    .description('list the secrets, without their values')
    .action(async (_options: unknown, command: Command) => {
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get('/v1/secrets', z.object({ items: z.array(Secret) })),
      )
      outputFor(command).result(items, () =>
        items.length === 0
          ? 'There is no secret yet.'
          : table([
              ['name', 'may be sent to', 'sent by', 'changed'],
              ...items.map(({ name, hosts, workflows, updatedAt }) => [
                name,
                hosts.length === 0 ? 'any host' : hosts.join(', '),
                workflows.length === 0 ? '-' : workflows.join(', '),
                updatedAt,
              ]),
            ]),
      )
    })

  secrets
    .command('set <name>')
    .description('make or change a secret; its value is asked for, or read from standard input')
    .option('--host <host...>', 'hosts it may be sent to; any without this')
    .action(async (name: string, { host = [] }: { host?: string[] }, command: Command) => {
      const value = await readSecret(name, { isJson: outputFor(command).isJson })
      const secret = await withHub(configFor(command), (hub) =>
        hub.send('PUT', place(name), { value, hosts: host }, Secret),
      )
      outputFor(command).result(secret, () => `Write {{ secrets.${name} }} where a request needs it.`)
    })

  secrets
    .command('remove <name>')
    .description('remove a secret that no workflow sends')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withHub(configFor(command), (hub) => hub.send('DELETE', place(name), undefined, z.unknown()))
      outputFor(command).result({ removed: name }, () => `Secret ${name} is removed.`)
    })
}

const place = (name: string): string => `/v1/secrets/${encodeURIComponent(name)}`

/** @throws `cli.usage` when nothing was given */
async function readSecret(name: string, output: { isJson: boolean }): Promise<string> {
  const terminal = terminalOf(output)
  const given =
    terminal === undefined
      ? (await text(process.stdin)).replace(/\r?\n$/, '')
      : await askForSecret(`Value of ${name} (it is not shown): `, terminal)
  if (given === '')
    throw cliErrors.usage(`The secret ${name} needs a value`, {
      hint: `Type it when asked, or pipe it in: printf %s "$KEY" | causeway secrets set ${name}`,
    })
  return given
}
