import { parseArgs } from 'node:util'
import { createSimulator } from './create-simulator.ts'
import { PortInUseError } from './start-server.ts'

/** Runs the simulator by itself: `node simulator/src/main.ts --port 4500 --limits standard --seed 7`. */

const usage = `Usage: node simulator/src/main.ts [options]

  --port <number>     port to listen on, 0 for any that is free (4500)
  --host <address>    address to listen on (127.0.0.1)
  --limits <profile>  standard, sandbox or off (standard)
  --seed <number>     makes the world; the same seed makes the same one (7)
  --scale <size>      full or small (full)
  --now <instant>     freeze the clock at an ISO instant (runs with the real time)
  --data-file <path>  keep installations and tokens over restarts
  --help              show this`

class UsageError extends Error {}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      limits: { type: 'string' },
      seed: { type: 'string' },
      scale: { type: 'string' },
      now: { type: 'string' },
      'data-file': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return undefined
  return {
    port: readNumber('port', values.port ?? '4500', 65_535),
    seed: readNumber('seed', values.seed ?? '7', 4_294_967_295),
    limits: readChoice('limits', values.limits ?? 'standard', ['standard', 'sandbox', 'off'] as const),
    scale: readChoice('scale', values.scale ?? 'full', ['full', 'small'] as const),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.now === undefined ? {} : { now: readInstant(values.now) }),
    ...(values['data-file'] === undefined ? {} : { dataFile: values['data-file'] }),
  }
}

function readNumber(name: string, text: string, maximum: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= maximum) return value
  throw new UsageError(`--${name} must be a number from 0 to ${maximum}, not "${text}"`)
}

function readChoice<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not "${text}"`)
}

function readInstant(text: string): Date {
  const instant = new Date(text)
  if (!Number.isNaN(instant.getTime())) return instant
  throw new UsageError(`--now must be an ISO instant such as 2026-11-23T12:00:00Z, not "${text}"`)
}

try {
  const options = readOptions()
  if (options === undefined) {
    console.log(usage)
  } else {
    const simulator = await createSimulator(options)
    console.log(`CRM simulator ready at ${simulator.url} (admin page: ${simulator.url}/admin)`)
    const stop = () => void simulator.close().then(() => process.exit(0))
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  }
} catch (error) {
  process.exitCode = 1
  if (error instanceof PortInUseError) console.error(`${error.message}. ${error.hint}`)
  else if (error instanceof UsageError || isArgumentError(error)) {
    console.error(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  } else throw error
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
