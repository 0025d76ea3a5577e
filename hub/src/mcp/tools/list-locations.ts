import { z } from 'zod'
import { defineTool } from '../mcp.types.ts'

const Input = z.strictObject({ query: z.string().max(200).optional() })

const mostShown = 100

/** The locations an agent may work with. */
export const listLocations = defineTool({
  definition: {
    name: 'locations',
    description: 'Locations you may use, by name.',
    inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  input: Input,
  async run({ locations, connections }, { caller }, { query }) {
    const words = (query ?? '').toLowerCase()
    const all = await locations.list(caller.locationIds ?? undefined)
    const found = all.filter(({ id, name }) => id === query || (name ?? id).toLowerCase().includes(words))
    const shown = found.slice(0, mostShown)
    const reached = await connections.locationConnections(shown.map(({ id }) => id))
    return {
      value: {
        locations: shown.map(({ id, name, timezone }) => ({
          id,
          name: name ?? id,
          ...(timezone !== null && { timezone }),
          status: reached.get(id)?.status ?? 'uninstalled',
        })),
        ...(found.length > shown.length && {
          more: found.length - shown.length,
          hint: 'Name a part of the location’s name as "query".',
        }),
      },
    }
  },
})
