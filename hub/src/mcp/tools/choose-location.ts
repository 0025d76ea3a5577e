import { mcpErrors } from '../mcp.errors.ts'
import type { AgentContext, AgentParts } from '../mcp.types.ts'

const mostNamed = 20

/**
 * The location an agent means: the one it names, else the only one it may see.
 * @throws `mcp.location_needed`, `mcp.location_forbidden`, `mcp.location_unknown`
 */
export async function chooseLocation(
  { locations }: Pick<AgentParts, 'locations'>,
  { caller }: AgentContext,
  named: string | undefined,
): Promise<string> {
  const { locationIds } = caller
  if (named !== undefined) {
    if (locationIds !== null && !locationIds.includes(named))
      throw mcpErrors.location_forbidden('This access does not cover that location')
    const [found] = await locations.list([named])
    if (found === undefined) throw mcpErrors.location_unknown('The hub does not know that location')
    return found.id
  }
  const known = await locations.list(locationIds ?? undefined)
  if (known.length === 1) return known[0]!.id
  if (known.length === 0) throw mcpErrors.location_unknown('No location is connected')
  throw mcpErrors.location_needed(`There are ${known.length} locations, and none is named`, {
    details: {
      locations: known.slice(0, mostNamed).map(({ id, name }) => ({ id, name: name ?? id })),
    },
  })
}
