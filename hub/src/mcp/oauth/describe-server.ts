import { agentScopes } from './agent-scopes.ts'
import { mcpPath } from './check-resource.ts'

/** Paths of the authorization server for agents; the CRM's own `/oauth` belongs to the gateway. */
export const oauthPaths = {
  authorize: '/mcp/oauth/authorize',
  token: '/mcp/oauth/token',
  register: '/mcp/oauth/register',
  revoke: '/mcp/oauth/revoke',
} as const

/** Where an agent learns by whom it can be let in. */
export const resourceMetadataPath = `/.well-known/oauth-protected-resource${mcpPath}`

/** RFC 9728: what the MCP endpoint is, and who gives tokens for it. */
export const describeResource = (base: string, brand: string) => ({
  resource: `${base}${mcpPath}`,
  authorization_servers: [base],
  scopes_supported: agentScopes,
  bearer_methods_supported: ['header'],
  resource_name: brand,
})

/** RFC 8414: how the authorization server is used. */
export const describeAuthorizationServer = (base: string) => ({
  issuer: base,
  authorization_endpoint: `${base}${oauthPaths.authorize}`,
  token_endpoint: `${base}${oauthPaths.token}`,
  registration_endpoint: `${base}${oauthPaths.register}`,
  revocation_endpoint: `${base}${oauthPaths.revoke}`,
  scopes_supported: agentScopes,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  authorization_response_iss_parameter_supported: true,
})
