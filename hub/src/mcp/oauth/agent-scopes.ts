import { OAuthRefusal } from './oauth-refusal.ts'

/** What agents can be allowed; `write` includes nothing that is not confirmed call by call. */
export const agentScopes = ['read', 'write'] as const
export type AgentScope = (typeof agentScopes)[number]

const isAgentScope = (text: string): text is AgentScope => (agentScopes as readonly string[]).includes(text)

/**
 * What an agent asks for; nothing in particular means all that can be had. `read` is part of everything.
 * @throws OAuthRefusal `invalid_scope`
 */
export function readScope(scope: string | undefined): AgentScope[] {
  const wanted = (scope ?? '').split(' ').filter((word) => word !== '')
  // Programs ask for it to be given refresh tokens, which come anyhow.
  const own = wanted.filter((word) => word !== 'offline_access')
  const strange = own.filter((word) => !isAgentScope(word))
  if (strange.length > 0)
    throw new OAuthRefusal(
      'invalid_scope',
      `There is no scope "${strange[0]!.slice(0, 60)}": read and write are`,
    )
  if (own.length === 0) return [...agentScopes]
  return agentScopes.filter((one) => one === 'read' || own.includes(one))
}
