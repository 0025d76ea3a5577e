import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { verifyLedger } from '../../deliveries/verify-ledger.ts'
import { cliErrors } from '../cli.errors.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'

/** The proof of what endpoints accepted: taken out of the hub, and verified without it. */
export function addLedgerCommand(program: Command): void {
  const ledger = program.command('ledger').description('the proof of what endpoints accepted')

  ledger
    .command('export <endpoint>')
    .description('write the ledger of an endpoint to a file or to standard output')
    .option('--output <file>', 'file to write; standard output without this')
    .action(async (endpoint: string, options: { output?: string }, command: Command) => {
      const bytes = await withHub(configFor(command), async (hub) => {
        const path = `/v1/endpoints/${encodeURIComponent(endpoint)}/ledger`
        const { body, status } = await hub.open({ method: 'GET', path })
        if (status >= 400)
          throw cliErrors.hub_refused(
            `The hub answered with status ${status}: is ${endpoint} the id of an endpoint?`,
          )
        return write(body, options.output)
      })
      const file = options.output
      if (file !== undefined)
        outputFor(command).result({ file, bytes }, () => `Wrote ${bytes} bytes to ${file}.`)
    })

  ledger
    .command('verify <file>')
    .description('verify an exported ledger; needs no hub')
    .option('--hash <hash>', 'a hash noted earlier, which must be in the chain')
    .action(async (file: string, options: { hash?: string }, command: Command) => {
      if (!existsSync(file)) throw cliErrors.usage(`There is no file ${file}`)
      const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
      const verified = await verifyLedger(lines, options.hash)
      outputFor(command).result(verified, () => {
        const { entries, endpointId, firstAt, lastAt, hash } = verified
        const span = firstAt === undefined ? '' : `, from ${firstAt} to ${lastAt}`
        return `Genuine: ${entries} accepted deliveries of endpoint ${endpointId}${span}.\nIts last hash is ${hash}. Keep it: with --hash it shows later that nothing was made anew.`
      })
    })
}

async function write(body: AsyncIterable<Uint8Array>, file: string | undefined): Promise<number> {
  let bytes = 0
  const counted = async function* () {
    for await (const chunk of body) {
      bytes += chunk.length
      yield chunk
    }
  }
  await pipeline(counted, file === undefined ? process.stdout : createWriteStream(file), {
    end: file !== undefined,
  })
  return bytes
}
