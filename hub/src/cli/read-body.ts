import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { messageOf } from '../platform/errors.ts'
import { cliErrors } from './cli.errors.ts'

/**
 * The JSON value of `--body`: of a file, or of standard input for `-`.
 * @throws `cli.usage`
 */
export async function readBody(source: string): Promise<unknown> {
  const written = await read(source)
  try {
    return JSON.parse(written)
  } catch (cause) {
    const place = source === '-' ? 'What came on standard input' : `The file ${source}`
    throw cliErrors.usage(`${place} is not JSON: ${messageOf(cause)}`, { cause })
  }
}

async function read(source: string): Promise<string> {
  if (source === '-') return text(process.stdin)
  try {
    return await readFile(source, 'utf8')
  } catch (cause) {
    throw cliErrors.usage(`The file ${source} cannot be read: ${messageOf(cause)}`, { cause })
  }
}
