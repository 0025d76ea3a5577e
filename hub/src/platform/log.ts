import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Field names whose values are never written, wherever they stand in a line. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
  'clientSecret',
  'client_secret',
  'secret',
  'code',
  'key',
]
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])

/** Makes the hub's one logger: JSON lines, secrets replaced. Pass it on; `log.child({ part })` for a part. */
export function createLog(options: { level: string; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[secret]' },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}
