import type { Command } from 'commander'
import { openDatabase } from '../../store/database.ts'
import { configFor, outputFor } from '../command-context.ts'

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to this version’s schema')
    .action(async (_options: unknown, command: Command) => {
      const config = configFor(command)
      const database = await openDatabase({ url: config.databaseUrl, dataFolder: config.dataFolder })
      const { applied, kind } = database
      await database.close()
      outputFor(command).result({ database: kind, applied }, () =>
        applied.length === 0
          ? 'The database is up to date.'
          : `Applied ${applied.length} migration(s): ${applied.join(', ')}.`,
      )
    })
}
