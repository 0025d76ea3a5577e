import process from 'node:process'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { configFor, outputFor } from '../command-context.ts'
import { untilStopped } from '../until-stopped.ts'

interface SimulateOptions {
  port: number
  limits: 'standard' | 'sandbox' | 'off'
  seed?: number
}

export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number.')
  return number
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text)
  if (number === 0) throw new InvalidArgumentError('It must be at least 1.')
  return number
}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('run the simulator of the CRM alone')
    .option('--port <port>', 'port to listen on', wholeNumber, 4500)
    .addOption(
      new Option('--limits <profile>', 'rate limits')
        .choices(['standard', 'sandbox', 'off'])
        .default('standard'),
    )
    .option('--seed <number>', 'another world than the usual one', wholeNumber)
    .action(async (options: SimulateOptions, command: Command) => {
      // Loaded here and not above: no other command needs the simulator in memory.
      const { createSimulator } = await import('@causeway/simulator')
      const simulator = await createSimulator({
        port: options.port,
        limits: options.limits,
        dataFile: `${configFor(command).dataFolder}/simulator.json`,
        ...(options.seed !== undefined && { seed: options.seed }),
      })
      process.send?.({ url: simulator.url })
      outputFor(command).result({ url: simulator.url }, () =>
        [`The simulator runs at ${simulator.url}`, `Its world can be changed at ${simulator.url}/admin`].join(
          '\n',
        ),
      )
      await untilStopped()
      await simulator.close()
    })
}
