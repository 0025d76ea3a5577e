import { defineErrors } from '../platform/errors.ts'

/** What an agent is told instead of an answer, and people on the way to letting one in. */
export const mcpErrors = defineErrors('mcp', {
  token_needed: {
    status: 401,
    hint: 'Send an API key of this hub as "Authorization: Bearer cw_…", or let the agent ask for access: the WWW-Authenticate header says where.',
  },
  token_refused: {
    status: 401,
    hint: 'Refresh the token or ask for access again. People see and end the access of agents in the console, under Agents.',
  },
  origin_forbidden: {
    status: 403,
    hint: 'Pages of other sites may not call this. Agents send no Origin header.',
  },
  stateless: {
    status: 405,
    hint: 'Send every message with POST: this server keeps no session and no stream.',
  },
  read_needed: { status: 403, hint: 'Use an API key with the permission "read".' },
  arguments_invalid: {
    status: 400,
    hint: 'Correct the arguments; the tool’s inputSchema says what it takes.',
  },
  tool_unknown: { status: 404, hint: 'tools/list names the tools.' },
  entry_unknown: { status: 404, hint: 'Use search to find ids of the catalog.' },
  location_needed: { status: 400, hint: 'Name one of details.locations as "location".' },
  location_forbidden: { status: 403, hint: 'Use the locations tool to see which ones this access covers.' },
  location_unknown: { status: 404, hint: 'Use the locations tool to see which ones the hub knows.' },
  write_forbidden: {
    status: 403,
    hint: 'Ask the person to let this agent make changes: by an API key with the permission "write", by connecting again and allowing changes, or by "causeway mcp --write". A connection narrowed to access=read never writes.',
  },
  confirmation_unknown: {
    status: 409,
    hint: 'Call without "confirm" to see what would be sent and get a token for it, then repeat exactly that call with the token.',
  },
  confirmation_expired: {
    status: 409,
    hint: 'Call without "confirm" to get a fresh token, and use it within ten minutes.',
  },
  client_unknown: {
    status: 400,
    hint: 'Remove this server from the agent and add it again, so that the agent registers anew.',
  },
  redirect_mismatch: {
    status: 400,
    hint: 'Do not go on: the agent asks to be answered at an address it did not register.',
  },
  agent_unknown: { status: 404, hint: 'GET /v1/agents lists the agents that were let in.' },
})
