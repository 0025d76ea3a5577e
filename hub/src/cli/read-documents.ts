import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { parseAllDocuments } from 'yaml'
import { messageOf } from '../platform/errors.ts'
import { cliErrors } from './cli.errors.ts'

/**
 * Values of a YAML or JSON file, or of standard input for `-`; documents are separated by `---`.
 * @throws `cli.usage` naming the line that cannot be read
 */
export async function readDocuments(source: string): Promise<unknown[]> {
  const place = source === '-' ? 'What came on standard input' : `The file ${source}`
  const written = await read(source)
  // Aliases are not followed further: a few lines of them can stand for gigabytes.
  const documents = parseAllDocuments(written)
  if (!Array.isArray(documents) || documents.length === 0) throw cliErrors.usage(`${place} is empty`)
  return documents.map((document) => {
    const [problem] = document.errors
    if (problem !== undefined)
      throw cliErrors.usage(`${place} cannot be read: ${problem.message.split('\n')[0]}`)
    try {
      return document.toJS({ maxAliasCount: 100 }) as unknown
    } catch (cause) {
      throw cliErrors.usage(`${place} cannot be read: ${messageOf(cause)}`, { cause })
    }
  })
}

async function read(source: string): Promise<string> {
  if (source === '-') return text(process.stdin)
  try {
    return await readFile(source, 'utf8')
  } catch (cause) {
    throw cliErrors.usage(`The file ${source} cannot be read: ${messageOf(cause)}`, { cause })
  }
}
