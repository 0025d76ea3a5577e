import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { createOutput, type Output } from './output.ts'
import { type HubAccess, reachHub } from './reach-hub.ts'

/** What `run` offers each command. */
export interface CommandContext {
  /** Sets the exit code of a command that ends well but found something wrong. */
  finish(code: number): void
}

interface SharedOptions {
  json?: boolean
  dataFolder?: string
  databaseUrl?: string
}

/** Flags every command takes, as settings: a flag wins over the environment. */
export function configFor(command: Command, overrides: Record<string, string | undefined> = {}): Config {
  const shared = command.optsWithGlobals<SharedOptions>()
  const given = {
    CAUSEWAY_DATA_FOLDER: shared.dataFolder,
    CAUSEWAY_DATABASE_URL: shared.databaseUrl,
    ...overrides,
  }
  return readConfig(given)
}

export const outputFor = (command: Command): Output =>
  createOutput({ json: command.optsWithGlobals<SharedOptions>().json === true })

/** Runs `work` against the hub of the command's data folder and closes what was opened. */
export async function withHub<Result>(
  config: Config,
  work: (hub: HubAccess) => Promise<Result>,
): Promise<Result> {
  const hub = await reachHub(config)
  try {
    return await work(hub)
  } finally {
    await hub.close()
  }
}
