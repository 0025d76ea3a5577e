import type { AgentScope } from '../../mcp/oauth/agent-scopes.ts'

export type Decision =
  | { kind: 'denied' }
  | { kind: 'incomplete'; complaint: string }
  | { kind: 'allowed'; permissions: AgentScope[]; locationIds: string[] | null }

/** What a person decided on the consent page. Nothing is allowed that was not said. */
export function readDecision(
  fields: Readonly<Record<string, unknown>>,
  asked: readonly AgentScope[],
  known: ReadonlySet<string>,
): Decision {
  if (fields['decision'] !== 'allow') return { kind: 'denied' }
  const permissions: AgentScope[] =
    asked.includes('write') && fields['access'] === 'write' ? ['read', 'write'] : ['read']
  if (fields['reach'] === 'all') return { kind: 'allowed', permissions, locationIds: null }
  const ticked = [fields['location'] ?? []].flat().filter((id) => typeof id === 'string')
  const locationIds = [...new Set(ticked)].filter((id) => known.has(id))
  if (fields['reach'] !== 'some' || locationIds.length === 0)
    return { kind: 'incomplete', complaint: 'Choose every location, or tick at least one.' }
  return { kind: 'allowed', permissions, locationIds }
}
