import { styleText } from 'node:util'
import type { Command } from 'commander'
import type { Hub } from '../../hub.ts'
import { configFor, outputFor } from '../command-context.ts'
import type { Output } from '../output.ts'
import { announceRunningHub, withdrawRunningHub } from '../running-hub.ts'
import { startSimulator } from '../start-simulator.ts'
import { untilStopped } from '../until-stopped.ts'
import { wholeNumber } from './simulate.ts'

interface StartOptions {
  port?: number
  host?: string
  publicUrl?: string
  simulator?: boolean
  simulatorPort: number
  logLevel?: string
}

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run the hub and its console')
    .option('--port <port>', 'port to listen on (CAUSEWAY_PORT)', wholeNumber)
    .option('--host <address>', 'address to listen on (CAUSEWAY_HOST)')
    .option('--public-url <url>', 'where browsers and the CRM reach the hub (CAUSEWAY_PUBLIC_URL)')
    .option('--simulator', 'run the simulator beside the hub, to try it without an account')
    .option('--simulator-port <port>', 'port of the simulator', wholeNumber, 4500)
    .option('--log-level <level>', 'least important kind of log line to write (CAUSEWAY_LOG_LEVEL)')
    .action(async (options: StartOptions, command: Command) => {
      const { dataFolder } = configFor(command)
      const simulator =
        options.simulator === true
          ? await startSimulator({ port: options.simulatorPort, dataFolder })
          : undefined
      try {
        const config = configFor(command, {
          CAUSEWAY_PORT: options.port === undefined ? undefined : String(options.port),
          CAUSEWAY_HOST: options.host,
          CAUSEWAY_PUBLIC_URL: options.publicUrl,
          CAUSEWAY_LOG_LEVEL: options.logLevel,
          CAUSEWAY_SIMULATOR_URL: simulator?.url,
        })
        const { createHub } = await import('../../hub.ts')
        const hub = await createHub(config, { listen: true })
        announceRunningHub(config.dataFolder, { url: hub.url, token: hub.localToken })
        try {
          await greet(hub, outputFor(command), simulator?.url)
          await untilStopped()
        } finally {
          withdrawRunningHub(config.dataFolder)
          await hub.close()
        }
      } finally {
        await simulator?.stop()
      }
    })
}

/** Says where the hub is and what to do next; the setup link only while there is no owner. */
async function greet(hub: Hub, output: Output, simulatorUrl: string | undefined): Promise<void> {
  const setupLink = await hub.createSetupLink()
  const facts = {
    url: hub.url,
    console: `${hub.url}/console`,
    setupLink: setupLink ?? null,
    simulatorUrl: simulatorUrl ?? null,
  }
  output.result(facts, () => {
    const lines = ['', `Causeway runs at ${styleText('bold', hub.url)}`]
    if (simulatorUrl !== undefined)
      lines.push(`The simulated CRM runs at ${simulatorUrl} (its world: ${simulatorUrl}/admin)`)
    if (hub.newMasterKeyFile !== undefined)
      lines.push(
        `${styleText('yellow', 'Back up')} ${hub.newMasterKeyFile}: it was made just now, and without it stored credentials cannot be read.`,
      )
    lines.push(
      '',
      setupLink === undefined
        ? `Open the console: ${styleText('cyan', `${hub.url}/console`)}`
        : `Set it up: open ${styleText('cyan', setupLink)} (works once, for 24 hours)`,
      'Press Ctrl+C to stop.',
      '',
    )
    return lines.join('\n')
  })
}
