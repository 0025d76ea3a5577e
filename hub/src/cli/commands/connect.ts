import type { Command } from 'commander'
import { z } from 'zod'
import { App, Connection, HubSettings } from '../../api/contract/index.ts'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import type { HubAccess } from '../reach-hub.ts'

interface ConnectOptions {
  simulator?: boolean
  token?: string
  location?: string
  name?: string
  clientId?: string
  clientSecret?: string
  whiteLabel?: boolean
  generation: 'v2' | 'v3'
}

export function addConnectCommand(program: Command, _context: CommandContext): void {
  program
    .command('connect')
    .description('connect a location: by a private integration token, or by consent in the browser')
    .option('--simulator', 'the simulator instead of a live CRM')
    .option('--token <token>', 'private integration token (pit-…); needs --location')
    .option('--location <id>', 'the location the token is for')
    .option('--name <name>', 'name to show for the location or the app')
    .option('--client-id <id>', 'client id of your marketplace app')
    .option('--client-secret <secret>', 'client secret of your marketplace app')
    .option('--white-label', 'start on the white-label consent page')
    .option('--generation <generation>', 'token endpoint to speak: v2 or v3', 'v3')
    .action(async (options: ConnectOptions, command: Command) => {
      const output = outputFor(command)
      await withHub(configFor(command), async (hub) => {
        if (options.token !== undefined) {
          const connection = await connectToken(hub, options)
          output.result(
            connection,
            () => `Connected ${connection.locationName ?? connection.locationId}: ${connection.status}.`,
          )
          return
        }
        const app = await registerApp(hub, options)
        const settings = await hub.get('/v1/settings', HubSettings)
        const link = `${settings.publicUrl}/oauth/crm/install?appId=${app.id}`
        output.result({ appId: app.id, link, redirectUri: settings.redirectUri }, () =>
          consentText(link, settings, hub),
        )
      })
    })
}

function connectToken(hub: HubAccess, options: ConnectOptions): Promise<Connection> {
  if (options.location === undefined)
    throw cliErrors.usage('--token needs --location, the location the token is for')
  const body = {
    environment: options.simulator === true ? 'simulator' : 'live',
    token: options.token,
    locationId: options.location,
    ...(options.name !== undefined && { name: options.name }),
  }
  return hub.send('POST', '/v1/connections/private-token', body, Connection)
}

async function registerApp(hub: HubAccess, options: ConnectOptions): Promise<App> {
  if (options.simulator === true) return hub.send('POST', '/v1/apps', { environment: 'simulator' }, App)
  if (options.clientId === undefined || options.clientSecret === undefined) {
    const { items } = await hub.get('/v1/apps', z.object({ items: z.array(App) }))
    const known = items.find(({ environment }) => environment === 'live')
    if (known !== undefined) return known
    throw cliErrors.usage(
      'Say how to connect: --simulator, --token with --location, or --client-id with --client-secret',
    )
  }
  const body = {
    environment: 'live',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    generation: options.generation,
    consentHost: options.whiteLabel === true ? 'whiteLabel' : 'standard',
    ...(options.name !== undefined && { name: options.name }),
  }
  return hub.send('POST', '/v1/apps', body, App)
}

function consentText(link: string, settings: HubSettings, hub: HubAccess): string {
  const start = hub.isOwn ? 'Start the hub (causeway start), then open' : 'Open'
  return `${start} this link in a browser that is signed in to the hub, and give consent:\n  ${link}\nThe app must have this redirect URI registered: ${settings.redirectUri}`
}
