import { type Command, Option } from 'commander'
import { z } from 'zod'
import { ApiKey, ApiKeyPermission, CreatedApiKey } from '../../api/contract/index.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'

interface CreateOptions {
  name: string
  permission: string[]
  location?: string[]
}

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('API keys your own app calls the hub with')

  keys
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--name <name>', 'what the key is for')
    .addOption(
      new Option(
        '--permission <permission...>',
        'what it may do: live asks the CRM past the cache, destroy needs no confirmation, passthrough calls paths the catalog lacks',
      )
        .choices(ApiKeyPermission.options)
        .default(['read']),
    )
    .option('--location <id...>', 'locations it may see; all without this')
    .action(async (options: CreateOptions, command: Command) => {
      const body = {
        name: options.name,
        permissions: options.permission,
        locationIds: options.location ?? null,
      }
      const created = await withHub(configFor(command), (hub) =>
        hub.send('POST', '/v1/api-keys', body, CreatedApiKey),
      )
      outputFor(command).result(created, () => `${created.key}\nKeep it now: it is not shown again.`)
    })

  keys
    .command('list')
    .description('list the keys, without the keys themselves')
    .action(async (_options: unknown, command: Command) => {
      const { items } = await withHub(configFor(command), (hub) =>
        hub.get('/v1/api-keys', z.object({ items: z.array(ApiKey) })),
      )
      outputFor(command).result(items, () =>
        table([
          ['id', 'name', 'begins', 'may', 'last used', 'state'],
          ...items.map((key) => [
            key.id,
            key.name,
            key.prefix,
            key.permissions.join(','),
            key.lastUsedAt ?? 'never',
            key.revokedAt === null ? 'live' : 'revoked',
          ]),
        ]),
      )
    })

  keys
    .command('revoke <id>')
    .description('end a key at once')
    .action(async (id: string, _options: unknown, command: Command) => {
      await withHub(configFor(command), (hub) =>
        hub.send('DELETE', `/v1/api-keys/${encodeURIComponent(id)}`, undefined, z.unknown()),
      )
      outputFor(command).result({ revoked: id }, () => `Key ${id} is revoked.`)
    })
}
