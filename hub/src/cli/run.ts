import process from 'node:process'
import { Command, CommanderError } from 'commander'
import hubPackage from '../../package.json' with { type: 'json' }
import { HubError } from '../platform/errors.ts'
import { createOutput } from './output.ts'
import { addCallCommand } from './commands/call.ts'
import { addCallsCommand } from './commands/calls.ts'
import { addCatalogCommand } from './commands/catalog.ts'
import { addConnectCommand } from './commands/connect.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEventsCommand } from './commands/events.ts'
import { addExportCommand } from './commands/export.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addMappingsCommand } from './commands/mappings.ts'
import { addLedgerCommand } from './commands/ledger.ts'
import { addMcpCommand } from './commands/mcp.ts'
import { addMigrateCommand } from './commands/migrate.ts'
import { addQuotaCommand } from './commands/quota.ts'
import { addRotateKeyCommand } from './commands/rotate-key.ts'
import { addSecretsCommand } from './commands/secrets.ts'
import { addSimulateCommand } from './commands/simulate.ts'
import { addStartCommand } from './commands/start.ts'
import { addSyncCommand } from './commands/sync.ts'
import { addWorkflowsCommand } from './commands/workflows.ts'

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function run(words: string[]): Promise<number> {
  let exitCode = 0
  process.stdout.on('error', leaveWithReader)
  const program = new Command('causeway')
    .version(hubPackage.version)
    .description('The self-hosted hub between your CRM’s Social Planner and your own app.')
    .option('--json', 'print one JSON document instead of sentences')
    .option('--data-folder <folder>', 'where the embedded database and the keys live')
    .option('--database-url <url>', 'a PostgreSQL server instead of the embedded database')
    .exitOverride()
    .showHelpAfterError('(causeway --help shows every command)')
  const context = {
    finish: (code: number) => {
      exitCode = code
    },
  }
  for (const add of [
    addStartCommand,
    addConnectCommand,
    addSyncCommand,
    addCatalogCommand,
    addCallCommand,
    addCallsCommand,
    addQuotaCommand,
    addEventsCommand,
    addExportCommand,
    addLedgerCommand,
    addDoctorCommand,
    addKeysCommand,
    addWorkflowsCommand,
    addMappingsCommand,
    addSecretsCommand,
    addMcpCommand,
    addMigrateCommand,
    addRotateKeyCommand,
    addSimulateCommand,
  ])
    add(program, context)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (problem) {
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? 0 : 2
    createOutput({ json: words.includes('--json') }).failure(problem)
    return problem instanceof HubError && problem.code === 'cli.usage' ? 2 : 1
  }
}

/** A reader that has seen enough (`causeway export … | head`) ends the command; that is no failure. */
function leaveWithReader(problem: Error & { code?: string }): void {
  if (problem.code !== 'EPIPE') throw problem
  process.exit(0)
}
