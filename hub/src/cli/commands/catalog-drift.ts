import { styleText } from 'node:util'
import type { Command } from 'commander'
import { DriftReport } from '../../api/contract/index.ts'
import { messageOf } from '../../platform/errors.ts'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'

export function addDriftCommand(catalog: Command, context: CommandContext): void {
  catalog
    .command('drift <folder>')
    .description(
      'compare published OpenAPI files with what the hub was built for, and keep the result for the console; exit code 1 when something changed',
    )
    .option('--source <name>', 'where the files come from, for people; default the folder')
    .action(async (folder: string, options: { source?: string }, command: Command) => {
      const body = { ...(await compare(folder)), source: options.source ?? folder }
      const report = await withHub(configFor(command), (hub) =>
        hub.send('PUT', '/v1/drift', body, DriftReport),
      )
      outputFor(command).result(report, () => driftText(report))
      if (report.changes.length > 0) context.finish(1)
    })
}

/** @throws `cli.usage`, so that a folder that cannot be read does not pass for a change */
async function compare(folder: string) {
  // Loaded here and not above: no other command reads every schema of both generations.
  const { compareWithPublished } = await import('@causeway/spec/compare')
  try {
    return compareWithPublished(folder)
  } catch (cause) {
    throw cliErrors.usage(`The files of ${folder} cannot be compared: ${messageOf(cause)}`, {
      cause,
      hint: 'Name a folder with v2/apps and v3/apps, or a clone of the repository of published files.',
    })
  }
}

function driftText({ changes, operations }: DriftReport): string {
  if (changes.length === 0) return `Nothing changed in ${operations} operations.`
  const breaking = changes.filter(({ isBreaking }) => isBreaking).length
  const sections = changes.map(({ kind, method, path, operationId, isBreaking, sentences, affects }) =>
    [
      `${isBreaking ? styleText('red', kind) : kind}  ${method} ${path}  ${operationId}`,
      ...sentences.map((sentence) => `  ${sentence}`),
      ...(affects.length === 0 ? [] : [`  Used by ${affects.join(', ')}.`]),
    ].join('\n'),
  )
  return [...sections, '', `${changes.length} changed of ${operations}; ${breaking} may break calls.`].join(
    '\n',
  )
}
