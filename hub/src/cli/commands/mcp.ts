import process from 'node:process'
import type { Command } from 'commander'
import { configFor } from '../command-context.ts'
import { reachHub } from '../reach-hub.ts'
import { serveAgent } from '../serve-agent.ts'
import { untilStopped } from '../until-stopped.ts'

interface McpOptions {
  write?: boolean
  location?: string[]
}

export function addMcpCommand(program: Command): void {
  program
    .command('mcp')
    .description('let an AI agent on this machine use the hub, over standard input and output (MCP)')
    .option('--write', 'let it make changes, each of them announced before it is made')
    .option('--location <ids...>', 'only these locations')
    .action(async (options: McpOptions, command: Command) => {
      const config = configFor(command)
      const { input, output } = { input: process.stdin, output: process.stdout }
      void untilStopped().then(() => input.destroy())
      await serveAgent({ input, output, path: pathOf(options), reach: () => reachHub(config) })
    })
}

/** Where the hub answers agents, with no more than was allowed here. */
function pathOf({ write, location = [] }: McpOptions): string {
  const query = new URLSearchParams(location.map((id): [string, string] => ['location', id]))
  if (write !== true) query.set('access', 'read')
  const text = query.toString()
  return text === '' ? '/mcp' : `/mcp?${text}`
}
