import process from 'node:process'
import { createInterface } from 'node:readline/promises'

/** A person who can be asked. */
export interface Terminal {
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
}

/** The person at the terminal; undefined in a pipe, a job or with `--json`, where nobody can answer. */
export function terminalOf({ isJson }: { isJson: boolean }): Terminal | undefined {
  const { stdin, stderr } = process
  return stdin.isTTY && stderr.isTTY && !isJson ? { input: stdin, output: stderr } : undefined
}

/** Asks a question whose answer is no unless it is clearly yes; the end of the input is a no. */
export async function askToConfirm(question: string, { input, output }: Terminal): Promise<boolean> {
  const lines = createInterface({ input, output })
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
    return /^\s*y(es)?\s*$/i.test(answer)
  } finally {
    lines.close()
  }
}
