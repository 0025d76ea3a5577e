import type { Command } from 'commander'
import { RotatedMasterKey } from '../../api/contract/index.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'

export function addRotateKeyCommand(program: Command): void {
  program
    .command('rotate-key')
    .description('replace the master key and wrap every stored credential anew; the hub may go on running')
    .action(async (_options: unknown, command: Command) => {
      const rotated = await withHub(configFor(command), (hub) =>
        hub.send('POST', '/v1/master-key/rotation', undefined, RotatedMasterKey),
      )
      outputFor(command).result(
        rotated,
        () =>
          `Master key ${rotated.masterKeyId} is in use; ${rotated.rewrapped} credential(s) were wrapped anew. Back the key file up again: the old one opens nothing any more.`,
      )
    })
}
