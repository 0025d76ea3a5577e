import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** An agent as people run it: the official client of MCP, which asks for access in the person's browser. */
export interface Agent {
  /** Tries to connect; gives the address the person is sent to. */
  askForAccess(): Promise<string>
  /** What came back to the agent's own address. */
  heard(): Promise<URLSearchParams>
  /** Trades the code for tokens and connects. */
  goIn(code: string): Promise<Client>
  close(): Promise<void>
}

export async function startAgent(mcpUrl: string, name: string): Promise<Agent> {
  const { promise: heard, resolve: hear } = Promise.withResolvers<URLSearchParams>()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/callback') hear(searchParams)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      '<!doctype html><html lang="en"><title>Agent</title><link rel="icon" href="data:,"><h1>Back at the agent</h1>',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const redirectUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`

  const kept: { client?: unknown; tokens?: unknown; verifier?: string; url?: URL } = {}
  const authProvider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: {
      client_name: name,
      redirect_uris: [redirectUrl],
      token_endpoint_auth_method: 'none',
      scope: 'read write',
    },
    clientInformation: () => kept.client as never,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens as never,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void (kept.url = url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
  }
  const client = new Client({ name: 'agent', version: '1.0.0' })
  const makeTransport = () => new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider })
  const first = makeTransport()

  return {
    async askForAccess() {
      const refused = await client.connect(first).then(
        () => new Error('The hub let an agent in that nobody knows'),
        (problem: unknown) => problem,
      )
      if (!(refused instanceof UnauthorizedError) || kept.url === undefined) throw refused
      return kept.url.href
    },
    heard: () => heard,
    async goIn(code) {
      await first.finishAuth(code)
      await client.connect(makeTransport())
      return client
    },
    async close() {
      await client.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
