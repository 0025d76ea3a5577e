import { OAuthRefusal } from './oauth-refusal.ts'

/** Path of the one resource that tokens of agents open. */
export const mcpPath = '/mcp'

/**
 * Refuses to give tokens for another server (RFC 8707), which would then hold a token for this one.
 * @throws OAuthRefusal `invalid_target`
 */
export function checkResource(resource: string | undefined, base: string): void {
  if (resource === undefined) return
  const known = `${base}${mcpPath}`
  // Agents name the address they were given; what narrows it (?access=read) does not make it another server.
  if (URL.canParse(resource)) {
    const { origin, pathname } = new URL(resource)
    if (`${origin}${pathname.replace(/\/+$/, '')}` === known) return
  }
  throw new OAuthRefusal('invalid_target', `Tokens of this server are for ${known} only`)
}
