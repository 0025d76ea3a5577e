import { once } from 'node:events'
import process from 'node:process'
import { z } from 'zod'
import { HubError, messageOf } from '../platform/errors.ts'
import type { HubAccess } from './reach-hub.ts'

/** Codes of JSON-RPC for a server that could not answer. */
const serverError = -32_000

/** One message of JSON-RPC, as far as it has to be understood to pass it on. */
const Message = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
})

export interface AgentPipe {
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  /** Where the hub answers agents. */
  path: string
  /** Reaches the hub; called again when the one reached before is gone. */
  reach: () => Promise<HubAccess>
}

/**
 * Passes an agent's messages from standard input on to the hub and its answers back, until the input ends or is
 * closed. What is under way by then is still answered.
 */
export async function serveAgent({ input, output, path, reach }: AgentPipe): Promise<void> {
  // Loaded here: every other command starts without it.
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
  const transport = new StdioServerTransport(input, output)
  const underWay = new Set<Promise<void>>()
  let reached: Promise<HubAccess> | undefined

  const ask = async (message: unknown): Promise<unknown> => {
    reached ??= reach()
    return (await reached).send('POST', path, message, z.unknown())
  }

  const pass = async (message: unknown): Promise<unknown> => {
    try {
      return await ask(message)
    } catch (problem) {
      // A hub that was started anew has another address and token. Asking twice is safe: a write is made once.
      if (!isGone(problem)) throw problem
      await reached?.then((hub) => hub.close()).catch(() => {})
      reached = undefined
      return ask(message)
    }
  }

  const answer = async (message: unknown): Promise<void> => {
    const { id, method } = Message.parse(message)
    try {
      const reply = await pass(message)
      if (reply !== undefined && reply !== null) await transport.send(reply as never)
    } catch (problem) {
      // Only questions are answered; a note that got lost is nothing an agent could act on.
      if (id !== undefined && method !== undefined) await transport.send(failureOf(id, problem))
    }
  }

  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it is none of the browser's event targets
  transport.onmessage = (message) => {
    const answering = answer(message).finally(() => underWay.delete(answering))
    underWay.add(answering)
  }
  // Lines that are no message cannot be answered; they are told where people look.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as above
  transport.onerror = (problem) => void process.stderr.write(`${problem.message}\n`)
  await transport.start()
  await Promise.race([once(input, 'end'), once(input, 'close')])
  await Promise.all(underWay)
  await reached?.then((hub) => hub.close()).catch(() => {})
}

const isGone = (problem: unknown): boolean =>
  problem instanceof HubError && (problem.code === 'cli.hub_unreachable' || problem.status === 401)

function failureOf(id: string | number, problem: unknown) {
  const hint = problem instanceof HubError && problem.hint !== undefined ? ` ${problem.hint}` : ''
  return {
    jsonrpc: '2.0' as const,
    id,
    error: { code: serverError, message: `${messageOf(problem)}${hint}` },
  }
}
