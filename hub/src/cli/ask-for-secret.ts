import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import type { Terminal } from './ask-to-confirm.ts'

/** Asks for a line that is not shown while it is typed; the end of the input gives an empty one. */
export async function askForSecret(question: string, { input, output }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  output.write(question)
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    return await Promise.race([lines.question(''), closed])
  } finally {
    lines.close()
    output.write('\n')
  }
}
